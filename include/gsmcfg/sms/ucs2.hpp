// UCS2 as networks use it: UTF-16, most significant octet first (TS 23.038 §6.2.3). Pure.
#pragma once

#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::sms {

// Errors: malformed, with the octet offset of the first byte that is not UTF-8.
[[nodiscard]] base::Result<std::u16string> to_utf16(std::string_view utf8);
// Total: half of a surrogate pair becomes U+FFFD.
[[nodiscard]] std::string from_utf16(std::u16string_view units);

[[nodiscard]] base::Octets encode_ucs2(std::u16string_view units);
// Errors: malformed for an odd number of octets, with the offset of the last.
[[nodiscard]] base::Result<std::u16string> decode_ucs2(std::span<const std::uint8_t> octets);

}  // namespace gsmcfg::sms
