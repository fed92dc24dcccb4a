// A disk for SQLite that loses its power: what was not synced is gone, or is there in part, in no order.
#pragma once

#include "support/disk_layer.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>

namespace gsmcfg::test {

class PowerCutDisk final : public DiskLayer {
public:
    // What a disk writes as a whole; a page of SQLite is several.
    static constexpr std::int64_t sector = 512;

    // The power goes before the n-th operation that changes something (1 = the next; 0 = not any more) and `at_the_cut` is
    // called; from then on every operation fails until restore().
    void cut_before(std::int64_t nth, std::function<void()> at_the_cut);
    // The power goes now. For events that are none of the disk's.
    void cut();
    [[nodiscard]] bool is_cut() const;
    // Sectors that the last cut threw away.
    [[nodiscard]] std::int64_t lost_sectors() const;

    // Power again, with all connections closed: the files become what had been synced, and of each sector that was written since
    // `seed` decides whether it had arrived.
    void restore(std::uint64_t seed);

    int before(DiskCall call, std::string_view path, std::int64_t at, std::int64_t size) override;
    void after(DiskCall call, std::string_view path, std::int64_t at, std::int64_t size) override;

private:
    struct File {
        std::string synced;              // as it is on the plates
        std::set<std::int64_t> written;  // sectors since then
    };
    void sync(const std::string& path, File& file);
    void go_dark();

    mutable std::mutex mutex_;
    std::map<std::string, File, std::less<>> files_;
    std::function<void()> at_the_cut_;
    std::int64_t left_ = 0;  // operations until the cut; 0: none is ordered
    bool cut_ = false;
    std::int64_t lost_ = 0;
};

}  // namespace gsmcfg::test
