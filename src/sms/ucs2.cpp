#include "gsmcfg/sms/ucs2.hpp"

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::sms {
namespace {

bool is_high(char16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(char16_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

base::Result<std::u16string> to_utf16(std::string_view utf8) {
    if (!base::is_utf8(utf8)) {
        std::size_t good = 0;
        // The longest valid beginning that ends before a byte that breaks it.
        for (std::size_t end = 1; end <= utf8.size(); ++end)
            if (base::is_utf8(utf8.substr(good, end - good))) good = end;
        return base::fail(base::ErrorCode::malformed, "text", "the text is not UTF-8", good);
    }
    std::u16string units;
    units.reserve(utf8.size());
    for (const char32_t c : base::to_code_points(utf8)) {
        if (c < 0x10000) {
            units += static_cast<char16_t>(c);
            continue;
        }
        units += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10U));
        units += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
    return units;
}

std::string from_utf16(std::u16string_view units) {
    std::u32string text;
    text.reserve(units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
        const char32_t unit = units[i];
        if (is_high(units[i]) && i + 1 < units.size() && is_low(units[i + 1]))
            text += static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10U) + (units[++i] - 0xDC00U));
        else text += unit;  // base::to_utf8 turns half a pair into U+FFFD
    }
    return base::to_utf8(text);
}

base::Octets encode_ucs2(std::u16string_view units) {
    base::Octets octets;
    octets.reserve(units.size() * 2);
    for (const char16_t unit : units) {
        octets.push_back(static_cast<std::uint8_t>(unit >> 8U));
        octets.push_back(static_cast<std::uint8_t>(unit & 0xFFU));
    }
    return octets;
}

base::Result<std::u16string> decode_ucs2(std::span<const std::uint8_t> octets) {
    if (octets.size() % 2 != 0)
        return base::fail(base::ErrorCode::malformed, "ucs2", "an odd number of octets", octets.size() - 1);
    std::u16string units;
    units.reserve(octets.size() / 2);
    for (std::size_t i = 0; i < octets.size(); i += 2) units += static_cast<char16_t>(octets[i] << 8U | octets[i + 1]);
    return units;
}

}  // namespace gsmcfg::sms
