// Decimal digits, whatever the locale, and what is made of nothing else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace gsmcfg::base {

[[nodiscard]] inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
// At least one, and nothing else.
[[nodiscard]] inline bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
// On a SIM card: ITU-T E.118 allows 19; 18 without the check digit, and 20 are met too.
inline constexpr std::size_t shortest_iccid = 18;
inline constexpr std::size_t longest_iccid = 20;
[[nodiscard]] inline bool is_iccid(std::string_view text) {
    return all_digits(text) && text.size() >= shortest_iccid && text.size() <= longest_iccid;
}
// Of a SIM: 4 to 8 digits (3GPP TS 31.101 §9.3).
[[nodiscard]] inline bool is_pin(std::string_view text) { return all_digits(text) && text.size() >= 4 && text.size() <= 8; }

}  // namespace gsmcfg::base
