// Hiding parts of a text by patterns that capture before, secret and after.
#pragma once

#include "gsmcfg/base/pattern.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

inline constexpr std::string_view mask_sign = "***";

// Bad bytes as U+FFFD: a pattern fails on them, and would let the rest through.
[[nodiscard]] std::string valid_utf8(std::string_view text);
// Every line of `text` that is not blank as ***.
[[nodiscard]] std::string mask_lines(std::string_view text);
// By the first pattern that fits the whole text; nullopt if none does.
[[nodiscard]] std::optional<std::string> hide_secret(const std::vector<base::Pattern>& patterns, std::string_view text);
// As a reply's patterns expect it: valid UTF-8, line ends as \n, no blanks at line ends.
[[nodiscard]] std::string tidy_lines(std::string_view text);

}  // namespace gsmcfg::meter
