// Which modem this is.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/modem_info.hpp"
#include "gsmcfg/modem/quirks.hpp"

namespace gsmcfg::modem {

// Make, model, firmware, IMEI: works without a SIM. A refusal leaves a field empty.
// The first question also shows whether question and answer are in step; if not, they are brought there.
// Errors: timeout, stopped, port_lost.
[[nodiscard]] base::Result<void> identify_modem(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info,
                                                base::StopToken stop);
// IMSI and ICCID. Same errors.
[[nodiscard]] base::Result<void> identify_sim(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                              ModemInfo& info, base::StopToken stop);

// 18 to 20 digits, or empty if the modem does not tell. The same errors.
[[nodiscard]] base::Result<std::string> read_iccid(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                                   base::StopToken stop);

}  // namespace gsmcfg::modem
