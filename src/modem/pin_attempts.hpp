// How many PIN attempts a SIM still allows.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"

#include <optional>

namespace gsmcfg::modem {

// PIN1 attempts left, 0 to 3; nothing if the modem has no way to tell that is known here. TS 27.007 §8.65 (+CPINR) and what
// the makers have instead. Errors: timeout, stopped, port_lost.
[[nodiscard]] base::Result<std::optional<int>> read_pin_attempts(Dialogue& dialogue, const ModemOptions& options,
                                                                 base::StopToken stop);

}  // namespace gsmcfg::modem
