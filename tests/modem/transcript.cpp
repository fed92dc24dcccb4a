#include "transcript.hpp"

#include "gsmcfg/sms/pdu.hpp"
#include "support/source_dir.hpp"
#include "support/temporary_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <variant>

namespace gsmcfg::modem {

namespace {

using link::TraceDirection;
using link::TraceEntry;
using namespace std::chrono_literals;

template <std::size_t Size>
std::string named(const std::array<const char*, Size>& names, std::size_t value) {
    return value < Size ? names[value] : fmt::format("({})", value);
}

template <std::size_t Size, typename Enum>
std::string named(const std::array<const char*, Size>& names, Enum value) {
    return named(names, static_cast<std::size_t>(value));
}

std::string in_words(const channel::Inbound& inbound) {
    const std::string text = link::format_trace_entry({{}, TraceDirection::note, inbound.text}).substr(12);
    return fmt::format("message {} \"{}\"{}", inbound.originator, text, inbound.problem.empty() ? "" : " with a problem");
}

std::string in_words(const channel::Report& report) {
    static constexpr std::array names{"delivered", "still trying", "failed", "expired"};
    return fmt::format("report {} {}", report.reference, named(names, report.delivery));
}

std::string in_words(const channel::LineNotice& notice) {
    static constexpr std::array names{"restarted", "storage full", "registration lost", "registered", "cured"};
    return "notice " + named(names, notice.kind);
}

std::string in_words(const channel::SubmitResult& result) {
    static constexpr std::array outcomes{"accepted", "refused", "not sent", "uncertain"};
    static constexpr std::array classes{"message", "line alarm", "network", "unknown",     "done",      "rebuild", "storage",
                                        "busy",    "restart",    "hold",    "unsupported", "port lost", "stopped"};
    std::string line = "submit " + named(outcomes, result.outcome);
    for (const auto reference : result.references) line += fmt::format(" {}", reference);
    if (!result.failure) return line;
    line += ", " + named(classes, result.failure->kind);
    if (result.failure->cms_error) line += fmt::format(", CMS {}", *result.failure->cms_error);
    if (result.failure->cme_error) line += fmt::format(", CME {}", *result.failure->cme_error);
    return line;
}

// TPDU octets that AT+CMGS announces for a text of ASCII letters to eleven digits with a relative validity period.
constexpr std::size_t octets_around_text = 14;

channel::Outbound filler(std::size_t octets) {
    const std::size_t letters = octets > octets_around_text ? (octets - octets_around_text) * 8 / 7 : 0;
    const std::string text = octets == 19 ? "hello" : std::string(letters, 'x');
    return {*base::PhoneNumber::from_e164("+99900000001"), base::Secret(text), true, 5min, true};
}

// The message that the trace goes on to send, as far as it can be told: its body is masked if it held a credential.
channel::Outbound message_of(const test::Replay& replay) {
    const std::string_view command = replay.next_write();
    std::string_view body = replay.write_after_next();
    if (!body.ends_with('\x1a')) body = {};
    const auto octets = base::from_hex(body.substr(0, body.empty() ? 0 : body.size() - 1));
    if (octets && !octets->empty()) {
        const auto pdu = sms::decode_pdu(*octets, sms::SmscField::present, sms::Direction::to_network);
        const auto* submit = pdu ? std::get_if<sms::Submit>(&pdu->message) : nullptr;
        if (submit != nullptr && submit->recipient.number()) {
            channel::Outbound message = filler(0);
            message.to = *submit->recipient.number();
            message.text = base::Secret(submit->user_data.text);
            message.validity.reset();
            if (submit->validity.period)
                message.validity = std::chrono::duration_cast<std::chrono::minutes>(*submit->validity.period);
            message.status_report = submit->status_report;
            return message;
        }
    }
    const std::size_t sign = command.find('=');
    return filler(sign == std::string_view::npos ? 19 : std::stoul(std::string(command.substr(sign + 1))));
}

class Run {
public:
    Run(ModemChannel& modem, test::VirtualClock& clock) : modem_(modem), clock_(clock) {}

