// Comparing words whatever their case, in Latin and Cyrillic letters.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::meter {

// Lower case, blanks at the ends cut off, inner runs of blanks (also no-break spaces) as one space.
[[nodiscard]] std::string fold_case(std::string_view utf8);

}  // namespace gsmcfg::meter
