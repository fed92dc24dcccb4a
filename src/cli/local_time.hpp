// Times for people and for JSON.
#pragma once

#include "gsmcfg/base/clock.hpp"

#include <string>

namespace gsmcfg::cli {

// "2026-03-01 12:00:05 +0300": the machine's zone.
[[nodiscard]] std::string local_time(base::UtcTime time);
// "2026-03-01T09:00:05.123Z" (ISO 8601)
[[nodiscard]] std::string iso_time(base::UtcTime time);

}  // namespace gsmcfg::cli
