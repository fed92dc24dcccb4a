// The ways by which a message can get onto a SIM as a received one.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <array>
#include <string_view>

namespace gsmcfg::master_sim {

enum class Way {
    cmgw,       // AT+CMGW of an SMS-DELIVER, TS 27.005 §4.4
    crsm,       // AT+CRSM: UPDATE RECORD, TS 27.007 §8.18
    self_send,  // sent to the SIM's own number
};
inline constexpr std::array ways{Way::cmgw, Way::crsm, Way::self_send};

// "cmgw", "crsm", "self-send"
[[nodiscard]] std::string_view name(Way way);
// Errors: invalid_argument with those that there are.
[[nodiscard]] base::Result<Way> parse_way(std::string_view text);

}  // namespace gsmcfg::master_sim
