// The parts of gsmcfg check that look at the machine: configuration, files, disk, clock.
#include "database_access.hpp"
#include "health.hpp"
#include "local_time.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/machine.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gsmcfg::cli {
namespace {

constexpr mode_t others_any = 0007;
constexpr mode_t others_write = 0002;
constexpr mode_t group_any = 0070;
// Before this program was written.
constexpr base::UtcTime earliest{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
constexpr base::UtcTime latest{std::chrono::sys_days(std::chrono::year(2100) / 1 / 1)};

std::optional<mode_t> mode_of(const std::filesystem::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? std::optional(status.st_mode) : std::nullopt;
}

std::string shown(const std::filesystem::path& path) { return base::escape_control(path.string()); }

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// The database, and what SQLite keeps beside it.
void check_database_modes(const std::filesystem::path& database, Findings& findings) {
    const auto folder = folder_of(database);
    const auto folder_mode = mode_of(folder);
    const bool shared = folder_mode && (*folder_mode & S_ISGID) != 0;
    for (const auto* end : {"", "-wal", "-shm"}) {
        const std::filesystem::path file = database.string() + end;
        const auto mode = mode_of(file);
        if (!mode) continue;
        const mode_t too_much = *mode & (shared ? others_any : others_any | group_any);
        if (too_much != 0)
            findings.push_back({Severity::warning, "files",
                                fmt::format("other users can get at {}: mode {:o}", shown(file), *mode & 0777U),
                                fmt::format("chmod {} {}", shared ? "660" : "600", shown(file))});
        if (access(file.c_str(), R_OK | W_OK) != 0)
            findings.push_back({Severity::critical, "files", fmt::format("this user can't read and write {}", shown(file)),
                                "run it as the user or in the group that owns it"});
    }
    if (folder_mode && (*folder_mode & others_write) != 0 && (*folder_mode & S_ISVTX) == 0)
        findings.push_back({Severity::critical, "files", fmt::format("every user can replace the files in {}", shown(folder)),
                            fmt::format("chmod o-w {}", shown(folder))});
    if (folder_mode && access(folder.c_str(), W_OK | X_OK) != 0)
        findings.push_back({Severity::critical, "files",
                            fmt::format("this user can't write in {}, as the database's log must", shown(folder)),
                            "run it as the user or in the group that owns it"});
}

void check_secret_file(const std::filesystem::path& file, Findings& findings) {
    if (const auto secret = base::read_secret_file(file); !secret)
        findings.push_back({Severity::critical, "files", base::escape_control(secret.error().message()), ""});
}

std::string room_words(const base::DiskRoom& room) {
    return fmt::format("{} of {} free", size_text(room.available), size_text(room.total));
}

}  // namespace

Findings check_configuration(Invocation& invocation, const config::Configuration*& configuration) {
    configuration = nullptr;
    const auto loaded = invocation.configuration();
    Findings findings;
    if (!loaded) {
        for (const auto& line : loaded.error().lines) findings.push_back({Severity::critical, "configuration", line, ""});
        return findings;
    }
    configuration = *loaded;
    for (const auto& credential : configuration->credentials)
        if (const auto password = config::read_password(credential); !password)
            findings.push_back({Severity::critical, "configuration",
                                base::escape_control(fmt::format("password {}: {}", credential.name, password.error().message())),
                                ""});
    if (!findings.empty()) return findings;
    findings.push_back({Severity::ok, "configuration",
                        configuration->source ? fmt::format("{} is right", shown(*configuration->source))
                                              : std::string("there is no file: defaults only"),
                        ""});
    return findings;
}

Findings check_files(const std::optional<std::filesystem::path>& database, const config::Configuration* configuration) {
    Findings findings;
    if (database) check_database_modes(*database, findings);
    if (configuration != nullptr) {
        for (const auto& modem : configuration->modems)
            if (modem.pin_file) check_secret_file(*modem.pin_file, findings);
        if (configuration->source)
            if (const auto mode = mode_of(*configuration->source); mode && (*mode & others_write) != 0)
                findings.push_back({Severity::critical, "files",
                                    fmt::format("every user can change {}", shown(*configuration->source)),
                                    fmt::format("chmod o-w {}", shown(*configuration->source))});
    }
    if (findings.empty()) findings.push_back({Severity::ok, "files", "modes and owners are as they should be", ""});
    return findings;
}

Findings check_hooks(const config::Configuration& configuration) {
    Findings findings;
    for (const auto& hook : configuration.hooks) {
        if (access(hook.program.front().c_str(), X_OK) == 0) continue;
        findings.push_back({Severity::warning, "hooks",
                            base::escape_control(fmt::format("hook {}: this user can't run {}: {}", hook.name,
                                                             hook.program.front(), std::strerror(errno))),
                            "its events wait and are told again for a while"});
    }
    if (findings.empty() && !configuration.hooks.empty())
        findings.push_back({Severity::ok, "hooks", "their programs can be run", ""});
    return findings;
}

Findings check_disk(const std::filesystem::path& database, const HealthLimits& limits) {
    auto folder = folder_of(database);
    while (!std::filesystem::exists(folder) && folder.has_relative_path()) folder = folder_of(folder);
    const auto room = base::disk_room(folder);
    if (!room) return {{Severity::critical, "disk", base::escape_control(room.error().message()), ""}};
    const auto words = fmt::format("{}: {}", shown(folder), room_words(*room));
    if (room->read_only)
        return {{Severity::critical, "disk", fmt::format("{} is read-only: nothing can be sent", shown(folder)),
                 "look into the kernel's log"}};
    if (!room->names_left)
        return {{Severity::critical, "disk", fmt::format("{} has no room for another file (inodes)", shown(folder)), ""}};
    const std::string cure = "make room, or gsmcfg db prune; when it is full, sending stops until there is some";
    if (room->available < limits.disk_critical)
        return {{Severity::critical, "disk", fmt::format("{}, less than {}", words, size_text(limits.disk_critical)), cure}};
    if (room->available < limits.disk_warning)
        return {{Severity::warning, "disk", fmt::format("{}, less than {}", words, size_text(limits.disk_warning)), cure}};
    return {{Severity::ok, "disk", words, ""}};
}

Findings check_clock(base::UtcTime now, std::optional<bool> synchronised) {
    if (now < earliest || now > latest)
        return {{Severity::critical, "clock", fmt::format("this machine takes the time for {}", local_time(now)),
                 "set its clock: time-outs, windows and caps depend on it"}};
    if (synchronised == false)
        return {{Severity::warning, "clock", fmt::format("{}, not synchronised", local_time(now)),
                 "see timedatectl; --ignore clock if that is meant"}};
    return {{Severity::ok, "clock", fmt::format("{}{}", local_time(now), synchronised ? ", synchronised" : ""), ""}};
}

}  // namespace gsmcfg::cli
