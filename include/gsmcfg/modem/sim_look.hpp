// Which SIM is in a modem now, and what it needs.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_info.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace gsmcfg::modem {

struct SimLook {
    std::string state;      // "READY", "SIM PIN", …: TS 27.007 §8.3; after a refusal its words
    bool ready = false;     // it can be read and written
    bool absent = false;    // there is none
    bool asks_pin = false;  // for PIN1
    std::string iccid;      // empty if it can't be read
};

// Waits at most `patience` for a SIM that is busy. Errors: timeout, stopped, port_lost; a refusal is part of the look.
[[nodiscard]] base::Result<SimLook> look_at_sim(Dialogue& dialogue, const ModemInfo& modem, std::chrono::seconds patience,
                                                base::StopToken stop);

// EF_ICCID (2FE2, TS 51.011 §10.1.1) as the card gives it now, by AT+CRSM: its ten octets as upper-case hexadecimal digits. Empty
// if the modem or the card does not tell. The same errors.
[[nodiscard]] base::Result<std::string> read_iccid_file(Dialogue& dialogue, base::StopToken stop);

// What only a SIM that is ready tells; what it does not tell is empty.
struct SimDetails {
    std::string imsi;
    std::string number;  // its own, as AT+CNUM gives it
    std::string smsc;    // "+99900000000"
};
// Same errors.
[[nodiscard]] base::Result<SimDetails> read_sim_details(Dialogue& dialogue, base::StopToken stop);

}  // namespace gsmcfg::modem
