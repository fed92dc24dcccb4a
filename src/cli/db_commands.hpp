// The db commands that have files of their own.
#pragma once

#include "command.hpp"

namespace gsmcfg::cli {

[[nodiscard]] Command db_prune_command();
[[nodiscard]] Command db_export_command();
[[nodiscard]] Command db_migrate_command();

}  // namespace gsmcfg::cli
