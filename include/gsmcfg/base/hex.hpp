// Octets as hexadecimal text.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

using Octets = std::vector<std::uint8_t>;

// Upper case, no separators.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> octets);

// Either case, no separators. Errors: malformed with the octet offset of the first bad digit; truncated for an odd count.
[[nodiscard]] Result<Octets> from_hex(std::string_view text);

}  // namespace gsmcfg::base
