// What a modem's channel may do for this user: PIN, cures.
#pragma once

#include "invocation.hpp"
#include "lines.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/modem/modem_channel.hpp"

namespace gsmcfg::cli {

// Reads the PIN file. A PIN that a SIM has refused is remembered in the database and not entered again before the file is
// changed. Failure: exit 2 (PIN file).
[[nodiscard]] Outcome<modem::ModemOptions> make_modem_options(Invocation& invocation, const ModemChoice& choice,
                                                              base::Clock& clock, Purpose purpose);

}  // namespace gsmcfg::cli
