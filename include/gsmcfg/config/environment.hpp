// The folders that a configuration is looked for in (XDG Base Directory Specification).
#pragma once

#include <filesystem>
#include <optional>

namespace gsmcfg::config {

struct Environment {
    std::filesystem::path home;         // empty if unknown
    std::filesystem::path config_home;  // $XDG_CONFIG_HOME, else ~/.config
    std::filesystem::path data_home;    // $XDG_DATA_HOME, else ~/.local/share
    std::filesystem::path system_config = "/etc/gsmcfg/gsmcfg.toml";
    std::filesystem::path system_database = "/var/lib/gsmcfg/gsmcfg.db";

    std::filesystem::path system_counter = "/var/lib/gsmcfg/sims.db";

    // From the process's environment. Relative XDG folders are ignored, as the specification says.
    [[nodiscard]] static Environment current();

    [[nodiscard]] std::filesystem::path user_config() const { return config_home / "gsmcfg" / "gsmcfg.toml"; }
    [[nodiscard]] std::filesystem::path user_database() const { return data_home / "gsmcfg" / "gsmcfg.db"; }
    // Where all databases of this machine count the SMS of each SIM: the system's place where this user can write there.
    [[nodiscard]] std::filesystem::path sim_counter() const;
    // `named` (--config) if given, else the user's file, else the system's; nothing if neither is there.
    [[nodiscard]] std::optional<std::filesystem::path> find(const std::optional<std::filesystem::path>& named) const;
};

}  // namespace gsmcfg::config
