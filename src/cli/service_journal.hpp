// The log of a service in the journal of systemd, with fields to look for.
#pragma once

namespace gsmcfg::cli {

// From here on lines go to the journal itself, if standard error does and its socket is there: journalctl GSMCFG_MODEM=north.
// Else they stay on standard error.
void write_to_journal();

}  // namespace gsmcfg::cli
