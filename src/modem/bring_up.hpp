// From a modem that answers AT to one that sends and receives.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/modem_info.hpp"
#include "modem/store_setup.hpp"

namespace gsmcfg::modem {

// What the other parts need to know about the line.
struct LineState {
    ModemInfo info;
    StoreSetup stores;
    bool gives_reasons = false;  // AT+CMEE was taken: errors come with a number or in words
    bool needs_cnma = false;     // TS 27.005 §3.4.4: +CDS and +CMT must be acknowledged
};

// The order and the fallbacks are those that real modems need. Nothing waits unless something was refused.
// Errors: refused with the next step, timeout, stopped, port_lost; `state.info` then holds what was found so far.
// `pin_tried`: as make_sim_ready().
[[nodiscard]] base::Result<void> bring_up(Dialogue& dialogue, const ModemOptions& options, bool& pin_tried, LineState& state,
                                          base::StopToken stop);
// Its first part: settings of the dialogue, identification. Same errors.
[[nodiscard]] base::Result<void> bring_up_dialogue(Dialogue& dialogue, const ModemOptions& options, LineState& state,
                                                   base::StopToken stop);

}  // namespace gsmcfg::modem
