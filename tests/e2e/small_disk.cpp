#include "small_disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace gsmcfg::e2e {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::runtime_error(fmt::format("small disk: {}: {}", what, std::strerror(errno)));
}

// Once for the process: what is mounted in it, the rest of the machine does not see.
void enter_own_namespace() {
    static bool entered = false;
    if (std::exchange(entered, true)) return;
    const auto user = getuid();
    const auto group = getgid();
    if (user == 0) {
        if (unshare(CLONE_NEWNS) != 0) fail("unshare");
    } else {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) fail("unshare");
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << fmt::format("{0} {0} 1", user);
        std::ofstream("/proc/self/gid_map") << fmt::format("{0} {0} 1", group);
    }
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("private mounts");
}

}  // namespace

SmallDisk::SmallDisk(std::string folder, std::int64_t octets) : folder_(std::move(folder)) {
    enter_own_namespace();
    const auto options = fmt::format("size={},mode=700", octets);
    if (mount("small", folder_.c_str(), "tmpfs", 0, options.c_str()) != 0) fail("mount");
}

SmallDisk::~SmallDisk() { umount2(folder_.c_str(), MNT_DETACH); }

void SmallDisk::fill(std::int64_t but) const {
    struct statvfs status {};
    if (statvfs(folder_.c_str(), &status) != 0) fail("statvfs");
    auto left = static_cast<std::int64_t>(status.f_bavail * status.f_frsize) - but;
    const int fd = open((folder_ + "/filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) fail("filler");
    static constexpr std::array<char, 4096> page{};
    while (left > 0 && write(fd, page.data(), page.size()) > 0) left -= static_cast<std::int64_t>(page.size());
    close(fd);
}

void SmallDisk::empty() const { unlink((folder_ + "/filler").c_str()); }

void SmallDisk::make_read_only(bool read_only) const {
    unsigned long flags = MS_REMOUNT;
    if (read_only) flags |= MS_RDONLY;
    if (mount(nullptr, folder_.c_str(), nullptr, flags, nullptr) != 0) fail("remount");
}

}  // namespace gsmcfg::e2e
