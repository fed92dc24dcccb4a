// Which hooks an event is for.
#pragma once

#include "gsmcfg/config/hook.hpp"

#include <string>

namespace gsmcfg::service {

// What rules look at; what an event lacks is empty.
struct EventFacts {
    config::HookEvent event{};
    std::string phone;       // E.164
    std::string originator;  // of a received message, as the network gave it
    std::string text;        // of a received message, without secrets
    std::string outcome;     // of a meter or a campaign
};

// Pure. A campaign that is held is only for hooks whose outcomes name that.
[[nodiscard]] bool fits(const config::Hook& hook, const EventFacts& facts);

}  // namespace gsmcfg::service
