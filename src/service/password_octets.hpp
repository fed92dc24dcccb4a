// Passwords inside the octets of a message, where no text shows them: one that is damaged, or that nobody decodes.
#pragma once

#include "gsmcfg/base/hex.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::service {

// Hex, with ** for the octets that hold one of the words: as GSM 7-bit septets (TS 23.038 §6.1.2.1) at any bit, as 8-bit text or
// as UCS2. Words of less than four characters are not looked for.
[[nodiscard]] std::string hex_without(const std::vector<std::string_view>& words, const base::Octets& octets);

}  // namespace gsmcfg::service
