#include "pacing.hpp"

#include <algorithm>
#include <vector>

namespace gsmcfg::service {
namespace {

constexpr auto silence = std::chrono::minutes(1);
constexpr std::size_t silent_factor = 20;  // of the limit: how many silent meters may wait for their time-outs

}  // namespace

void Pace::sent(base::UtcTime now) {
    if (!per_minute_ || *per_minute_ <= 0) return;
    const auto gap = std::chrono::milliseconds(static_cast<std::int64_t>(60'000 / *per_minute_));
    next_ = std::max(next_, now) + gap;
}

void Pace::pause_until(base::UtcTime until) { next_ = std::max(next_, until); }

std::size_t OpenMeters::active(base::UtcTime now) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(last_touch_, [&](const auto& entry) { return now - entry.second < silence; }));
}

bool OpenMeters::room(base::UtcTime now) const { return last_touch_.size() < limit_ * silent_factor && active(now) < limit_; }

std::optional<base::UtcTime> OpenMeters::next_room(base::UtcTime now) const {
    if (room(now) || last_touch_.size() >= limit_ * silent_factor) return std::nullopt;
    std::vector<base::UtcTime> silent_at;
    for (const auto& [target, touched] : last_touch_)
        if (now - touched < silence) silent_at.push_back(touched + silence);
    // One less than the limit may stay active.
    const auto nth = silent_at.begin() + static_cast<std::ptrdiff_t>(silent_at.size() - limit_);
    std::ranges::nth_element(silent_at, nth);
    return *nth;
}

}  // namespace gsmcfg::service
