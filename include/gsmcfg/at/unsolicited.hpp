// Lines that a modem sends on its own (unsolicited result codes), as a table.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::at {

enum class UnsolicitedKind {
    message_stored,  // +CMTI, TS 27.005 §3.4.1
    report_stored,   // +CDSI
    message,         // +CMT, with a PDU line
    report,          // +CDS, with a PDU line
    broadcast,       // +CBM, with a PDU line
    storage_full,
    restarted,     // the modem has just started: what was set is gone
    ready,         // the last steps of a start; also seen without one
    sim_lost,      // the SIM is gone or locked
    registration,  // +CREG, +CGREG, +CEREG
    shutting_down,
    power_warning,
    ussd,   // +CUSD
    noise,  // known, and of no interest
};

struct UnsolicitedRule {
    std::string_view start;  // the line starts with this, in either case
    UnsolicitedKind kind{};
    bool whole = false;     // the line is exactly this
    bool pdu_line = false;  // a PDU line follows
    std::string_view family;
};

[[nodiscard]] std::span<const UnsolicitedRule> unsolicited_rules();
// The first rule that fits, or null.
[[nodiscard]] const UnsolicitedRule* find_unsolicited(std::string_view line);

struct Unsolicited {
    UnsolicitedKind kind{};
    std::string text;  // the line
    std::string pdu;   // the PDU line as it came: hex if all went well
};

}  // namespace gsmcfg::at
