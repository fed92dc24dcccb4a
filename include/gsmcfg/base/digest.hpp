// SHA-256: the identity of a message, the fingerprint of a profile or list.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::base {

// 64 lower-case hex digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
[[nodiscard]] std::string sha256(std::span<const std::uint8_t> bytes);

}  // namespace gsmcfg::base
