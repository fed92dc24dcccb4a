// Text in the encodings that files and the air bring.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

[[nodiscard]] bool is_utf8(std::string_view text);
// A file's text as UTF-8 without BOM: UTF-8 and UTF-16 by their marks, else UTF-8 if valid, else Windows-1251.
[[nodiscard]] Result<std::string> decode_text_file(std::string_view bytes);
// The same without a second copy of what is UTF-8 already.
[[nodiscard]] Result<std::string> take_text_file(std::string bytes);
// Code points; text must be UTF-8 (each bad byte becomes U+FFFD).
[[nodiscard]] std::u32string to_code_points(std::string_view utf8);
[[nodiscard]] std::string to_utf8(std::u32string_view code_points);
// For a terminal or log: control characters as \n \r \t \xHH, so that text from the air can't drive it.
[[nodiscard]] std::string escape_control(std::string_view utf8);
[[nodiscard]] std::string_view trim(std::string_view text);
// ASCII only.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
// The known word nearest to a misspelt one, if it is near enough to suggest.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace gsmcfg::base
