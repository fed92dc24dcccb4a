// Command and answer over a link, one at a time.
#pragma once

#include "gsmcfg/at/decoder.hpp"
#include "gsmcfg/link/byte_link.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::modem {

// A final result of any kind, with the lines before it. A refusal is an answer too.
struct Answer {
    std::vector<at::AnswerLine> lines;
    at::FinalResult final{};

    [[nodiscard]] bool ok() const noexcept { return final.ok(); }
    // Of the last line that has any; empty without one.
    [[nodiscard]] std::string_view parameters() const;
};

// Used by one thread. A deadline is fixed when a command starts: chatter never extends it, and a modem that says that it has
// just started shortens it, since it will not answer any more. After a time-out or a stop the modem is resynchronised before
// the next command.
class Dialogue {
public:
    explicit Dialogue(std::unique_ptr<link::ByteLink> link);

    // Errors: timeout (no final result), stopped, port_lost. No error holds what follows "=" in the command.
    [[nodiscard]] base::Result<Answer> run(const at::Command& command, std::chrono::nanoseconds timeout, base::StopToken stop);
    // The same for what is not needed: a time-out counts as ERROR if the modem still answers AT.
    [[nodiscard]] base::Result<Answer> run_optional(const at::Command& command, std::chrono::nanoseconds timeout,
                                                    base::StopToken stop);
    // The same for answers that may lack their final OK: `grace` after the first answer line it counts as given; after less than
    // that if the last such answer lacked it too.
    [[nodiscard]] base::Result<Answer> run_lenient(const at::Command& command, std::chrono::nanoseconds timeout,
                                                   std::chrono::nanoseconds grace, base::StopToken stop);

    struct BodyResult {
        bool body_written = false;  // Ctrl-Z was given to the modem
        base::Result<Answer> answer;
    };
    // A command that asks for a body (TS 27.005 §4.3): the body and Ctrl-Z are written after the prompt, and not if the
    // prompt was followed by a final result, nor if `may_go` then says no (stopped). A stop counts only until the body is
    // written.
    [[nodiscard]] BodyResult run_with_body(const at::Command& command, std::string_view body,
                                           std::chrono::nanoseconds prompt_timeout, std::chrono::nanoseconds result_timeout,
                                           base::StopToken stop, const std::function<bool()>& may_go = {});

    // Collects what the modem sends on its own: until something is there, the deadline (no error) or an error.
    [[nodiscard]] base::Result<void> listen(base::MonoTime deadline, base::StopToken stop);
    // Lets time pass; what comes is kept. Errors: stopped, port_lost.
    [[nodiscard]] base::Result<void> wait(std::chrono::nanoseconds time, base::StopToken stop);

    // ESC, then AT until OK: for a line that may have been left in any state. Errors: timeout, stopped, port_lost.
    [[nodiscard]] base::Result<void> attention(int attempts, base::StopToken stop);
    // ESC, silence, AT, OK and silence again: question and answer are in step afterwards. Same errors.
    [[nodiscard]] base::Result<void> resynchronise(base::StopToken stop);
    // Ctrl-Z ends a prompt that ESC does not.
    [[nodiscard]] base::Result<void> end_prompt(base::StopToken stop);
    // The next command starts with a resynchronisation.
    void distrust() noexcept { distrusted_ = true; }
    // The next command is written as it is, even to a modem that may not hear it.
    void trust() noexcept { distrusted_ = false; }
    [[nodiscard]] bool distrusted() const noexcept { return distrusted_; }

    [[nodiscard]] std::vector<at::Unsolicited> take_unsolicited() { return decoder_.take_unsolicited(); }
    // Commands written so far.
    [[nodiscard]] std::size_t commands() const noexcept { return commands_; }
    [[nodiscard]] link::ByteLink& link() noexcept { return *link_; }
    [[nodiscard]] base::Clock& clock() { return link_->clock(); }

private:
    [[nodiscard]] base::Result<void> begin(const at::Command& command, base::StopToken stop);
    [[nodiscard]] base::Result<void> write(std::string_view bytes);
    [[nodiscard]] base::Result<void> read(base::MonoTime deadline, base::StopToken stop);
    [[nodiscard]] base::Result<void> read_what_is_there();
    [[nodiscard]] base::Result<void> synchronise(base::StopToken stop);
    [[nodiscard]] base::Result<void> drain(base::StopToken stop);
    [[nodiscard]] base::Result<void> await_final(base::MonoTime deadline, base::StopToken stop);
    // With `grace`, that is all the time that is left after the first answer line.
    [[nodiscard]] base::Result<void> await_answer(base::MonoTime deadline, std::optional<std::chrono::nanoseconds> grace,
                                                  base::StopToken stop);
    [[nodiscard]] base::Result<void> await_prompt(base::MonoTime deadline, base::StopToken stop);
    [[nodiscard]] base::Error give_up(base::Error error, const at::Command& command);
    [[nodiscard]] Answer answer() const;

    std::unique_ptr<link::ByteLink> link_;
    at::Decoder decoder_;
    std::string out_;
    std::array<char, 4096> in_{};
    std::size_t commands_ = 0;
    std::size_t restarts_before_ = 0;  // of the running command
    std::size_t strays_seen_ = 0;      // final results that nobody waited for, when the line was last in step
    bool synchronising_ = false;
    bool distrusted_ = false;
    bool final_missing_ = false;  // of the last lenient command
};

}  // namespace gsmcfg::modem
