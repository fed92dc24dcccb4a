// The lock of a SIM by its PIN: asked for, and taken off.
#pragma once

#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"

namespace gsmcfg::modem {

enum class PinLock { off, on, unknown };

// AT+CLCK="SC",2 (TS 27.007 §7.4). Errors: timeout, stopped, port_lost; a modem that does not tell is `unknown`.
[[nodiscard]] base::Result<PinLock> read_pin_lock(Dialogue& dialogue, base::StopToken stop);

// Afterwards the SIM no longer asks for a PIN. The PIN is given to the SIM once; if the SIM asks for it, it is entered first
// (AT+CPIN), and AT+CLCK="SC",0 follows only when that was accepted. Not done when the SIM has only one attempt left.
// options.pin_refused is called when the SIM did not take it or did not answer, options.pin_accepted when it did.
// Errors: refused with the next step, not_ready (busy: the PIN was not looked at), timeout, stopped, port_lost.
[[nodiscard]] base::Result<void> take_off_pin_lock(Dialogue& dialogue, const ModemOptions& options, const std::string& iccid,
                                                   bool asks_pin, const base::Secret& pin, base::StopToken stop);

}  // namespace gsmcfg::modem
