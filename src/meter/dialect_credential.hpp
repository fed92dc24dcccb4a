// A dialect's own messages must be known again where they come back: they have a password in them.
#pragma once

#include "meter/dialect_check.hpp"

#include <string>
#include <vector>

namespace gsmcfg::meter {

// Passwords that together hold every character that one may have: the factory's, long ones, the shortest.
[[nodiscard]] std::vector<std::string> sample_credentials(const Dialect& dialect);

void check_own_messages(const DialectProblems& problems);

}  // namespace gsmcfg::meter
