#include "gsmcfg/modem/dialogue.hpp"

#include "gsmcfg/base/wipe.hpp"

#include "gsmcfg/at/fields.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

constexpr auto write_timeout = 5s;
constexpr auto attention_timeout = 1s;
constexpr auto silence = 150ms;
constexpr auto longest_drain = 2s;
constexpr int resynchronisations = 4;
// A final result that was on its way when the modem restarted.
constexpr auto restart_grace = 2s;
constexpr auto missing_final_grace = 5s;
constexpr auto known_missing_grace = 500ms;

const at::Command& attention_command() {
    static const at::Command command{.text = "AT", .numeric_finals = true};
    return command;
}

bool is_timeout(const base::Result<void>& result) { return !result && result.error().code == ErrorCode::timeout; }

// Without its arguments: they may hold a PIN.
std::string command_name(const at::Command& command) { return command.text.substr(0, command.text.find('=')); }

}  // namespace

std::string_view Answer::parameters() const { return lines.empty() ? std::string_view() : at::parameters(lines.back().text); }

Dialogue::Dialogue(std::unique_ptr<link::ByteLink> link) : link_(std::move(link)) {}

base::Result<Answer> Dialogue::run(const at::Command& command, std::chrono::nanoseconds timeout, base::StopToken stop) {
    if (auto begun = begin(command, stop); !begun) return base::fail(std::move(begun.error()));
    if (auto done = await_final(clock().now() + timeout, stop); !done)
        return base::fail(give_up(std::move(done.error()), command));
    return answer();
}

base::Result<Answer> Dialogue::run_optional(const at::Command& command, std::chrono::nanoseconds timeout, base::StopToken stop) {
    auto answer = run(command, timeout, stop);
    if (answer || answer.error().code != ErrorCode::timeout) return answer;
    if (auto alive = resynchronise(stop); !alive) return base::fail(std::move(alive.error()));
    return Answer{{}, {at::FinalResult::Kind::error, {}, "no answer"}};
}

base::Result<Answer> Dialogue::run_lenient(const at::Command& command, std::chrono::nanoseconds timeout,
                                           std::chrono::nanoseconds grace, base::StopToken stop) {
    if (auto begun = begin(command, stop); !begun) return base::fail(std::move(begun.error()));
    // A modem that has left one out does so every time.
    if (final_missing_) grace = std::min<std::chrono::nanoseconds>(grace, known_missing_grace);
    auto done = await_answer(clock().now() + timeout, grace, stop);
    if (done) {
        final_missing_ = false;
        return answer();
    }
    if (!is_timeout(done) || decoder_.answer().empty()) return base::fail(give_up(std::move(done.error()), command));
    final_missing_ = true;
    // The OK may still come: the next command must not take it for its own.
    decoder_.abandon();
    distrusted_ = true;
    return Answer{decoder_.answer(), {at::FinalResult::Kind::ok, {}, {}}};
}

Dialogue::BodyResult Dialogue::run_with_body(const at::Command& command, std::string_view body,
                                             std::chrono::nanoseconds prompt_timeout, std::chrono::nanoseconds result_timeout,
                                             base::StopToken stop, const std::function<bool()>& may_go) {
    if (auto begun = begin(command, stop); !begun) return {false, base::fail(std::move(begun.error()))};
    auto prompted = await_prompt(clock().now() + prompt_timeout, stop);
    if (!prompted) return {false, base::fail(give_up(std::move(prompted.error()), command))};
    if (decoder_.final()) {
        distrusted_ = true;
        return {false, answer()};
    }
    if (may_go && !may_go()) {
        base::Error forbidden{ErrorCode::stopped, link_->name(), "it may not be sent any more", {}};
        return {false, base::fail(give_up(std::move(forbidden), command))};
    }
    out_.assign(body);
    out_.push_back('\x1a');
    decoder_.body_written(body);
    auto written = write(out_);
    base::wipe(out_);
    // Ctrl-Z is the last byte: what could not be written whole was not sent.
    if (!written) return {false, base::fail(give_up(std::move(written.error()), command))};
    // A reference without its final OK: nothing more is to be waited for.
    auto done = await_answer(clock().now() + result_timeout, missing_final_grace, {});
    if (!done && !decoder_.answer().empty()) {
        Answer cut{decoder_.answer(), {at::FinalResult::Kind::error, {}, "no final result"}};
        [[maybe_unused]] const auto error = give_up(std::move(done.error()), command);
        return {true, std::move(cut)};
    }
    if (!done) return {true, base::fail(give_up(std::move(done.error()), command))};
    if (!decoder_.final()->ok()) distrusted_ = true;
    return {true, answer()};
}

base::Result<void> Dialogue::listen(base::MonoTime deadline, base::StopToken stop) {
    while (!decoder_.has_unsolicited()) {
        auto got = read(deadline, stop);
        if (is_timeout(got)) return {};
        if (!got) return got;
        if (clock().now() > deadline) break;
    }
    // Announcements come in groups: what is there belongs to this round.
    return read_what_is_there();
}

base::Result<void> Dialogue::wait(std::chrono::nanoseconds time, base::StopToken stop) {
    const base::MonoTime deadline = clock().now() + time;
    for (;;) {
        auto got = read(deadline, stop);
        if (is_timeout(got)) return {};
        if (!got) return got;
        if (clock().now() >= deadline) return {};
    }
}

