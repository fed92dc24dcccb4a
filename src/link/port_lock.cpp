#include "link/port_lock.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/port_info.hpp"
#include "link/port_holder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

namespace gsmcfg::link {

namespace {

namespace fs = std::filesystem;

base::Error busy(const fs::path& device, const std::string& holder) {
    std::string detail = "the port is in use by " + holder + "; " + holder_cure(holder);
    if (holder.empty()) {
        detail = "the port is in use by another program";
        const std::string suspect = running_modem_manager();
        if (!suspect.empty()) detail += ", perhaps by " + suspect + "; " + holder_cure(suspect);
    }
    return {base::ErrorCode::port_busy, device.string(), std::move(detail), {}};
}

// The process that the file names if it is alive. Old programs wrote the id as four bytes.
std::optional<int> living_owner(const fs::path& path) {
    std::array<char, 64> buffer{};
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return std::nullopt;
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    close(fd);
    if (size <= 0) return std::nullopt;
    const std::string_view text = base::trim({buffer.data(), static_cast<std::size_t>(size)});
    int pid = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), pid).ec != std::errc{} || pid <= 0) return std::nullopt;
    if (kill(pid, 0) != 0 && errno == ESRCH) return std::nullopt;
    return pid;
}

// True if it was made, false if one is there, nothing if the folder is not ours to write.
std::optional<bool> create(const fs::path& path) {
    std::array<char, 16> line{};
    const int size = std::snprintf(line.data(), line.size(), "%10d\n", getpid());
    const std::string draft = path.string() + "." + std::to_string(getpid());
    const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return std::nullopt;
    const bool written = write(fd, line.data(), static_cast<std::size_t>(size)) == size;
    close(fd);
    // link() appears whole or not at all: nobody reads a half-written id.
    const bool linked = written && ::link(draft.c_str(), path.c_str()) == 0;
    const bool exists = errno == EEXIST;
    unlink(draft.c_str());
    if (linked) return true;
    return exists && written ? std::optional(false) : std::nullopt;
}

}  // namespace

base::Error busy_error(const fs::path& device) { return busy(device, find_port_holder(device)); }

std::string lock_file_holder(const fs::path& device, const fs::path& folder) {
    const auto owner = living_owner(folder / ("LCK.." + device.filename().string()));
    return owner ? describe_process(*owner) : std::string();
}

base::Result<std::unique_ptr<LockFile>> LockFile::acquire(const fs::path& device, const fs::path& folder) {
    const fs::path path = folder / ("LCK.." + device.filename().string());
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (const auto owner = living_owner(path)) return base::fail(busy(device, describe_process(*owner)));
        const auto created = create(path);
        if (!created) return nullptr;
        if (*created) return std::unique_ptr<LockFile>(new LockFile(path));
        // Between reading and removing, another may have replaced the stale file: the check runs again.
        if (!living_owner(path)) unlink(path.c_str());
    }
    if (const auto owner = living_owner(path)) return base::fail(busy(device, describe_process(*owner)));
    return nullptr;
}

LockFile::~LockFile() { unlink(path_.c_str()); }

base::Result<void> lock_descriptor(int fd, const fs::path& device) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return {};
    return base::fail(busy_error(device));
}

}  // namespace gsmcfg::link
