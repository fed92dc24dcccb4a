// What a service does beside sending and receiving.
#pragma once

#include "gsmcfg/base/stop.hpp"

namespace gsmcfg::service {

// Something that runs beside the workers of a service, on its own thread and its own database connection, until stopped.
class Attendant {
public:
    virtual ~Attendant() = default;
    virtual void run(base::StopToken stop) = 0;
};

}  // namespace gsmcfg::service
