#include "gsmcfg/base/host.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace gsmcfg::base {

Actor current_actor() {
    Actor actor;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) actor.user = found->pw_name;
    else actor.user = std::to_string(geteuid());
    if (const char* sudo = std::getenv("SUDO_USER")) actor.sudo_user = sudo;
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) == 0) actor.host = host.data();
    return actor;
}

std::string boot_id() {
    const auto text = read_file("/proc/sys/kernel/random/boot_id");
    return text ? std::string(trim(*text)) : std::string();
}

std::string process_space() {
    std::error_code failed;
    const auto names = std::filesystem::read_symlink("/proc/self/ns/pid", failed).string();
    const auto boot = boot_id();
    return failed || boot.empty() ? std::string() : boot + " " + names + " " + current_actor().host;
}

int process_id() { return static_cast<int>(getpid()); }

}  // namespace gsmcfg::base
