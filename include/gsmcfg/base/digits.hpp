// Decimal digits, whatever the locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace gsmcfg::base {

[[nodiscard]] inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
// At least one, and nothing else.
[[nodiscard]] inline bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
// Of a SIM: 4 to 8 digits (3GPP TS 31.101 §9.3).
[[nodiscard]] inline bool is_pin(std::string_view text) { return all_digits(text) && text.size() >= 4 && text.size() <= 8; }

}  // namespace gsmcfg::base
