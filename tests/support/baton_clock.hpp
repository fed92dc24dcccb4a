// Virtual time for several threads: exactly one runs at a time, and the same order every time.
#pragma once

#include "gsmcfg/base/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace gsmcfg::test {

// A thread takes part from its first call on and leaves when it ends. Whoever waits hands the baton to the participant with the
// earliest deadline (of equals, who has waited longest), and the time moves there. A stop that was requested is seen when
// somebody waits. Whatever the participants share between their calls needs no lock.
class BatonClock final : public base::Clock {
public:
    BatonClock();
    ~BatonClock() override;

    [[nodiscard]] base::MonoTime now() const override;
    [[nodiscard]] base::UtcTime utc() const override;
    void wait_until(base::MonoTime deadline, base::StopToken stop) override;
    void advance(std::chrono::nanoseconds period) { wait_until(now() + period, {}); }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    // Sets the calendar clock forward or back; now() and what is waited for are as before.
    void set_by(std::chrono::milliseconds jump) { jump_ += jump.count(); }

    class State;

private:
    std::shared_ptr<State> state_;
    std::atomic<std::int64_t> jump_{0};
};

}  // namespace gsmcfg::test
