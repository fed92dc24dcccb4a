// A text cut into the user data of as many messages as it needs. Pure.
#pragma once

#include "gsmcfg/base/result.hpp"
#include "gsmcfg/sms/user_data.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace gsmcfg::sms {

// GSM 7-bit if it has every character (160 septets, or 153 a part), else UCS2 (70 units, or 67 a part). Neither an escape
// pair nor a surrogate pair is split. Errors: malformed (not UTF-8), invalid_argument (more than 255 parts).
// `reference` is that of the concatenation (§9.2.3.24.1); a text that fits in one message has no header.
[[nodiscard]] base::Result<std::vector<UserData>> split_text(std::string_view utf8, std::uint8_t reference);
// How many messages split_text() makes. Same errors.
[[nodiscard]] base::Result<std::size_t> count_parts(std::string_view utf8);

}  // namespace gsmcfg::sms
