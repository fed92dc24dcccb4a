// How a command ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::at {

struct FinalResult {
    enum class Kind {
        ok,
        error,          // ERROR: no reason given
        cms_error,      // +CMS ERROR, TS 27.005 §3.2.5
        cme_error,      // +CME ERROR, TS 27.007 §9.2
        not_supported,  // COMMAND NOT SUPPORT
        modem_error,    // MODEM ERROR: n
        no_carrier,     // NO CARRIER, BUSY, NO ANSWER, NO DIALTONE: ends a call, never a plain command
    } kind{};
    std::optional<int> code;  // the number; of a text if it is a known one ("SIM not inserted" → 10)
    std::string text;         // the line as it came

    [[nodiscard]] bool ok() const noexcept { return kind == Kind::ok; }
};

// `numeric`: ATV0 may still be in force (V.250 §6.3.6): a line "0" is OK, "4" is ERROR, "3" and "6"–"8" end a call.
[[nodiscard]] std::optional<FinalResult> parse_final_result(std::string_view line, bool numeric);

}  // namespace gsmcfg::at
