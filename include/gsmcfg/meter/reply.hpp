// What a meter answers. The text is hostile: anything that does not fit exactly is `unrecognised`, with a reason.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/message.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::meter {

struct ReplyError {
    std::optional<int> code;  // absent: it came in words
    std::string words;
    ErrorClass error_class{};
    bool probable = true;  // the form of errors is not documented
};

struct Reply {
    enum class Kind { values, acknowledged, count, error, unrecognised } kind = Kind::unrecognised;
    std::map<std::string, std::string> values;  // canonical; secrets in clear: masked_value() before they are shown
    std::string form;                           // the ReplyForm's name; empty for an error and what is unrecognised
    std::string type;
    std::string serial;
    std::optional<ReplyError> error;
    std::optional<int> count;
    std::string reason;  // why unrecognised; holds nothing of the text but a choice's unknown word
};

[[nodiscard]] std::string_view name(Reply::Kind kind);

// Takes CR, LF and CRLF, trailing spaces, missing trailing blank lines.
[[nodiscard]] Reply parse_reply(const Dialect& dialect, std::string_view text);
// Is this reply one that this message can cause? An error fits every message that is answered at all.
[[nodiscard]] bool shape_fits(const Dialect& dialect, const MessageText& message, const Reply& reply);

// For screens: what is or may be a secret setting's value as ***, the lines as they are. Also hides the credential of a
// text that looks like a command.
[[nodiscard]] std::string masked_reply(const Dialect& dialect, std::string_view reply_text);

// What serial_equal() compares: without blanks around it and leading zeros.
[[nodiscard]] std::string_view bare_serial(std::string_view serial);
// Leading zeros aside; a blank is no serial and equals nothing.
[[nodiscard]] bool serial_equal(std::string_view a, std::string_view b);

}  // namespace gsmcfg::meter
