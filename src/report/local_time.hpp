// Times on paper: this machine's zone, with its offset.
#pragma once

#include "gsmcfg/base/clock.hpp"

#include <chrono>
#include <string>

namespace gsmcfg::report {

// "2026-11-21T12:00:05+03:00" (ISO 8601)
[[nodiscard]] std::string iso_local(base::UtcTime time);
// "2026-11-21 12:00:05 +03:00"
[[nodiscard]] std::string shown_time(base::UtcTime time);
// "12:05", or with the day "21 Nov 12:05", or with seconds "12:00:05": enough to tell stretches of that width apart.
[[nodiscard]] std::string tick(base::UtcTime time, std::chrono::milliseconds width, bool with_day);
// "0.3 s", "32 s", "3 min 32 s", "1 h 2 min", "3 d 4 h"
[[nodiscard]] std::string shown_duration(std::chrono::milliseconds duration);

}  // namespace gsmcfg::report
