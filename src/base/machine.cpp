#include "gsmcfg/base/machine.hpp"

#include <sys/statvfs.h>
#include <sys/timex.h>

#include <cerrno>
#include <cstring>

namespace gsmcfg::base {

std::optional<bool> clock_is_synchronised() {
    timex state{};
    if (adjtimex(&state) < 0) return std::nullopt;
    return (static_cast<unsigned>(state.status) & STA_UNSYNC) == 0;
}

Result<DiskRoom> disk_room(const std::filesystem::path& path) {
    struct statvfs status {};
    if (statvfs(path.c_str(), &status) != 0) {
        const auto code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::not_found
                          : errno == EACCES                   ? ErrorCode::permission
                                                              : ErrorCode::io;
        return fail(code, path.string(), std::strerror(errno));
    }
    const auto block = static_cast<std::int64_t>(status.f_frsize);
    // Some file systems have no fixed number of names, and say 0.
    return DiskRoom{static_cast<std::int64_t>(status.f_bavail) * block, static_cast<std::int64_t>(status.f_blocks) * block,
                    (status.f_flag & ST_RDONLY) != 0, status.f_files == 0 || status.f_favail > 0};
}

}  // namespace gsmcfg::base
