// The GSM 7-bit default alphabet with its extension table, TS 23.038 §6.2.1, and its packing, §6.1.2.1. Pure.
#pragma once

#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sms {

// One septet an element, 0 to 127. A character of the extension table is two: 0x1B and its code.
using Septets = std::vector<std::uint8_t>;

inline constexpr std::uint8_t gsm7_escape = 0x1B;

// Whether the alphabet or its extension table has the character.
[[nodiscard]] bool representable(char32_t character) noexcept;
// Septets that a character takes: 1, 2 (extension table) or 0 (not representable).
[[nodiscard]] std::size_t septets_of(char32_t character) noexcept;

// Errors: malformed (not UTF-8), invalid_argument naming the first character that the alphabet lacks. Error.offset is the
// character's octet in `utf8`. The text itself is not in the error.
[[nodiscard]] base::Result<Septets> encode_gsm7(std::string_view utf8);
// Total: an escape before a code that the extension table lacks is dropped (TS 23.038 §6.2.1.1), an escape before an escape
// is a blank, an escape at the very end becomes U+FFFD.
[[nodiscard]] std::string decode_gsm7(std::span<const std::uint8_t> septets);

// `fill_bits` (0 to 6) zero bits stand before the first septet, TS 23.040 §9.2.3.24.
[[nodiscard]] base::Octets pack_septets(std::span<const std::uint8_t> septets, unsigned fill_bits = 0);
// Errors: truncated if `octets` holds fewer than `count` septets.
[[nodiscard]] base::Result<Septets> unpack_septets(std::span<const std::uint8_t> octets, std::size_t count,
                                                   unsigned fill_bits = 0);

}  // namespace gsmcfg::sms
