// Time that only moves when somebody waits.
#pragma once

#include "gsmcfg/base/clock.hpp"

#include <chrono>

namespace gsmcfg::test {

// One thread. Begins an hour after the epoch of the monotonic clock, at 2026-03-01 09:00 UTC: the simulated world's
// default start, so that both tell the same time.
class VirtualClock final : public base::Clock {
public:
    static constexpr base::MonoTime start{std::chrono::hours(1)};
    static constexpr base::UtcTime start_utc{std::chrono::milliseconds(1'772'355'600'000)};

    [[nodiscard]] base::MonoTime now() const override { return now_; }
    [[nodiscard]] base::UtcTime utc() const override;
    // Moves the time to the deadline, unless a stop is requested already.
    void wait_until(base::MonoTime deadline, base::StopToken stop) override;

    // Never goes back.
    void advance_to(base::MonoTime time);
    void advance(std::chrono::nanoseconds period) { advance_to(now_ + period); }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;

private:
    base::MonoTime now_ = start;
};

}  // namespace gsmcfg::test
