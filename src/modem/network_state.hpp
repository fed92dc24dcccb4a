// The network: the SMSC's number, registration, signal, operator.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/line_survey.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/modem_info.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::modem {

// AT+CSCA?: the number from the answer, also where it is UCS2 in hex or lacks its "+". Empty if there is none.
[[nodiscard]] std::string parse_smsc(std::string_view parameters);
// <stat> of an answer to AT+CREG? or of the unsolicited line (TS 27.007 §7.2); absent if it can't be told.
[[nodiscard]] std::optional<int> parse_registration(std::string_view parameters);
[[nodiscard]] std::string_view registration_words(int state);

// Errors: refused with the next step (no SMSC), timeout, stopped, port_lost.
[[nodiscard]] base::Result<void> read_smsc(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info,
                                           base::StopToken stop);
// One look; absent fields stay absent. Errors: timeout, stopped, port_lost.
[[nodiscard]] base::Result<void> read_registration(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info,
                                                   base::StopToken stop);
[[nodiscard]] base::Result<void> read_signal(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info,
                                             base::StopToken stop);
[[nodiscard]] base::Result<void> read_operator(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info,
                                               base::StopToken stop);
// Waits while the modem searches. Errors: refused with the next step, timeout, stopped, port_lost.
[[nodiscard]] base::Result<void> await_registration(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info,
                                                    base::StopToken stop);

}  // namespace gsmcfg::modem
