// Which meters of a list may begin first: a canary picked across it, then batch after batch. Pure.
#pragma once

#include "gsmcfg/service/limits.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace gsmcfg::service {

class Stages {
public:
    Stages(const Limits& limits, std::int64_t meters);
    // The stage of the meter at each place of the list; to be called for 0, 1, … in this order.
    [[nodiscard]] std::int64_t next();
    // The greatest that next() gives.
    [[nodiscard]] std::int64_t last() const { return last_; }

private:
    std::vector<std::int64_t> canaries_;  // places, ascending
    std::vector<std::int64_t> batches_;
    std::int64_t place_ = 0;
    std::size_t next_canary_ = 0;
    std::int64_t stage_ = 0;  // of the batch that is filled
    std::size_t batch_ = 0;
    std::int64_t in_batch_ = 0;
    std::int64_t last_ = 0;
};

// The first and the last place, from 0, of a batch in a list of so many meters; canaries may stand between them. `stage` is that
// of a batch.
[[nodiscard]] std::pair<std::int64_t, std::int64_t> places_of_batch(const Limits& limits, std::int64_t meters,
                                                                    std::int64_t stage);

}  // namespace gsmcfg::service
