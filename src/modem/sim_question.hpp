// AT+CPIN?, TS 27.007 §8.3.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"

#include <chrono>
#include <string>

namespace gsmcfg::modem {

struct SimAnswer {
    std::string state;  // "READY", "SIM PIN", …: the text after +CPIN:, without quotes; empty after a refusal
    at::FinalResult final{};

    [[nodiscard]] bool ready() const noexcept { return final.ok() && state == "READY"; }
};

// Some modems never send the final OK: it counts as given three seconds after the answer, since a later one would be taken for
// that of the next command. An OK alone is READY. Errors: timeout, stopped, port_lost.
[[nodiscard]] base::Result<SimAnswer> ask_sim(Dialogue& dialogue, std::chrono::nanoseconds timeout, base::StopToken stop);

}  // namespace gsmcfg::modem
