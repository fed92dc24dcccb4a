#include "daily_allowance.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::service {
namespace {

// One more commit for so many SMS. A process that dies has counted at most as many as sent that were not.
constexpr std::int64_t block = 64;

}  // namespace

void DailyAllowance::set_sim(const std::string& sim) {
    if (sim == sim_) return;
    leave();
    sim_ = sim;
}

void DailyAllowance::prepare(std::int64_t count, base::UtcTime now) {
    if (!counter_ || sim_.empty()) {
        granted_ = std::max(granted_, count);
        return;
    }
    if (const auto day = zone_.day(now); day != day_) {
        leave();
        day_ = day;
        sent_ = counter_->sent(sim_, day_);
    }
    if (granted_ >= count) return;
    const auto wanted = cap_ ? count - granted_ : std::max(block, count);
    if (counter_->take(sim_, day_, wanted, cap_)) granted_ += wanted;
    sent_ = counter_->sent(sim_, day_);
}

std::optional<std::int64_t> DailyAllowance::left() const {
    if (!cap_) return std::nullopt;
    // A card that can't be told from others can't be held to a cap.
    if (!counter_ || sim_.empty()) return 0;
    return std::max<std::int64_t>(0, *cap_ - sent_) + granted_;
}

void DailyAllowance::leave() {
    const auto unused = std::exchange(granted_, 0);
    const auto day = std::exchange(day_, {});
    if (counter_ && unused > 0 && !day.empty()) counter_->give_back(sim_, day, unused);
}

}  // namespace gsmcfg::service
