#include "link/port_holder.hpp"

#include "gsmcfg/base/text.hpp"

#include <unistd.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <system_error>

namespace gsmcfg::link {

namespace {

namespace fs = std::filesystem;

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

}  // namespace

std::string describe_process(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
    std::string program;
    std::getline(file, program);
    const std::string process = "process " + std::to_string(pid);
    return program.empty() ? process : base::escape_control(program) + " (" + process + ")";
}

std::string find_port_holder(const fs::path& device) {
    std::error_code error;
    for (fs::directory_iterator place("/proc", error), end; !error && place != end; place.increment(error)) {
        const auto pid = process_of(place->path());
        if (pid && *pid != getpid() && has_open(place->path(), device)) return describe_process(*pid);
    }
    return {};
}

}  // namespace gsmcfg::link
