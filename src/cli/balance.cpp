#include "balance.hpp"

#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/text.hpp"

#include <charconv>
#include <string>

namespace gsmcfg::cli {
namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_mark(char32_t c) { return c == U'.' || c == U','; }
// What stands between groups of digits in one country or another.
bool is_grouping(char32_t c) { return c == U' ' || c == U'\'' || c == U'\u00A0' || c == U'\u202F' || c == U'\u2019'; }

// The place of the decimal mark, or npos.
std::size_t decimal_mark(std::u32string_view digits) {
    const auto last = digits.find_last_of(U".,");
    if (last == std::u32string_view::npos) return last;
    const auto first = digits.find_first_of(U".,");
    const bool of_both_kinds = digits.find(U'.') != std::u32string_view::npos && digits.find(U',') != std::u32string_view::npos;
    // "1.234.567" has groups only.
    if (first != last && !of_both_kinds) return std::u32string_view::npos;
    return last;
}

}  // namespace

std::optional<double> parse_amount(std::string_view text) {
    const auto points = base::to_code_points(base::trim(text));
    const auto mark = decimal_mark(points);
    std::string plain;
    bool any = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto c = points[i];
        if (is_digit(c)) {
            plain += static_cast<char>(c);
            any = true;
        } else if (i == 0 && (c == U'-' || c == U'\u2212')) {
            plain += '-';
        } else if (i == mark) {
            plain += '.';
        } else if (!is_mark(c) && !is_grouping(c) && !(i == 0 && c == U'+')) {
            return std::nullopt;
        }
    }
    double amount = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), amount);
    if (!any || error != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
    return amount;
}

std::optional<double> amount_in(const config::Balance& balance, std::string_view text) {
    if (!balance.pattern) return std::nullopt;
    const auto pattern = base::Pattern::compile(*balance.pattern);
    if (!pattern) return std::nullopt;
    const auto found = pattern->search_first_group(text);
    return found ? parse_amount(*found) : std::nullopt;
}

}  // namespace gsmcfg::cli
