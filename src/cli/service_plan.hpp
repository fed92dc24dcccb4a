// What the configuration makes of a service: its modems, passwords and limits.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/service/service.hpp"
#include "gsmcfg/store/server_clock.hpp"

#include <memory>
#include <string>

namespace gsmcfg::cli {

// Passwords that can't be read are named in the log and left out. Without a modem in the configuration or on the line it has
// none. Failure: exit 2 (a faulty configuration, a PIN file, a --modem that can't be meant).
[[nodiscard]] Outcome<service::ServicePlan> service_plan_of(const std::shared_ptr<Invocation>& invocation,
                                                            const std::string& database_url, store::ServerClock& clock);

}  // namespace gsmcfg::cli
