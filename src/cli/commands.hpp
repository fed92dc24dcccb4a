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
[[nodiscard]] Command campaign_show_command();
[[nodiscard]] std::vector<Command> campaign_stage_commands();
[[nodiscard]] std::vector<Command> campaign_again_commands();
[[nodiscard]] Command campaign_report_command();
[[nodiscard]] Command phones_check_command();
[[nodiscard]] std::vector<Command> modem_commands();
[[nodiscard]] Command modem_list_command();
[[nodiscard]] Command modem_check_command();
[[nodiscard]] Command modem_ussd_command();
[[nodiscard]] Command modem_events_command();
[[nodiscard]] std::vector<Command> storage_commands();
[[nodiscard]] std::vector<Command> master_sim_commands();
[[nodiscard]] std::vector<Command> meters_commands();
[[nodiscard]] Command meters_import_command();
[[nodiscard]] std::vector<Command> inbox_commands();
[[nodiscard]] Command audit_command();
[[nodiscard]] Command metrics_command();
[[nodiscard]] std::vector<Command> explain_commands();
[[nodiscard]] std::vector<Command> dialect_commands();
[[nodiscard]] std::vector<Command> config_commands();
[[nodiscard]] Command init_command();
[[nodiscard]] Command serve_command();
[[nodiscard]] Command check_command();
[[nodiscard]] std::vector<Command> db_commands();
[[nodiscard]] std::vector<Command> hook_commands();
[[nodiscard]] std::vector<Command> host_commands();

}  // namespace gsmcfg::cli