    void step(const std::string& step) {
        const std::size_t blank = step.find(' ');
        const std::string verb = step.substr(0, blank);
        const std::string argument = blank == std::string::npos ? "" : step.substr(blank + 1);
        if (verb == "open") open();
        else if (verb == "receive") receive(std::chrono::seconds(std::stol(argument)));
        else if (verb == "acknowledge") acknowledge();
        else if (verb == "submit") submit(argument.empty() ? filler(19) : message(argument));
        else throw std::runtime_error("no such step: " + step);
    }

    void open() {
        const auto identity = modem_.open({});
        lines.push_back(identity ? "open ok" : "open failed: " + std::string(base::name(identity.error().code)));
        if (identity) describe(modem_.info());
    }

    void receive(std::chrono::nanoseconds time) {
        const base::MonoTime end = clock_.now() + time;
        do {
            auto events = modem_.receive(end, {});
            if (!events) {
                lines.push_back("receive failed: " + std::string(base::name(events.error().code)));
                return;
            }
            for (const auto& event : *events) take(event);
        } while (clock_.now() < end);
    }

    void acknowledge() {
        const auto done = modem_.acknowledge(std::exchange(tokens_, {}));
        lines.push_back(done ? "acknowledge ok" : "acknowledge failed: " + std::string(base::name(done.error().code)));
    }

    void submit(const channel::Outbound& message) { lines.push_back(in_words(modem_.submit(message, {}))); }

    [[nodiscard]] bool has_tokens() const { return !tokens_.empty(); }

    std::vector<std::string> lines;

private:
    static channel::Outbound message(const std::string& text) {
        channel::Outbound outbound = filler(0);
        outbound.text = base::Secret(text);
        return outbound;
    }

    void take(const channel::Event& event) {
        lines.push_back(std::visit([](const auto& one) { return in_words(one); }, event));
        if (const auto* inbound = std::get_if<channel::Inbound>(&event)) tokens_.push_back(inbound->token);
        if (const auto* report = std::get_if<channel::Report>(&event)) tokens_.push_back(report->token);
    }

    void describe(const ModemInfo& info) {
        for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
                 {"make", info.make},
                 {"model", info.model},
                 {"firmware", info.firmware},
                 {"imei", info.imei},
                 {"imsi", info.imsi},
                 {"iccid", info.iccid},
                 {"operator", info.operator_name},
                 {"network", info.registration_words},
                 {"signal", info.signal_dbm ? fmt::format("{} dBm", *info.signal_dbm) : ""},
                 {"smsc", info.smsc},
                 {"store", fmt::format("{} {}/{}", info.store, info.store_used, info.store_total)},
                 {"announces", info.announces ? "yes" : "no"}}) {
            lines.push_back(fmt::format("{} {}", name, value.empty() ? "-" : value));
        }
    }

    ModemChannel& modem_;
    test::VirtualClock& clock_;
    std::vector<channel::Token> tokens_;
};

ModemOptions options_of(const Transcript& transcript) {
    ModemOptions options;
    if (transcript.pin) options.pin = base::Secret(*transcript.pin);
    return options;
}

// Deleting or confirming; the store may have to be selected, and the place read again, first.
bool is_deletion(const test::Replay& replay) {
    const auto deletes = [](std::string_view command) {
        return command.starts_with("AT+CMGD=") || command.starts_with("AT+CNMA");
    };
    const bool selects = replay.next_write().starts_with("AT+CPMS=");
    const auto first = selects ? replay.write_after_next() : replay.next_write();
    if (!first.starts_with("AT+CMGR=")) return deletes(first);
    const auto second = replay.write_after_next(selects ? 1 : 0);
    return second.starts_with("AT+CMGD=") && second.substr(8) == first.substr(8) && !replay.has_arrivals();
}

// A trace without steps says itself what the host did next.
void follow(Run& run, const test::Replay& replay) {
    run.open();
    constexpr int most_rounds = 200;
    for (int round = 0; round < most_rounds && !(replay.finished() && !replay.has_arrivals()) && replay.departure().empty();
         ++round) {
        const std::size_t before = run.lines.size();
        const std::string next(replay.next_write());
        if (next.starts_with("AT+CMGS=") && !replay.has_arrivals()) run.submit(message_of(replay));
        else if (is_deletion(replay) && !replay.has_arrivals() && run.has_tokens()) run.acknowledge();
        else run.receive(std::max<std::chrono::nanoseconds>(replay.pause_before_next_write(), 1s));
        if (run.lines.size() > before && run.lines.back().find("failed") != std::string::npos) return;
    }
}

