// The modem's half of a dialogue: which line answers the running command, which ends it, which came on its own.
#pragma once

#include "gsmcfg/at/command.hpp"
#include "gsmcfg/at/final_result.hpp"
#include "gsmcfg/at/line_framer.hpp"
#include "gsmcfg/at/unsolicited.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::at {

struct AnswerLine {
    std::string text;
    std::string pdu;  // the PDU line that followed, for commands with pdu_lines
};

// Pure: no clock, no waiting. Echo of the command and of its body is left out wherever it comes. A line that may be an
// answer or unsolicited ("+CREG:", "+CPIN:") is an answer exactly if the running command names it.
class Decoder {
public:
    // The next lines belong to this command. The answer and the end of the one before are forgotten.
    void begin(const Command& command);
    // The body (hex, without Ctrl-Z) has been written: its echo is known from now on.
    void body_written(std::string_view body);
    // Nothing is running any more (time-out); half a line is forgotten.
    void abandon();
    void feed(std::string_view bytes);

    // The prompt has come (and no final result after it: see final()).
    [[nodiscard]] bool prompted() const noexcept { return prompted_; }
    [[nodiscard]] const std::optional<FinalResult>& final() const noexcept { return final_; }
    [[nodiscard]] const std::vector<AnswerLine>& answer() const noexcept { return answer_; }
    // In the order of their arrival. The second form hands them over.
    [[nodiscard]] bool has_unsolicited() const noexcept { return !unsolicited_.empty(); }
    [[nodiscard]] std::vector<Unsolicited> take_unsolicited();
    // Final results that came while nothing was running: a sign that question and answer are out of step.
    [[nodiscard]] std::size_t stray_finals() const noexcept { return stray_finals_; }
    // How often the modem has said that it has just started: what was running will not be answered.
    [[nodiscard]] std::size_t restarts() const noexcept { return restarts_; }

private:
    enum class Awaiting { answer_pdu, unsolicited_pdu };

    void take_line(std::string_view line, bool cut);
    [[nodiscard]] bool is_echo(std::string_view line) const;
    [[nodiscard]] bool is_answer(std::string_view line) const;
    void take_answer(std::string_view line);
    void take_unsolicited_line(std::string_view line, const UnsolicitedRule& rule);
    void take_final(FinalResult result);
    void take_pdu(std::string_view line);
    void drop_awaiting(Awaiting what);
    void release_unsolicited();

    LineFramer framer_;
    Command command_;
    bool running_ = false;
    bool prompted_ = false;
    std::string body_;
    std::optional<FinalResult> final_;
    std::vector<AnswerLine> answer_;
    std::vector<Awaiting> awaiting_;      // PDU lines to come, the next one last; at most one of each
    std::optional<Unsolicited> pending_;  // waits for its PDU line
    std::vector<Unsolicited> unsolicited_;
    std::size_t stray_finals_ = 0;
    std::size_t restarts_ = 0;
};

}  // namespace gsmcfg::at
