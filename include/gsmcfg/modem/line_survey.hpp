// All that a line can tell in whatever state it is: for a person who looks for the fault.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/message_storage.hpp"
#include "gsmcfg/modem/modem_info.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::modem {

struct LineSurvey {
    ModemInfo info;
    std::string sim;                  // "READY", "SIM PIN", …: TS 27.007 §8.3; else the refusal in words
    std::vector<StoreStatus> stores;  // empty if they can't be read
    std::string stores_problem;       // why not

    [[nodiscard]] bool sim_ready() const noexcept { return sim == "READY"; }
};

// SIM and stores, beside what is known of a line that has been brought up. Nothing waits but for a busy SIM.
// Errors: timeout, stopped, port_lost; refusals are part of the survey.
[[nodiscard]] base::Result<LineSurvey> survey_ready_line(Dialogue& dialogue, ModemInfo known, base::StopToken stop);
// The same for one that has only been identified: SIM identity, SMSC, registration, signal and operator are asked for too.
[[nodiscard]] base::Result<LineSurvey> survey_line(Dialogue& dialogue, ModemInfo identified, base::StopToken stop);

// AT+CIMI: digits; empty if the SIM does not tell. Errors: timeout, stopped, port_lost.
[[nodiscard]] base::Result<std::string> read_imsi(Dialogue& dialogue, base::StopToken stop);
// AT+CNUM, TS 27.007 §7.1: the first number, "+…" if it is an international one. Absent if the SIM has none.
[[nodiscard]] base::Result<std::optional<std::string>> read_own_number(Dialogue& dialogue, base::StopToken stop);

// <stat> of +CREG: registered for SMS, at home or roaming, also "SMS only" (6, 7) and without CSFB preference (9, 10).
[[nodiscard]] bool is_registered(int state);
// What a person should do about <stat> of +CREG (TS 27.007 §7.2); empty where all is well.
[[nodiscard]] std::string_view registration_advice(int state);

}  // namespace gsmcfg::modem
