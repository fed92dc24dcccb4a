#include "stages.hpp"

#include <algorithm>

namespace gsmcfg::service {

Stages::Stages(const Limits& limits, std::int64_t meters) : batches_(limits.batches) {
    const auto picked = limits.canary ? std::min(limits.canary->meters, meters) : 0;
    for (std::int64_t i = 0; i < picked; ++i) canaries_.push_back((2 * i + 1) * meters / (2 * picked));
    stage_ = picked > 0 ? 1 : 0;
    auto rest = meters - picked;
    if (rest == 0) return;
    last_ = stage_;
    for (std::size_t i = 0; !batches_.empty(); i = std::min(i + 1, batches_.size() - 1)) {
        rest -= batches_[i];
        if (rest <= 0) return;
        ++last_;
    }
}

std::int64_t Stages::next() {
    const auto place = place_++;
    if (next_canary_ < canaries_.size() && canaries_[next_canary_] == place) {
        ++next_canary_;
        return 0;
    }
    if (!batches_.empty() && in_batch_ == batches_[batch_]) {
        in_batch_ = 0;
        batch_ = std::min(batch_ + 1, batches_.size() - 1);
        ++stage_;
    }
    ++in_batch_;
    return stage_;
}

std::pair<std::int64_t, std::int64_t> places_of_batch(const Limits& limits, std::int64_t meters, std::int64_t stage) {
    Stages stages(limits, meters);
    std::pair<std::int64_t, std::int64_t> range{meters, -1};
    for (std::int64_t place = 0; place < meters; ++place) {
        const auto of_place = stages.next();
        if (of_place == stage) range = {std::min(range.first, place), place};
        else if (of_place > stage) break;
    }
    return range;
}

}  // namespace gsmcfg::service
