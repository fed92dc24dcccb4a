#include "service_attendants.hpp"

#include "version.hpp"

#include "gsmcfg/config/effective_text.hpp"
#include "gsmcfg/service/hooks.hpp"
#include "gsmcfg/service/metrics.hpp"

namespace gsmcfg::cli {

void add_attendants(service::ServicePlan& plan, const config::Configuration& configuration,
                    const std::optional<std::string>& metrics_file, const std::string& database_url, base::Clock& clock) {
    config::Configuration only;
    only.hooks = configuration.hooks;
    only.metrics = configuration.metrics;
    if (metrics_file) only.metrics.file = *metrics_file;
    only.alarm = configuration.alarm;
    plan.attendants_fingerprint = config::effective_text(only) + plan.credential_fingerprint;
    plan.attendants = [only, database_url, host = plan.presence.host, credentials = plan.credentials, &clock] {
        const std::string program_version(version);
        std::vector<std::unique_ptr<service::Attendant>> attendants;
        attendants.push_back(
            service::make_hook_attendant({database_url, only.hooks, only.alarm, *credentials, program_version, host}, clock));
        attendants.push_back(service::make_metrics_attendant({database_url, only.metrics, program_version}, clock));
        return attendants;
    };
}

}  // namespace gsmcfg::cli
