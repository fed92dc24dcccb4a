#include "sim/modem_core.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::sim {
namespace {

constexpr char backspace = 0x08;
constexpr char control_z = 0x1A;
constexpr char escape = 0x1B;
constexpr std::size_t longest_line = 2048;

// ISO/IEC 7812-1 annex B, as IMEI and ICCID use it.
std::string with_check_digit(std::string digits) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = static_cast<unsigned>(digits[digits.size() - 1 - i] - '0');
        const unsigned weighed = i % 2 == 0 ? digit * 2 : digit;
        sum += weighed > 9 ? weighed - 9 : weighed;
    }
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    return digits;
}

struct Words {
    unsigned code;
    std::string_view words;
};
constexpr std::array cme_words{
    Words{3, "operation not allowed"}, Words{4, "operation not supported"}, Words{10, "SIM not inserted"},
    Words{11, "SIM PIN required"},     Words{12, "SIM PUK required"},       Words{16, "incorrect password"},
    Words{21, "invalid index"},        Words{50, "incorrect parameters"},
};
constexpr std::array cms_words{
    Words{302, "operation not allowed"},
    Words{303, "operation not supported"},
    Words{304, "invalid PDU mode parameter"},
    Words{310, "SIM not inserted"},
    Words{311, "SIM PIN required"},
    Words{316, "SIM PUK required"},
    Words{321, "invalid memory index"},
    Words{322, "memory full"},
    Words{330, "SMSC address unknown"},
    Words{331, "no network service"},
    Words{340, "no +CNMA acknowledgement expected"},
};

template <std::size_t Count>
std::string in_words(const std::array<Words, Count>& table, unsigned code) {
    const auto* found = std::ranges::find(table, code, &Words::code);
    return found == table.end() ? std::to_string(code) : std::string(found->words);
}

}  // namespace

ModemCore::ModemCore(std::size_t index, const WorldOptions& options, EventQueue& queue, const TruthLog& log, Network& network)
    : index_(index),
      options_(options),
      queue_(queue),
      log_(log),
      network_(network),
      personality_(generic_personality()),
      own_number_(fmt::format("+999{:08}", index + 1)),
      imei_(with_check_digit(fmt::format("35999900{:06}", index + 1))),
      imsi_(fmt::format("99970{:010}", index + 1)),
      iccid_(with_check_digit(fmt::format("8999970{:011}", index + 1))),
      condition_(options.condition),
      service_centre_(options.condition == Condition::no_smsc ? std::string_view() : Network::service_centre()) {
    storages_.emplace_back("SM", options.storage, personality_.first_slot);
    storages_.emplace_back(std::string(personality_.phone_store), personality_.phone_places, personality_.first_slot);
}

void ModemCore::feed(std::string_view bytes) {
    if (!plugged_ || state_ == State::booting) return;
    input_ += bytes;
    pump();
}

std::string ModemCore::take_output() { return std::exchange(output_, {}); }

// While a command is at work, what the host types waits.
void ModemCore::pump() {
    std::size_t at = 0;
    while (at < input_.size() && (state_ == State::command || state_ == State::body)) {
        const char c = input_[at++];
        if (state_ == State::command) {
            take_command_byte(c);
        } else {
            take_body_byte(c);
        }
    }
    // An unplug or restart on the way has emptied the input already.
    input_.erase(0, std::min(at, input_.size()));
}

void ModemCore::take_command_byte(char c) {
    if (c == '\n' || c == control_z || c == escape || c == '\0') return;
    if (echo_) output_ += c;
    if (c == '\r') {
        const std::string line = std::exchange(line_, {});
        run_line(line);
    } else if (c == backspace) {
        if (!line_.empty()) line_.pop_back();
    } else if (line_.size() < longest_line) {
        line_ += c;
    }
}

void ModemCore::take_body_byte(char c) {
    if (echo_ && c != escape && c != control_z) output_ += c;
    if (c != escape && c != control_z) {
        if (c != '\r' && c != '\n' && body_.size() < longest_line) body_ += c;
        return;
    }
    state_ = State::command;
    const auto done = std::exchange(body_done_, nullptr);
    std::string body = std::exchange(body_, {});
    // TS 27.005 §3.5.1: ESC cancels, and the answer is OK.
    if (c == escape) {
        finish(ok());
    } else {
        done(std::move(body));
    }
    flush_unsolicited();
}

void ModemCore::run_line(std::string_view line) {
    const std::string lower = base::to_lower(line);
    const auto prefix = lower.find("at");
    if (prefix == std::string::npos) return;  // V.250 §5.2.1: only "AT" starts a line
    const auto commands = parse_command_line(line.substr(prefix + 2));
    if (!commands || line.size() == longest_line) {
        finish(error());
        return;
    }
    Answer all;
    for (const Command& command : *commands) {
        Answer answer = run(command);
        if (answer.kind == Answer::Kind::later) return;
        all.lines.insert(all.lines.end(), answer.lines.begin(), answer.lines.end());
        all.kind = answer.kind;
        all.code = answer.code;
        if (answer.kind != Answer::Kind::ok) break;
    }
    finish(all);
}

const ModemCore::Row* ModemCore::find_row(std::string_view name) {
    // Any S register is the same to this modem.
    if (name.size() > 1 && name[0] == 'S') name = "S";
    for (const auto rows : {basic_rows(), general_rows(), message_rows()}) {
        const auto found = std::ranges::find(rows, name, &Row::name);
        if (found != rows.end()) return &*found;
    }
    return nullptr;
}

