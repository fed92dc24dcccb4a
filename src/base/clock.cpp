#include "gsmcfg/base/clock.hpp"

#include <poll.h>

#include <algorithm>
#include <ctime>

namespace gsmcfg::base {

MonoTime SystemClock::now() const { return std::chrono::steady_clock::now(); }

MonoTime SystemClock::now_with_sleep() const {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return MonoTime(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

UtcTime SystemClock::utc() const {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

void SystemClock::wait_until(MonoTime deadline, StopToken stop) {
    for (;;) {
        const auto left = deadline - now();
        if (left <= std::chrono::nanoseconds::zero()) return;
        const auto wait = std::min<std::chrono::nanoseconds>(left, std::chrono::hours(1));
        const timespec time{static_cast<time_t>(wait.count() / 1'000'000'000), static_cast<long>(wait.count() % 1'000'000'000)};
        pollfd entry{stop.fd(), POLLIN, 0};
        if (ppoll(&entry, 1, &time, nullptr) > 0) return;
    }
}

}  // namespace gsmcfg::base
