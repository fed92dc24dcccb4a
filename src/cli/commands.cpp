#include "commands.hpp"

#include <iterator>

namespace gsmcfg::cli {
namespace {

std::vector<Command> all_commands() {
    std::vector<Command> all{init_command(), plan_command(), apply_command(), status_command()};
    const auto append = [&all](std::vector<Command> more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(campaign_commands());
    append(campaign_stage_commands());
    append(campaign_again_commands());
    all.push_back(campaign_report_command());
    all.push_back(send_command());
    all.push_back(messages_command());
    all.push_back(phones_check_command());
    append(modem_commands());
    append(storage_commands());
    append(master_sim_commands());
    append(meters_commands());
    append(inbox_commands());
    all.push_back(audit_command());
    all.push_back(metrics_command());
    append(explain_commands());
    append(dialect_commands());
    append(config_commands());
    all.push_back(serve_command());
    all.push_back(check_command());
    append(db_commands());
    append(hook_commands());
    append(host_commands());
    return all;
}

}  // namespace

std::span<const Command> commands() {
    static const std::vector<Command> table = all_commands();
    return table;
}

std::span<const OptionSpec> global_options() {
    static const std::vector<OptionSpec> table{
        {"db", "URL", "the database: a path, sqlite:PATH, or postgresql://HOST/NAME"},
        {"config", "FILE", "the configuration instead of ~/.config/gsmcfg/gsmcfg.toml"},
        {"modem", "DEVICE", "a name of the configuration, auto, imei:…, usb:1-1.2, a path, or tcp://host:port; may be repeated",
         true},
        {"dialect", "NAME|FILE", "the device family, in place of the profile's and of energomera-gs04"},
        {"experimental", "", "use a dialect that was never tried on a device"},
        {"pin-file", "FILE", "holds the SIM's PIN, mode 600; entered once, and not when only one attempt is left"},
        {"password-file", "FILE", "holds the meters' administrator password; else GSMCFG_PASSWORD, else the configuration"},
        {"factory-password", "", "the meters still have their factory password"},
        {"trace", "FILE", "append the dialogue with the modem, passwords masked"},
        {"json", "", "JSON, one object a line"},
        {"yes", "", "do not ask"},
        {"verbose", "", "say more on standard error"},
        {"help", "", "this text"},
    };
    return table;
}

}  // namespace gsmcfg::cli
