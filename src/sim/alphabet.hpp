// The two alphabets of a short message: GSM 7 bit default with its extension table (TS 23.038 §6.2.1) and UCS2.
#pragma once

#include "gsmcfg/base/hex.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// One septet an element, extension characters as two. Nothing if the alphabet lacks a character.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> to_septets(std::string_view utf8);
[[nodiscard]] std::string from_septets(std::span<const std::uint8_t> septets);

// Packs septets into octets, the first septet after `fill_bits` (0–6) zero bits.
[[nodiscard]] base::Octets pack(std::span<const std::uint8_t> septets, unsigned fill_bits);
// Unpacks `count` septets that begin `skip_bits` after the start. Octets that are not there read as zero.
[[nodiscard]] std::vector<std::uint8_t> unpack(std::span<const std::uint8_t> octets, std::size_t skip_bits, std::size_t count);

// UTF-16, big endian.
[[nodiscard]] base::Octets to_ucs2(std::string_view utf8);
[[nodiscard]] std::string from_ucs2(std::span<const std::uint8_t> octets);

}  // namespace gsmcfg::sim
