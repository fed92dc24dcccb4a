#include "support/virtual_clock.hpp"

#include <algorithm>

namespace gsmcfg::test {

base::UtcTime VirtualClock::utc() const { return start_utc + elapsed(); }

void VirtualClock::wait_until(base::MonoTime deadline, base::StopToken stop) {
    if (!stop.requested()) advance_to(deadline);
}

void VirtualClock::advance_to(base::MonoTime time) { now_ = std::max(now_, time); }

std::chrono::milliseconds VirtualClock::elapsed() const { return std::chrono::floor<std::chrono::milliseconds>(now_ - start); }

}  // namespace gsmcfg::test
