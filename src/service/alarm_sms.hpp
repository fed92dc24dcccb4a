// The SMS that tells a person that a modem is down.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/config/hook.hpp"
#include "gsmcfg/store/outages.hpp"

#include <chrono>
#include <string>

namespace gsmcfg::service {

// One SMS in the GSM 7-bit alphabet without its extension; what is not ASCII, and braces, become other characters.
[[nodiscard]] std::string alarm_text(const std::string& host, const store::Outage& outage);

// Used by the connection's thread; all that it is given outlives it.
class AlarmSms {
public:
    // A modem that comes and goes is told of once in that time.
    static constexpr std::chrono::hours least_gap{1};

    AlarmSms(store::Database& database, const config::Alarm& alarm, std::string program_version)
        : database_(database), alarm_(alarm), program_version_(std::move(program_version)) {}

    // An outage of that modem is to be told of, and has not been.
    [[nodiscard]] bool is_due(const store::Outage& outage, base::UtcTime now);
    // Makes a campaign of one SMS, which the service's workers send like any other. At most one for each outage, also if this
    // process dies meanwhile. Throws DatabaseError.
    void send(const store::Outage& outage, base::UtcTime now);

private:
    store::Database& database_;
    const config::Alarm& alarm_;
    std::string program_version_;
};

}  // namespace gsmcfg::service
