// The radio switched off while a SIM is written, so that no message from the network lands in between.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"

#include <string>

namespace gsmcfg::modem {

// AT+CFUN, TS 27.007 §8.2. Used by one thread.
class SimRadio {
public:
    // AT+CFUN=4. A modem that refuses it, or loses the SIM with it, goes on with the radio on: warning() says so. A radio that is
    // off already is taken for one that a run before this has left so: restore() switches it on.
    // Errors: timeout, stopped, port_lost; refused or not_ready if the SIM does not come back.
    [[nodiscard]] base::Result<void> switch_off(Dialogue& dialogue, base::StopToken stop);
    // Back to what it was, on if it was off. Not to be stopped: it belongs to the end of every command. Does nothing if it was
    // not switched off.
    [[nodiscard]] base::Result<void> restore(Dialogue& dialogue);

    [[nodiscard]] bool off() const noexcept { return off_; }
    // Empty, or why the radio is still on, or that it was off before.
    [[nodiscard]] const std::string& warning() const noexcept { return warning_; }

private:
    int before_ = 1;
    bool off_ = false;
    std::string warning_;
};

}  // namespace gsmcfg::modem
