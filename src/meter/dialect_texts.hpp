// What a dialect file puts on the air as it stands: ids, codes, signs, separators, escapes. A device must not take it for
// something else, nor a value for it.
#pragma once

#include "meter/dialect_check.hpp"

namespace gsmcfg::meter {

void check_texts(const DialectProblems& problems);

}  // namespace gsmcfg::meter
