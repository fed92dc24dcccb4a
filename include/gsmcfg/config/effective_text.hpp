// The configuration as it counts, for `gsmcfg config show`.
#pragma once

#include "gsmcfg/config/configuration.hpp"

#include <string>

namespace gsmcfg::config {

// TOML that load() takes; every line says in a comment where its value comes from. Passwords are "***".
[[nodiscard]] std::string effective_text(const Configuration& configuration);

}  // namespace gsmcfg::config
