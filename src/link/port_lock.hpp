// Locks that other programs (minicom, gammu, smstools, pppd) respect too.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace gsmcfg::link {

// The error of a device that somebody else has; names the holder if it can be seen.
[[nodiscard]] base::Error busy_error(const std::filesystem::path& device);

// Who the device's lock file names, if that process is alive; else empty.
[[nodiscard]] std::string lock_file_holder(const std::filesystem::path& device,
                                           const std::filesystem::path& folder = "/run/lock");

// A lock file as of the Filesystem Hierarchy Standard §5.9: ten characters of process id, then a line end.
// A file of a process that is gone is replaced. Removed by the destructor.
class LockFile {
public:
    // Null if the folder can't be written to: then only flock() and TIOCEXCL protect the port.
    // Errors: port_busy, with the holder.
    [[nodiscard]] static base::Result<std::unique_ptr<LockFile>> acquire(const std::filesystem::path& device,
                                                                         const std::filesystem::path& folder = "/run/lock");
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

private:
    explicit LockFile(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

// flock() on the open device: two of our own processes exclude each other, also on a pseudo-terminal. Errors: port_busy.
[[nodiscard]] base::Result<void> lock_descriptor(int fd, const std::filesystem::path& device);

}  // namespace gsmcfg::link