// Each command with the answers that it got, one after the other.
test::Script script_of(const Transcript& transcript) {
    std::map<std::string, std::vector<test::Reply>> answers;
    test::Reply* reply = nullptr;
    std::chrono::microseconds last{};
    for (const TraceEntry& entry : transcript.trace) {
        if (entry.direction == TraceDirection::to_modem) {
            std::string command = entry.bytes;
            if (command.ends_with('\r')) command.pop_back();
            reply = &answers[command].emplace_back();
        } else if (entry.direction == TraceDirection::from_modem && reply != nullptr) {
            reply->push_back({entry.bytes, std::chrono::duration_cast<std::chrono::milliseconds>(entry.at - last)});
        }
        last = entry.at;
    }
    test::Script script = test::Script::warm_modem();
    for (auto& [command, replies] : answers) {
        script.replace(command, replies.front());
        for (std::size_t i = 1; i < replies.size(); ++i) script.on(command, replies[i]);
    }
    return script;
}

}  // namespace

std::filesystem::path transcript_folder() { return std::filesystem::path(test::source_dir()) / "tests/transcripts"; }

std::vector<std::filesystem::path> transcripts() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(transcript_folder())) {
        if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    return paths;
}

Transcript read_transcript(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    auto entries = link::parse_trace(text.str());
    if (!entries) throw std::runtime_error(path.string() + ": " + entries.error().message());
    Transcript transcript;
    for (const TraceEntry& entry : *entries) {
        const auto taken = [&](std::string_view word) {
            return entry.bytes.starts_with(word) ? entry.bytes.substr(word.size()) : "";
        };
        if (entry.direction != TraceDirection::note) transcript.trace.push_back(entry);
        else if (const auto step = taken("do "); !step.empty()) transcript.steps.push_back(step);
        else if (const auto line = taken("expect "); !line.empty()) transcript.expected.push_back(line);
        else if (const auto pin = taken("pin "); !pin.empty()) transcript.pin = pin;
        else if (!entry.bytes.starts_with("open ")) transcript.heading.push_back(entry.bytes);
    }
    return transcript;
}

void write_transcript(const std::filesystem::path& path, const Transcript& transcript) {
    std::ofstream file(path, std::ios::trunc);
    const auto note = [&](const std::string& text) {
        file << link::format_trace_entry({{}, TraceDirection::note, text}) << '\n';
    };
    for (const auto& line : transcript.heading) note(line);
    if (transcript.pin) note("pin " + *transcript.pin);
    for (const auto& step : transcript.steps) note("do " + step);
    for (const auto& line : transcript.expected) note("expect " + line);
    for (const TraceEntry& entry : transcript.trace) file << link::format_trace_entry(entry) << '\n';
}

ReplayOutcome replay(const Transcript& transcript, const test::ReplayForm& form) {
    test::VirtualClock clock;
    test::Replay recorded(transcript.trace, form, clock);
    ModemChannel modem(
        "modem0",
        [&](base::StopToken) {
            return base::Result<std::unique_ptr<link::ByteLink>>(std::make_unique<test::ReplayLink>(recorded, clock));
        },
        clock, options_of(transcript));
    Run run(modem, clock);
    if (transcript.steps.empty()) follow(run, recorded);
    for (const auto& step : transcript.steps) run.step(step);
    return {std::move(run.lines), recorded.departure(), recorded.finished()};
}

void record(Transcript& transcript) {
    const test::TemporaryDirectory directory;
    test::VirtualClock clock;
    test::Script script = script_of(transcript);
    const std::string path = directory.file("trace");
    {
        auto file = link::TraceFile::open(path);
        if (!file) throw std::runtime_error(file.error().message());
        ModemChannel modem(
            "modem0",
            [&](base::StopToken) {
                return base::Result<std::unique_ptr<link::ByteLink>>(std::make_unique<link::TraceLink>(
                    std::make_unique<test::ScriptedLink>(script, clock), *file, nullptr, test::VirtualClock::start));
            },
            clock, options_of(transcript));
        Run run(modem, clock);
        for (const auto& step : transcript.steps) run.step(step);
        if (transcript.expected.empty()) transcript.expected = run.lines;
    }
    transcript.trace = read_transcript(path).trace;
}

}  // namespace gsmcfg::modem
