// The figures of a report as JSON.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/report/figures.hpp"

namespace gsmcfg::report {

// {"event":"summary","campaign":…}: counts, cost, duration, delays, lines, causes, findings, what is online.
[[nodiscard]] base::Json summary_json(const Subject& subject, const Figures& figures, base::UtcTime now);

}  // namespace gsmcfg::report
