#include "report/html_text.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::report {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};
// Marks of direction, joiners, separators of lines, tags: nothing of them is seen.
constexpr std::array hidden{Range{0xAD, 0xAD},     Range{0x61C, 0x61C},   Range{0x180E, 0x180E},
                            Range{0x200B, 0x200F}, Range{0x2028, 0x202E}, Range{0x2060, 0x206F},
                            Range{0xFEFF, 0xFEFF}, Range{0xFFF0, 0xFFFB}, Range{0xE0000, 0xE0FFF}};

bool is_hidden(char32_t c) {
    return std::ranges::any_of(hidden, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

std::string shown(char32_t c) {
    switch (c) {
        case U'&': return "&amp;";
        case U'<': return "&lt;";
        case U'>': return "&gt;";
        case U'"': return "&quot;";
        case U'\'': return "&#39;";
        case U'\n': return "\n";
        case U'\t': return "\t";
        default: break;
    }
    const auto number = static_cast<std::uint32_t>(c);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return fmt::format("\\x{:02x}", number);
    if (is_hidden(c)) return fmt::format("\\u{:04x}", number);
    return base::to_utf8(std::u32string_view(&c, 1));
}

}  // namespace

std::string html_text(std::string_view utf8) {
    const auto points = base::to_code_points(utf8);
    std::string text;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool line_end = points[i] == U'\r' && i + 1 < points.size() && points[i + 1] == U'\n';
        if (!line_end) text += shown(points[i]);
    }
    return text;
}

std::string shortened(std::string_view utf8, std::size_t most) {
    const auto points = base::to_code_points(utf8);
    if (points.size() <= most) return std::string(utf8);
    return base::to_utf8(std::u32string_view(points).substr(0, most)) + "…";
}

std::string grouped(std::int64_t number) {
    auto digits = std::to_string(number);
    constexpr std::size_t group = 3;
    constexpr std::size_t ungrouped = 4;
    if (digits.size() <= ungrouped) return digits;
    for (auto at = digits.size() - group; at > 0 && digits[at - 1] != '-'; at -= std::min(at, group)) digits.insert(at, "\u202F");
    return digits;
}

std::string percent(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "–";
    if (part == 0) return "0 %";
    if (part == whole) return "100 %";
    const auto share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (share < 0.1) return "<0.1 %";
    if (share > 99.9) return ">99.9 %";
    return fmt::format("{:.{}f} %", share, whole < 100 ? 0 : 1);
}

std::string figure(std::string_view name, std::int64_t value) {
    return fmt::format("<span data-figure=\"{}\" data-value=\"{}\">{}</span>", name, value, grouped(value));
}

std::string counted(std::int64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string sentence(std::string_view text) {
    std::string result(text);
    if (!result.empty() && result.front() >= 'a' && result.front() <= 'z')
        result.front() = static_cast<char>(result.front() - 'a' + 'A');
    return result;
}

std::string code(std::string_view command) { return "<code>" + html_text(command) + "</code>"; }

}  // namespace gsmcfg::report
