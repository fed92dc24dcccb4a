#include "sim/alphabet.hpp"

#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::sim {
namespace {

constexpr std::uint8_t escape = 0x1B;

// TS 23.038 §6.2.1, in the order of the codes. 0x1B is the escape to the extension table.
constexpr std::u32string_view basic_table =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u00A0ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(basic_table.size() == 128);

struct Extension {
    std::uint8_t code;
    char32_t character;
};
constexpr std::array extension_table{
    Extension{0x0A, U'\f'}, Extension{0x14, U'^'}, Extension{0x28, U'{'}, Extension{0x29, U'}'}, Extension{0x2F, U'\\'},
    Extension{0x3C, U'['},  Extension{0x3D, U'~'}, Extension{0x3E, U']'}, Extension{0x40, U'|'}, Extension{0x65, U'€'},
};

bool append_septets(char32_t character, std::vector<std::uint8_t>& septets) {
    const auto code = basic_table.find(character);
    if (code != std::u32string_view::npos && code != escape) {
        septets.push_back(static_cast<std::uint8_t>(code));
        return true;
    }
    const auto* entry = std::ranges::find(extension_table, character, &Extension::character);
    if (entry == extension_table.end()) return false;
    septets.push_back(escape);
    septets.push_back(entry->code);
    return true;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> to_septets(std::string_view utf8) {
    std::vector<std::uint8_t> septets;
    for (const char32_t character : base::to_code_points(utf8)) {
        if (!append_septets(character, septets)) return std::nullopt;
    }
    return septets;
}

std::string from_septets(std::span<const std::uint8_t> septets) {
    std::u32string text;
    for (std::size_t i = 0; i < septets.size(); ++i) {
        if (septets[i] != escape) {
            text.push_back(basic_table[septets[i] & 0x7FU]);
            continue;
        }
        if (++i == septets.size()) break;
        const auto* entry = std::ranges::find(extension_table, septets[i], &Extension::code);
        // §6.2.1.1: what the table lacks is shown as the character of the default table.
        text.push_back(entry != extension_table.end() ? entry->character : basic_table[septets[i] & 0x7FU]);
    }
    return base::to_utf8(text);
}

base::Octets pack(std::span<const std::uint8_t> septets, unsigned fill_bits) {
    base::Octets octets((septets.size() * 7 + fill_bits + 7) / 8, 0);
    std::size_t bit = fill_bits;
    for (const std::uint8_t septet : septets) {
        for (unsigned i = 0; i < 7; ++i, ++bit) {
            if ((septet >> i & 1U) != 0) octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | 1U << bit % 8);
        }
    }
    return octets;
}

std::vector<std::uint8_t> unpack(std::span<const std::uint8_t> octets, std::size_t skip_bits, std::size_t count) {
    std::vector<std::uint8_t> septets(count, 0);
    std::size_t bit = skip_bits;
    for (std::uint8_t& septet : septets) {
        for (unsigned i = 0; i < 7; ++i, ++bit) {
            if (bit / 8 < octets.size() && (octets[bit / 8] >> bit % 8 & 1U) != 0)
                septet = static_cast<std::uint8_t>(septet | 1U << i);
        }
    }
    return septets;
}

base::Octets to_ucs2(std::string_view utf8) {
    base::Octets octets;
    const auto unit = [&octets](std::uint32_t value) {
        octets.push_back(static_cast<std::uint8_t>(value >> 8 & 0xFFU));
        octets.push_back(static_cast<std::uint8_t>(value & 0xFFU));
    };
    for (const char32_t character : base::to_code_points(utf8)) {
        const auto code = static_cast<std::uint32_t>(character);
        if (code < 0x10000) {
            unit(code);
        } else {
            unit(0xD800 + ((code - 0x10000) >> 10));
            unit(0xDC00 + ((code - 0x10000) & 0x3FFU));
        }
    }
    return octets;
}

std::string from_ucs2(std::span<const std::uint8_t> octets) {
    std::u32string text;
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        const auto unit = static_cast<std::uint32_t>(octets[i] << 8 | octets[i + 1]);
        const bool high = unit >= 0xD800 && unit < 0xDC00;
        if (high && i + 3 < octets.size()) {
            const auto low = static_cast<std::uint32_t>(octets[i + 2] << 8 | octets[i + 3]);
            if (low >= 0xDC00 && low < 0xE000) {
                text.push_back(static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
                i += 2;
                continue;
            }
        }
        text.push_back(unit >= 0xD800 && unit < 0xE000 ? U'\uFFFD' : static_cast<char32_t>(unit));
    }
    return base::to_utf8(text);
}

}  // namespace gsmcfg::sim
