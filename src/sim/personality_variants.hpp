// Makes of modem that are another one but for a little.
#pragma once

#include "gsmcfg/sim/personality.hpp"

#include <vector>

namespace gsmcfg::sim {

// The same list with the variants at its end.
[[nodiscard]] std::vector<Personality> with_variants(std::vector<Personality> makes);

}  // namespace gsmcfg::sim
