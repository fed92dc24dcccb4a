// What was copied from a display or a sheet of paper, made comparable.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::meter {

// Upper case without any blanks; Cyrillic letters that look like Latin ones (А В Е К М Н О Р С Т Х) become these.
[[nodiscard]] std::string latin_capitals(std::string_view utf8);
// Digits of that radix and nothing else. Nothing if it is more than nine digits long.
[[nodiscard]] std::optional<int> whole_number(std::string_view text, int radix);
// For an error's text: control characters escaped, cut to a line.
[[nodiscard]] std::string quoted(std::string_view written);

}  // namespace gsmcfg::meter