base::Result<void> Dialogue::attention(int attempts, base::StopToken stop) {
    distrusted_ = false;
    strays_seen_ = decoder_.stray_finals();
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (auto written = write("\x1b\r"); !written) return written;
        auto answer = run(attention_command(), attention_timeout, stop);
        distrusted_ = false;
        if (answer && answer->ok()) return {};
        if (!answer && answer.error().code != ErrorCode::timeout) return base::fail(std::move(answer.error()));
    }
    distrusted_ = true;
    return base::fail(ErrorCode::timeout, link_->name(), "the modem does not answer AT");
}

base::Result<void> Dialogue::resynchronise(base::StopToken stop) {
    synchronising_ = true;
    auto done = synchronise(stop);
    synchronising_ = false;
    strays_seen_ = decoder_.stray_finals();
    return done;
}

base::Result<void> Dialogue::synchronise(base::StopToken stop) {
    for (int attempt = 0; attempt < resynchronisations; ++attempt) {
        distrusted_ = false;
        if (auto written = write("\x1b\r"); !written) return written;
        if (auto drained = drain(stop); !drained) return drained;
        auto answer = run(attention_command(), attention_timeout, stop);
        if (!answer && answer.error().code != ErrorCode::timeout) return base::fail(std::move(answer.error()));
        const std::size_t strays = decoder_.stray_finals();
        if (auto drained = drain(stop); !drained) return drained;
        if (answer && answer->ok() && decoder_.stray_finals() == strays) {
            distrusted_ = false;
            return {};
        }
    }
    distrusted_ = true;
    return base::fail(ErrorCode::timeout, link_->name(), "the modem no longer answers");
}

base::Result<void> Dialogue::end_prompt(base::StopToken stop) {
    if (auto written = write("\x1a\r"); !written) return written;
    return drain(stop);
}

base::Result<void> Dialogue::begin(const at::Command& command, base::StopToken stop) {
    if (stop.requested()) return base::fail(ErrorCode::stopped, link_->name(), "a stop was requested");
    if (distrusted_) {
        if (auto synchronised = resynchronise(stop); !synchronised) return synchronised;
    }
    if (auto got = read_what_is_there(); !got) return got;
    // A final result that nobody waited for: question and answer may be out of step.
    if (const auto strays = decoder_.stray_finals(); strays != strays_seen_ && !synchronising_) {
        strays_seen_ = strays;
        if (auto synchronised = resynchronise(stop); !synchronised) return synchronised;
    }
    decoder_.begin(command);
    restarts_before_ = decoder_.restarts();
    out_.assign(command.text);
    out_.push_back('\r');
    ++commands_;
    auto written = write(out_);
    base::wipe(out_);
    if (!written) return base::fail(give_up(std::move(written.error()), command));
    return {};
}

base::Result<void> Dialogue::write(std::string_view bytes) { return link_->write_all(bytes, clock().now() + write_timeout); }

base::Result<void> Dialogue::read(base::MonoTime deadline, base::StopToken stop) {
    auto count = link_->read_some(in_, deadline, stop);
    if (!count) return base::fail(std::move(count.error()));
    decoder_.feed({in_.data(), *count});
    return {};
}

base::Result<void> Dialogue::read_what_is_there() {
    // Bounded: a modem that never pauses is read by whoever waits for its answer.
    for (int reads = 0; reads < 256; ++reads) {
        auto got = read(clock().now(), {});
        if (is_timeout(got)) return {};
        if (!got) return got;
    }
    return {};
}

base::Result<void> Dialogue::drain(base::StopToken stop) {
    const base::MonoTime end = clock().now() + longest_drain;
    for (;;) {
        auto got = read(std::min<base::MonoTime>(end, clock().now() + silence), stop);
        if (is_timeout(got)) return {};
        if (!got) return got;
        if (clock().now() >= end) return {};
    }
}

base::Result<void> Dialogue::await_final(base::MonoTime deadline, base::StopToken stop) {
    return await_answer(deadline, std::nullopt, stop);
}

base::Result<void> Dialogue::await_answer(base::MonoTime deadline, std::optional<std::chrono::nanoseconds> grace,
                                          base::StopToken stop) {
    const auto shorten = [&](std::chrono::nanoseconds time) { deadline = std::min(deadline, clock().now() + time); };
    bool answered = false;
    bool restarted = false;
    while (!decoder_.final()) {
        if (auto got = read(deadline, stop); !got) return got;
        if (!restarted && decoder_.restarts() != restarts_before_) {
            restarted = true;
            shorten(restart_grace);
        }
        if (grace && !answered && !decoder_.answer().empty()) {
            answered = true;
            shorten(*grace);
        }
        // A link returns bytes that are there even after the deadline: a chattering modem must not use that for ever.
        if (!decoder_.final() && clock().now() > deadline) {
            return base::fail(ErrorCode::timeout, link_->name(), "no final result in time");
        }
    }
    return {};
}

base::Result<void> Dialogue::await_prompt(base::MonoTime deadline, base::StopToken stop) {
    while (!decoder_.prompted() && !decoder_.final()) {
        if (auto got = read(deadline, stop); !got) return got;
        if (!decoder_.prompted() && !decoder_.final() && clock().now() > deadline) {
            return base::fail(ErrorCode::timeout, link_->name(), "no prompt in time");
        }
    }
    return decoder_.final() ? base::Result<void>{} : read_what_is_there();
}

base::Error Dialogue::give_up(base::Error error, const at::Command& command) {
    decoder_.abandon();
    distrusted_ = true;
    if (error.code == ErrorCode::timeout) error.detail = "no answer to " + command_name(command);
    return error;
}

Answer Dialogue::answer() const { return {decoder_.answer(), *decoder_.final()}; }

}  // namespace gsmcfg::modem
