// The check digit of ISO/IEC 7812-1 annex B, as IMEI and ICCID use it.
#pragma once

#include <cstddef>
#include <string>

namespace gsmcfg::sim {

[[nodiscard]] inline std::string with_check_digit(std::string digits) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = static_cast<unsigned>(digits[digits.size() - 1 - i] - '0');
        const unsigned weighed = i % 2 == 0 ? digit * 2 : digit;
        sum += weighed > 9 ? weighed - 9 : weighed;
    }
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    return digits;
}

}  // namespace gsmcfg::sim
