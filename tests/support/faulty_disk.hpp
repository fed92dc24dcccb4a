// A disk for SQLite that can be filled, made read-only or broken while databases on it are open.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace gsmcfg::test {

// While one exists, databases that are opened are on it; they must be closed before it goes. One at a time.
class FaultyDisk {
public:
    static constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();

    FaultyDisk();
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    // Each write to files whose path has that part fails with this result code of SQLite, after so many that work; the disk is
    // well again after `times` failures.
    void fail_writes(int code, std::string part = "", std::int64_t after = 0, std::int64_t times = forever);
    void repair();
    [[nodiscard]] bool failing() const;
    // Writes that failed since the disk was made.
    [[nodiscard]] std::int64_t failures() const;
};

// The first base of a fixture whose database is to be on such a disk.
struct OnFaultyDisk {
    FaultyDisk disk;
};

}  // namespace gsmcfg::test
