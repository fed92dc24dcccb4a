// What runs beside the modems of gsmcfg serve: hooks with the alarm, and the metrics file.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/config/configuration.hpp"
#include "gsmcfg/service/service.hpp"

#include <optional>
#include <string>

namespace gsmcfg::cli {

// Puts them into the plan, whose passwords are masked in what they tell.
// `metrics_file`: of the command line, in place of the configuration's.
void add_attendants(service::ServicePlan& plan, const config::Configuration& configuration,
                    const std::optional<std::string>& metrics_file, const std::string& database_url, base::Clock& clock);

}  // namespace gsmcfg::cli
