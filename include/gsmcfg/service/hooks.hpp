// Hooks and alarms: what a service tells programs and people of.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/config/hook.hpp"
#include "gsmcfg/service/attendant.hpp"
#include "gsmcfg/service/credentials.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gsmcfg::service {

struct HookOptions {
    std::string database_url;
    std::vector<config::Hook> hooks;
    config::Alarm alarm;
    Credentials credentials;      // only to keep them out of what is told
    std::string program_version;  // for the audit
    std::string host{};           // of the service, among those that share the database
};

// Watches the database of a service, runs the hooks' programs and sends alarms; where several hosts have any, the oldest service
// does so for all. To be run also if there are neither hooks nor an alarm: it then sees to it that no process writes events down
// for nobody, and returns. The clock outlives it; a database that fails is tried again.
[[nodiscard]] std::unique_ptr<Attendant> make_hook_attendant(HookOptions options, base::Clock& clock);

}  // namespace gsmcfg::service
