// Concatenated messages: the element of the user data header, TS 23.040 §9.2.3.24.1 and .8.
#pragma once

#include <cstdint>

namespace gsmcfg::sms {

struct Concatenation {
    std::uint16_t reference = 0;  // 0 to 255 unless wide
    std::uint8_t total = 1;       // 1 to 255
    std::uint8_t part = 1;        // 1 to total
    bool wide = false;            // a 16-bit reference

    bool operator==(const Concatenation&) const = default;
};

}  // namespace gsmcfg::sms
