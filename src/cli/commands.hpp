// The functions behind the subcommands, a file each.
#pragma once

#include "command.hpp"

namespace gsmcfg::cli {

[[nodiscard]] Command apply_command();
[[nodiscard]] Command plan_command();
[[nodiscard]] Command status_command();
[[nodiscard]] Command send_command();
[[nodiscard]] Command messages_command();
[[nodiscard]] std::vector<Command> campaign_commands();
[[nodiscard]] Command phones_check_command();
[[nodiscard]] std::vector<Command> modem_commands();
[[nodiscard]] std::vector<Command> explain_commands();
[[nodiscard]] std::vector<Command> config_commands();
[[nodiscard]] Command init_command();

}  // namespace gsmcfg::cli
