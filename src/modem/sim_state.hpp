// The SIM: there, unlocked and awake.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/modem_info.hpp"

namespace gsmcfg::modem {

// Full functionality (AT+CFUN), then the SIM ready (AT+CPIN), waiting while it is busy. A PIN is entered once, and not if the
// SIM says that it has only one attempt left. `pin_tried` is set when a PIN was entered and not accepted: it is never entered
// again. Errors: refused with the next step, timeout (it stays busy too), stopped, port_lost.
// The value is whether the modem has changed state, so that settings made before may be lost.
[[nodiscard]] base::Result<bool> make_sim_ready(Dialogue& dialogue, const ModemOptions& options, const ModemInfo& info,
                                                bool& pin_tried, base::StopToken stop);

}  // namespace gsmcfg::modem
