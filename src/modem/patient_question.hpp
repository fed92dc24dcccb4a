// A command that a SIM which has just woken may not be ready for.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"

namespace gsmcfg::modem {

// As Dialogue::run_optional(), but asked again every second while the answer is that the SIM or the modem is busy, at most
// until `deadline`. The last answer is returned. Errors: as run_optional().
[[nodiscard]] base::Result<Answer> run_patiently(Dialogue& dialogue, const at::Command& command, std::chrono::nanoseconds timeout,
                                                 base::MonoTime deadline, base::StopToken stop);

}  // namespace gsmcfg::modem
