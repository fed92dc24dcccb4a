// The bytes after AT+CUSD: the command's final result and the network's answer, whichever comes first.
#pragma once

#include "gsmcfg/at/final_result.hpp"
#include "gsmcfg/modem/ussd.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::modem {

// A text may run over several lines, and hold quotes and lines such as "OK": it ends with the quote after which nothing but a
// data coding follows on its line. Pure.
class UssdReader {
public:
    // `command` as written: its echo is left out.
    explicit UssdReader(std::string command) : command_(std::move(command)) {}

    void feed(std::string_view bytes);
    [[nodiscard]] const std::optional<at::FinalResult>& final() const noexcept { return final_; }
    [[nodiscard]] const std::optional<UssdAnswer>& answer() const noexcept { return answer_; }

private:
    void take_line(std::string_view line);
    void take_text_line(std::string_view line);
    void finish_answer();

    std::string command_;
    std::string line_;
    std::string text_;  // of an answer whose end has not come yet
    bool in_text_ = false;
    char previous_ = 0;
    std::optional<at::FinalResult> final_;
    std::optional<UssdAnswer> answer_;
};

}  // namespace gsmcfg::modem
