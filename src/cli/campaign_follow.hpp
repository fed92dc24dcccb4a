// Looking on while another process carries a campaign out.
#pragma once

#include "interrupt.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/service/supervisor.hpp"
#include "gsmcfg/store/database.hpp"

#include <functional>

namespace gsmcfg::cli {

struct Followed {
    service::Progress progress;
    bool goes_on = false;  // interrupted, and the campaign is not
};

// Until nobody is at work on the campaign any more, or an interrupt. A service that is started again within some seconds is
// waited for. `tick` is given every change, and draws.
[[nodiscard]] Followed follow_campaign(store::Database& database, store::Id campaign, base::Clock& clock,
                                       const Interrupt& interrupt, const std::function<void(const service::Progress&)>& tick);

}  // namespace gsmcfg::cli
