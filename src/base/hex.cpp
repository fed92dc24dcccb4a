#include "gsmcfg/base/hex.hpp"

namespace gsmcfg::base {
namespace {

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> octets) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const auto octet : octets) {
        text += digits[octet >> 4U];
        text += digits[octet & 0x0FU];
    }
    return text;
}

Result<Octets> from_hex(std::string_view text) {
    Octets octets;
    octets.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit_value(text[i]);
        if (high < 0) return fail(ErrorCode::malformed, "hex", "not a hexadecimal digit", i / 2);
        if (i + 1 == text.size()) return fail(ErrorCode::truncated, "hex", "an odd number of hexadecimal digits", i / 2);
        const int low = digit_value(text[i + 1]);
        if (low < 0) return fail(ErrorCode::malformed, "hex", "not a hexadecimal digit", i / 2);
        octets.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return octets;
}

}  // namespace gsmcfg::base
