#include "meter/spreadsheet_cell.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>

namespace gsmcfg::meter {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

}  // namespace

std::string_view trim_cell(std::string_view text) {
    for (;;) {
        text = base::trim(text);
        if (text.starts_with(no_break_space)) text.remove_prefix(no_break_space.size());
        else if (text.ends_with(no_break_space)) text.remove_suffix(no_break_space.size());
        else return text;
    }
}

std::string_view unwrap_cell(std::string_view text) {
    text = trim_cell(text);
    if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"')) text = text.substr(2, text.size() - 3);
    if (text.starts_with('\'')) text.remove_prefix(1);
    return trim_cell(text);
}

std::string_view without_decimals(std::string_view text) {
    if ((text.ends_with(".0") || text.ends_with(",0")) && base::all_digits(text.substr(0, text.size() - 2)))
        text.remove_suffix(2);
    return text;
}

bool is_rounded(std::string_view text) {
    const auto e = text.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 2 >= text.size() || text[e + 1] != '+') return false;
    const auto is_part = [](char c) { return base::is_digit(c) || c == ',' || c == '.'; };
    return std::ranges::all_of(text.substr(0, e), is_part) && base::all_digits(text.substr(e + 2));
}

}  // namespace gsmcfg::meter
