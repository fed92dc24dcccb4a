// The signals of a service.
#pragma once

#include "gsmcfg/base/stop.hpp"

namespace gsmcfg::cli {

// The first SIGTERM or SIGINT asks to stop, the second ends the program at once; SIGHUP asks for a reload. One object at a time.
class ServiceSignals {
public:
    ServiceSignals();
    ~ServiceSignals();
    ServiceSignals(const ServiceSignals&) = delete;
    ServiceSignals& operator=(const ServiceSignals&) = delete;

    [[nodiscard]] base::StopToken token() const { return base::StopToken(stop_); }
    // True once after each SIGHUP.
    [[nodiscard]] bool take_reload();

private:
    base::StopSource stop_;
};

}  // namespace gsmcfg::cli
