// What spreadsheets do to the texts and numbers of a list.
#pragma once

#include <string_view>

namespace gsmcfg::meter {

// Blanks at the ends cut off, also no-break spaces.
[[nodiscard]] std::string_view trim_cell(std::string_view text);
// Trimmed, and without what a spreadsheet wraps around a text to keep it one: ="…" and '…
[[nodiscard]] std::string_view unwrap_cell(std::string_view text);
// A whole number that a spreadsheet made a decimal one: 8000.0
[[nodiscard]] std::string_view without_decimals(std::string_view text);
// 4,5E+11: the digits are lost.
[[nodiscard]] bool is_rounded(std::string_view text);

}  // namespace gsmcfg::meter
