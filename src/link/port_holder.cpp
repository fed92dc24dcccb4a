#include "link/port_holder.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/port_info.hpp"
#include "link/port_lock.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

namespace gsmcfg::link {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view modem_manager = "ModemManager";

std::optional<int> process_of(const fs::path& folder) {
    const std::string text = folder.filename().string();
    int pid = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, pid);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return pid;
}

bool has_open(const fs::path& process, const fs::path& device) {
    std::error_code error;
    for (fs::directory_iterator place(process / "fd", error), end; !error && place != end; place.increment(error)) {
        std::error_code unreadable;
        if (fs::read_symlink(place->path(), unreadable) == device) return true;
    }
    return false;
}

// The process that has locked the device, as we do: proc(5), /proc/locks. It tells the user of a pseudo-terminal from the
// program behind it, which has it open as well.
std::optional<int> lock_holder(const fs::path& device) {
    struct stat status {};
    if (stat(device.c_str(), &status) != 0) return std::nullopt;
    std::array<char, 64> wanted{};
    std::snprintf(wanted.data(), wanted.size(), "%02x:%02x:%lu", major(status.st_dev), minor(status.st_dev), status.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream fields(line);
        std::string number, kind, mode, access, place;
        int pid = 0;
        if (fields >> number >> kind >> mode >> access >> pid >> place && kind == "FLOCK" && place == wanted.data() && pid > 0)
            return pid;
    }
    return std::nullopt;
}

std::string program_of(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
    std::string program;
    std::getline(file, program);
    return program;
}

}  // namespace

std::string describe_process(int pid) {
    const std::string program = program_of(pid);
    const std::string process = "process " + std::to_string(pid);
    return program.empty() ? process : base::escape_control(program) + " (" + process + ")";
}

std::string find_port_holder(const fs::path& device) {
    if (const auto pid = lock_holder(device)) return describe_process(*pid);
    std::error_code error;
    for (fs::directory_iterator place("/proc", error), end; !error && place != end; place.increment(error)) {
        const auto pid = process_of(place->path());
        if (pid && *pid != getpid() && has_open(place->path(), device)) return describe_process(*pid);
    }
    return {};
}

std::string running_modem_manager() {
    std::error_code error;
    for (fs::directory_iterator place("/proc", error), end; !error && place != end; place.increment(error)) {
        const auto pid = process_of(place->path());
        if (pid && program_of(*pid) == modem_manager) return describe_process(*pid);
    }
    return {};
}

std::string port_holder(const std::string& port) {
    if (auto locked = lock_file_holder(port); !locked.empty()) return locked;
    const auto real = real_device(port);
    if (!real) return {};
    const fs::path& device = *real;
    // The program behind a pseudo-terminal has it open too: only a lock tells its user.
    if (device.string().starts_with("/dev/pts/")) {
        const auto pid = lock_holder(device);
        return pid ? describe_process(*pid) : std::string();
    }
    return find_port_holder(device);
}

std::string holder_cure(const std::string& holder) {
    if (holder.starts_with(modem_manager)) {
        return "stop it (systemctl stop ModemManager), or keep it away from the modem for good by a udev rule with "
               "ENV{ID_MM_DEVICE_IGNORE}=\"1\"";
    }
    return holder.empty() ? std::string() : "end that program, or use another modem";
}

}  // namespace gsmcfg::link
