#include "gsmcfg/sms/gsm7.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace gsmcfg::sms {
namespace {

// TS 23.038 §6.2.1, in the order of the codes; 0x1B is the escape.
constexpr std::u32string_view basic_table =
    U"@£$¥èéùìòÇ\nØø\rÅå"
    U"Δ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ"
    U" !\"#¤%&'()*+,-./"
    U"0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNO"
    U"PQRSTUVWXYZÄÖÑÜ§"
    U"¿abcdefghijklmno"
    U"pqrstuvwxyzäöñüà";
static_assert(basic_table.size() == 128);

struct Extension {
    std::uint8_t code;
    char32_t character;
};
// TS 23.038 §6.2.1.1
constexpr std::array<Extension, 10> extension_table{{{0x0A, U'\f'},
                                                     {0x14, U'^'},
                                                     {0x28, U'{'},
                                                     {0x29, U'}'},
                                                     {0x2F, U'\\'},
                                                     {0x3C, U'['},
                                                     {0x3D, U'~'},
                                                     {0x3E, U']'},
                                                     {0x40, U'|'},
                                                     {0x65, U'€'}}};

constexpr std::uint16_t none = 0xFFFF;

// The code, with the escape in the upper octet for the extension table; none if there is no code.
constexpr std::uint16_t find_code(char32_t character) {
    if (character == U'\u001B') return none;
    const auto at = basic_table.find(character);
    if (at != std::u32string_view::npos) return static_cast<std::uint16_t>(at);
    for (const auto& entry : extension_table)
        if (entry.character == character) return static_cast<std::uint16_t>(gsm7_escape << 8U | entry.code);
    return none;
}

constexpr auto ascii_codes = [] {
    std::array<std::uint16_t, 128> codes{};
    for (char32_t c = 0; c < codes.size(); ++c) codes[c] = find_code(c);
    return codes;
}();

std::uint16_t code_of(char32_t character) {
    return character < ascii_codes.size() ? ascii_codes[character] : find_code(character);
}

char32_t extended(std::uint8_t code) {
    for (const auto& entry : extension_table)
        if (entry.code == code) return entry.character;
    return code == gsm7_escape ? U' ' : basic_table[code];
}

std::string described(char32_t character) {
    const auto shown = base::escape_control(base::to_utf8(std::u32string_view(&character, 1)));
    return fmt::format("the GSM 7-bit alphabet lacks the character '{}' (U+{:04X})", shown,
                       static_cast<std::uint32_t>(character));
}

}  // namespace

bool representable(char32_t character) noexcept { return code_of(character) != none; }

std::size_t septets_of(char32_t character) noexcept {
    const auto code = code_of(character);
    if (code == none) return 0;
    return code > 0x7F ? 2 : 1;
}

base::Result<Septets> encode_gsm7(std::string_view utf8) {
    if (!base::is_utf8(utf8)) return base::fail(base::ErrorCode::malformed, "text", "the text is not UTF-8");
    Septets septets;
    septets.reserve(utf8.size());
    std::size_t offset = 0;
    for (const char32_t character : base::to_code_points(utf8)) {
        const auto code = code_of(character);
        if (code == none) return base::fail(base::ErrorCode::invalid_argument, "text", described(character), offset);
        if (code > 0x7F) septets.push_back(gsm7_escape);
        septets.push_back(static_cast<std::uint8_t>(code & 0x7FU));
        offset += character < 0x80 ? 1U : character < 0x800 ? 2U : character < 0x10000 ? 3U : 4U;
    }
    return septets;
}

std::string decode_gsm7(std::span<const std::uint8_t> septets) {
    std::u32string text;
    text.reserve(septets.size());
    for (std::size_t i = 0; i < septets.size(); ++i) {
        const std::uint8_t code = septets[i] & 0x7FU;
        if (code != gsm7_escape) text += basic_table[code];
        else if (i + 1 == septets.size()) text += U'\uFFFD';
        else text += extended(septets[++i] & 0x7FU);
    }
    return base::to_utf8(text);
}

base::Octets pack_septets(std::span<const std::uint8_t> septets, unsigned fill_bits) {
    base::Octets octets((fill_bits + septets.size() * 7 + 7) / 8);
    std::size_t bit = fill_bits;
    for (const std::uint8_t septet : septets) {
        const auto shifted = static_cast<unsigned>(septet & 0x7FU) << (bit % 8);
        octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | (shifted & 0xFFU));
        if (shifted > 0xFF) octets[bit / 8 + 1] = static_cast<std::uint8_t>(shifted >> 8U);
        bit += 7;
    }
    return octets;
}

base::Result<Septets> unpack_septets(std::span<const std::uint8_t> octets, std::size_t count, unsigned fill_bits) {
    if (octets.size() * 8 < fill_bits || (octets.size() * 8 - fill_bits) / 7 < count)
        return base::fail(base::ErrorCode::truncated, "septets", fmt::format("fewer than {} septets are there", count),
                          octets.size());
    Septets septets;
    septets.reserve(count);
    std::size_t bit = fill_bits;
    for (std::size_t i = 0; i < count; ++i, bit += 7) {
        unsigned window = octets[bit / 8];
        if (bit % 8 > 1) window |= static_cast<unsigned>(octets[bit / 8 + 1]) << 8U;
        septets.push_back(static_cast<std::uint8_t>((window >> (bit % 8)) & 0x7FU));
    }
    return septets;
}

}  // namespace gsmcfg::sms
