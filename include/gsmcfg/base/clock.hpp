// The only source of time. Tests replace it by a virtual one.
#pragma once

#include "gsmcfg/base/stop.hpp"

#include <chrono>

namespace gsmcfg::base {

// Deadlines: never jumps.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
// What is stored and shown: UTC, in milliseconds.
using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual MonoTime now() const = 0;
    // What the rest of the world counts: as now(), but it goes on while this machine sleeps. Not for wait_until().
    [[nodiscard]] virtual MonoTime now_with_sleep() const { return now(); }
    [[nodiscard]] virtual UtcTime utc() const = 0;
    // Returns at the deadline or as soon as a stop is requested. For waits that have no link to read from.
    virtual void wait_until(MonoTime deadline, StopToken stop) = 0;
};

// The machine's clocks. Stateless; safe from any thread.
class SystemClock final : public Clock {
public:
    [[nodiscard]] MonoTime now() const override;
    [[nodiscard]] MonoTime now_with_sleep() const override;
    [[nodiscard]] UtcTime utc() const override;
    void wait_until(MonoTime deadline, StopToken stop) override;
};

}  // namespace gsmcfg::base
