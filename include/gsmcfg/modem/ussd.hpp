// USSD: a code to the network and its answer (AT+CUSD, TS 27.007 §7.15; data coding TS 23.038 §5).
#pragma once

#include "gsmcfg/modem/dialogue.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::modem {

// How the code is written: in clear, or as packed septets in hex, which some modems insist on.
enum class UssdForm { plain, packed };

struct UssdAnswer {
    int status = 0;                   // <m>: 0 to 5, TS 27.007 §7.15
    std::string text;                 // UTF-8, control characters as they came; empty if there was none
    std::optional<std::uint8_t> dcs;  // absent if the modem gave none

    // The network has closed the dialogue with an answer, or waits for the next step: either way it has understood.
    [[nodiscard]] bool answered() const noexcept { return status == 0 || status == 1; }
};

// "no further action is needed"
[[nodiscard]] std::string_view ussd_status_words(int status);
// 1 to 160 of the characters 0-9 * # and + at the start; nothing else can leave the modem's command line.
[[nodiscard]] bool is_ussd_code(std::string_view code);
// The parameters of "+CUSD: <m>[,<str>[,<dcs>]]"; the text may hold line ends and quotes. Absent if <m> is no number.
[[nodiscard]] std::optional<UssdAnswer> parse_ussd(std::string_view parameters);
// <str> as text: clear, or hex of what the data coding says. Total.
[[nodiscard]] std::string decode_ussd_text(std::string_view text, std::optional<std::uint8_t> dcs);
// The code as packed septets in hex, with the padding of TS 23.038 §6.1.2.3.1.
[[nodiscard]] std::string pack_ussd_code(std::string_view code);

// Sends the code, and if the modem refuses it in the first form, in the other. `timeout` is for the network's answer, from
// the modem's OK on. A dialogue that the network keeps open is closed. What else the modem says meanwhile is not kept.
// Errors: invalid_argument (the code), refused with the next step, timeout, stopped, port_lost.
[[nodiscard]] base::Result<UssdAnswer> ask_ussd(Dialogue& dialogue, std::string_view code, UssdForm first,
                                                std::chrono::seconds timeout, base::StopToken stop);

}  // namespace gsmcfg::modem
