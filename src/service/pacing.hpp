// How fast a line may send, and how many meters it may have open at once. Pure.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/store/database.hpp"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace gsmcfg::service {

// Spaces messages evenly: with 10 a minute one every 6 seconds.
class Pace {
public:
    // 0 or nothing: as fast as the modem can.
    explicit Pace(std::optional<double> per_minute) : per_minute_(per_minute) {}
    void sent(base::UtcTime now);
    void set_rate(std::optional<double> per_minute) { per_minute_ = per_minute; }
    // Nothing goes before this.
    [[nodiscard]] base::UtcTime next() const { return next_; }
    void pause_until(base::UtcTime until);
    // The clock was set by that much.
    void shift(std::chrono::milliseconds jump) { next_ += jump; }

private:
    std::optional<double> per_minute_;
    base::UtcTime next_{};
};

// The meters a line has begun and not finished. A meter is finished before more are begun than the modem can serve: as many
// as it has places for their replies. Meters that have kept silent for a minute no longer count, but for an outer limit.
class OpenMeters {
public:
    explicit OpenMeters(std::size_t limit) : limit_(limit) {}
    void set_limit(std::size_t limit) { limit_ = limit; }
    void touch(store::Id target, base::UtcTime now) { last_touch_[target] = now; }
    void closed(store::Id target) { last_touch_.erase(target); }
    // Those that others have closed, or taken over, are not this line's any more.
    void keep(const std::unordered_set<store::Id>& open) {
        std::erase_if(last_touch_, [&](const auto& entry) { return !open.contains(entry.first); });
    }
    void shift(std::chrono::milliseconds jump) {
        for (auto& [target, touched] : last_touch_) touched += jump;
    }
    [[nodiscard]] bool room(base::UtcTime now) const;
    // When silence will make room; nothing if there is room, or only an answer can make some.
    [[nodiscard]] std::optional<base::UtcTime> next_room(base::UtcTime now) const;

private:
    [[nodiscard]] std::size_t active(base::UtcTime now) const;
    std::size_t limit_;
    std::unordered_map<store::Id, base::UtcTime> last_touch_;
};

}  // namespace gsmcfg::service