ModemCore::Answer ModemCore::run(const Command& command) {
    const Row* row = find_row(command.name);
    if (row == nullptr) {
        if (command.name.starts_with("+CMG")) return cms_error(cms::not_supported);
        return command.name.starts_with('+') ? cme_error(cme::not_supported) : error();
    }
    if (command.form != Form::test) {
        if (auto trouble = sim_trouble(row->needs)) return *trouble;
    }
    return (this->*row->handler)(command);
}

std::optional<ModemCore::Answer> ModemCore::sim_trouble(Needs needs) const {
    if (needs == Needs::nothing) return std::nullopt;
    const bool messages = needs == Needs::sim_for_messages;
    const auto trouble = [messages](unsigned for_messages, unsigned else_where) {
        return messages ? cms_error(for_messages) : cme_error(else_where);
    };
    if (condition_ == Condition::no_sim) return trouble(cms::no_sim, cme::no_sim);
    if (condition_ != Condition::pin || pin_open_) return std::nullopt;
    return pin_attempts_ > 0 ? trouble(cms::pin_needed, cme::pin_needed) : trouble(cms::puk_needed, cme::puk_needed);
}

void ModemCore::finish(const Answer& answer) {
    information(answer.lines);
    switch (answer.kind) {
        case Answer::Kind::ok: result("OK", "0"); break;
        case Answer::Kind::no_carrier: result("NO CARRIER", "3"); break;
        case Answer::Kind::later: break;
        case Answer::Kind::error: result("ERROR", "4"); break;
        case Answer::Kind::cme:
        case Answer::Kind::cms: {
            const bool messages = answer.kind == Answer::Kind::cms;
            if (cmee_ == 0) return result("ERROR", "4");
            const std::string words = messages ? in_words(cms_words, answer.code) : in_words(cme_words, answer.code);
            const std::string text =
                fmt::format("+{} ERROR: {}", messages ? "CMS" : "CME", cmee_ == 2 ? words : std::to_string(answer.code));
            result(text, text);
            break;
        }
    }
}

// V.250 table 1.
void ModemCore::information(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    if (verbose_) output_ += "\r\n";
    for (const std::string& line : lines) output_ += line + "\r\n";
}

void ModemCore::result(std::string_view words, std::string_view digits) {
    if (verbose_) {
        output_.append("\r\n").append(words).append("\r\n");
    } else {
        output_.append(digits).append("\r");
    }
}

void ModemCore::unsolicited(std::string line) {
    if (!plugged_ || state_ == State::booting) return;
    if (state_ == State::body) {
        held_back_.push_back(std::move(line));
        return;
    }
    if (verbose_) output_ += "\r\n";
    output_ += line + "\r\n";
}

void ModemCore::flush_unsolicited() {
    if (state_ == State::body) return;
    for (std::string& line : std::exchange(held_back_, {})) unsolicited(std::move(line));
}

void ModemCore::reset_interface() {
    echo_ = verbose_ = true;
    cmee_ = csms_ = cmms_ = cops_format_ = 0;
    cnmi_ = {};
    creg_ = {};
    character_set_ = "GSM";
    awaiting_acknowledgement_ = false;
}

bool ModemCore::reachable() const {
    const bool registered = registration() == 1;
    return plugged_ && state_ != State::booting && registered;
}

// <stat> of +CREG, TS 27.007 §7.2.
int ModemCore::registration() const {
    if (cfun_ != 1 || sim_trouble(Needs::sim)) return 0;
    return condition_ == Condition::unregistered || condition_ == Condition::no_signal ? 2 : 1;
}

void ModemCore::unplug() {
    if (!plugged_) return;
    plugged_ = false;
    ++sessions_;
    input_.clear();
    line_.clear();
    body_.clear();
    output_.clear();
    held_back_.clear();
    body_done_ = nullptr;
    state_ = State::command;
    log_.write("unplugged", [&](base::Json& json) { json.set("modem", index_); });
}

void ModemCore::plug() {
    if (plugged_) return;
    plugged_ = true;
    reset_interface();
    cfun_ = 1;
    pin_open_ = false;
    log_.write("plugged", [&](base::Json& json) { json.set("modem", index_); });
    network_.modem_ready(index_);
}

void ModemCore::reboot() {
    const unsigned session = ++sessions_;
    state_ = State::booting;
    input_.clear();
    line_.clear();
    held_back_.clear();
    reset_interface();
    cfun_ = 1;
    pin_open_ = false;
    queue_.after(personality_.boot_time, [this, session] {
        if (session != sessions_) return;
        state_ = State::command;
        for (const std::string_view line : personality_.boot_lines) unsolicited(std::string(line));
        network_.modem_ready(index_);
    });
}

void ModemCore::set_condition(Condition condition) {
    condition_ = condition;
    pin_open_ = false;
    pin_attempts_ = 3;
    service_centre_ = condition == Condition::no_smsc ? std::string() : std::string(Network::service_centre());
    if (reachable()) network_.modem_ready(index_);
}

void ModemCore::set_faults(const Faults& faults) {
    faults_ = faults;
    if (!faults.unplug_at) return;
    queue_.at(queue_.start() + *faults.unplug_at, [this, planned = *faults.unplug_at] {
        if (faults_.unplug_at == planned) unplug();
    });
}

}  // namespace gsmcfg::sim
