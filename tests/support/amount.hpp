// How much of something a test does: little by itself, more if scripts/proof.sh says so.
#pragma once

#include <cstdlib>

namespace gsmcfg::test {

// The whole number in that variable of the environment; without it `otherwise`.
inline int amount(const char* variable, int otherwise) {
    const char* const given = std::getenv(variable);
    return given == nullptr ? otherwise : static_cast<int>(std::strtol(given, nullptr, 10));
}

}  // namespace gsmcfg::test
