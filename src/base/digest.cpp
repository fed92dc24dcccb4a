#include "gsmcfg/base/digest.hpp"

#include <sha256.h>

#include <array>

namespace gsmcfg::base {

std::string sha256(std::span<const std::uint8_t> bytes) {
    std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
    SHA256Data(bytes.data(), bytes.size(), hex.data());
    return hex.data();
}

std::string sha256(std::string_view bytes) {
    return sha256(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

}  // namespace gsmcfg::base
