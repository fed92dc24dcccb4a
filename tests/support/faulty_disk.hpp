// A disk for SQLite that can be filled, made read-only or broken while databases on it are open.
#pragma once

#include "disk_layer.hpp"

#include <cstdint>
#include <limits>
#include <mutex>
#include <string>

namespace gsmcfg::test {

class FaultyDisk final : public DiskLayer {
public:
    static constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();

    // Each write to files whose path has that part fails with this result code of SQLite, after so many that work; the disk is
    // well again after `times` failures.
    void fail_writes(int code, std::string part = "", std::int64_t after = 0, std::int64_t times = forever);
    void repair();
    [[nodiscard]] bool failing() const;
    // Writes that failed since the disk was made.
    [[nodiscard]] std::int64_t failures() const;

    int before(DiskCall call, std::string_view path, std::int64_t at, std::int64_t size) override;

private:
    mutable std::mutex mutex_;
    int code_ = 0;
    std::string part_;
    std::int64_t writes_left_ = 0;
    std::int64_t failures_left_ = 0;
    std::int64_t failures_ = 0;
};

// The first base of a fixture whose database is to be on such a disk.
struct OnFaultyDisk {
    FaultyDisk disk;
};

}  // namespace gsmcfg::test
