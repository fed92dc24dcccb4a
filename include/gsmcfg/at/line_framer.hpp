// Bytes from a modem, cut into lines and prompts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gsmcfg::at {

// Cuts at CR, LF and their mixtures (ITU-T V.250 §5.7.1; some modems send CR CR LF), and at an echoed Ctrl-Z or ESC.
// Empty lines are dropped, other control characters too. The cut does not depend on how the bytes are chunked.
class LineFramer {
public:
    static constexpr std::size_t max_line = 4096;  // what is longer is cut off and marked

    struct Item {
        enum class Kind { line, prompt } kind{};
        std::string_view text;  // valid during the call only; without line ends and outer blanks
        bool cut = false;       // the line was longer than max_line
    };

    // While set, a ">" at the start of a line is a prompt (TS 27.005 §4.3); the first one clears it.
    void expect_prompt(bool expected) noexcept { prompt_expected_ = expected; }
    // Takes one byte; the item that it completes, if any, goes to `sink`.
    template <typename Sink>
    void feed(char byte, Sink&& sink) {
        if (is_line_end(byte)) {
            flush(sink);
        } else if (prompt_expected_ && byte == '>' && line_.empty()) {
            prompt_expected_ = false;
            sink(Item{Item::Kind::prompt, ">", false});
        } else {
            append(byte);
        }
    }
    // Forgets a half line.
    void reset() noexcept;

private:
    [[nodiscard]] static bool is_line_end(char byte) noexcept;
    void append(char byte);
    template <typename Sink>
    void flush(Sink&& sink) {
        if (!line_.empty()) {
            sink(Item{Item::Kind::line, trimmed(), cut_});
            line_.clear();
        }
        cut_ = false;
    }
    [[nodiscard]] std::string_view trimmed() const noexcept;

    std::string line_;
    bool cut_ = false;
    bool prompt_expected_ = false;
};

}  // namespace gsmcfg::at
