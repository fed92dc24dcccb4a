// gsmcfg inbox assign.
#pragma once

#include "command.hpp"

namespace gsmcfg::cli {

[[nodiscard]] Command inbox_assign_command();

}  // namespace gsmcfg::cli
