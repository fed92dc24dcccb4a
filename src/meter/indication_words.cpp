#include "meter/indication_words.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::meter {
namespace {

constexpr std::size_t longest_quoted = 40;
constexpr std::size_t most_digits = 9;

char32_t capital(char32_t c) {
    if (c >= U'a' && c <= U'z') return c - 0x20;
    if (c >= 0x430 && c <= 0x44F) return c - 0x20;  // а…я
    return c;
}

char32_t latin(char32_t c) {
    constexpr std::u32string_view cyrillic = U"\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0425";
    constexpr std::u32string_view alike = U"ABEKMHOPCTX";
    const auto at = cyrillic.find(c);
    return at == std::u32string_view::npos ? c : alike[at];
}

bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == 0xA0; }

}  // namespace

std::string latin_capitals(std::string_view utf8) {
    std::u32string result;
    for (const char32_t c : base::to_code_points(utf8))
        if (!is_blank(c)) result += latin(capital(c));
    return base::to_utf8(result);
}

std::optional<int> whole_number(std::string_view text, int radix) {
    if (text.empty() || text.size() > most_digits || text.front() == '-') return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string quoted(std::string_view written) {
    auto points = base::to_code_points(base::trim(written));
    const bool cut = points.size() > longest_quoted;
    if (cut) points.resize(longest_quoted);
    return fmt::format("'{}{}'", base::escape_control(base::to_utf8(points)), cut ? "…" : "");
}

}  // namespace gsmcfg::meter
