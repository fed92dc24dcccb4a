// What the machine says of its clock and its disks.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace gsmcfg::base {

// Whether the kernel takes the clock for synchronised (NTP, PTP, GPS): adjtimex(2). Nothing if it can't be asked.
[[nodiscard]] std::optional<bool> clock_is_synchronised();

struct DiskRoom {
    std::int64_t available = 0;  // octets, for this user
    std::int64_t total = 0;
    bool read_only = false;
    bool names_left = true;  // inodes
};
// Of the file system that holds `path`, which must be there. Errors: not_found, permission, io.
[[nodiscard]] Result<DiskRoom> disk_room(const std::filesystem::path& path);

}  // namespace gsmcfg::base
