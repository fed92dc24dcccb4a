#include "gsmcfg/config/environment.hpp"

#include <unistd.h>

#include <cstdlib>

namespace gsmcfg::config {
namespace {

std::filesystem::path absolute_variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) return {};
    std::filesystem::path path(value);
    return path.is_absolute() ? path : std::filesystem::path{};
}

bool is_there(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

}  // namespace

Environment Environment::current() {
    Environment environment;
    environment.home = absolute_variable("HOME");
    environment.config_home = absolute_variable("XDG_CONFIG_HOME");
    environment.data_home = absolute_variable("XDG_DATA_HOME");
    if (environment.config_home.empty() && !environment.home.empty()) environment.config_home = environment.home / ".config";
    if (environment.data_home.empty() && !environment.home.empty()) environment.data_home = environment.home / ".local/share";
    return environment;
}

std::filesystem::path Environment::sim_counter() const {
    const bool shared = access(system_counter.parent_path().c_str(), W_OK | X_OK) == 0;
    return shared || data_home.empty() ? system_counter : data_home / "gsmcfg" / system_counter.filename();
}

std::optional<std::filesystem::path> Environment::find(const std::optional<std::filesystem::path>& named) const {
    if (named) return named;
    if (!config_home.empty() && is_there(user_config())) return user_config();
    if (is_there(system_config)) return system_config;
    return std::nullopt;
}

}  // namespace gsmcfg::config
