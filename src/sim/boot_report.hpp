// What a meter has made of a Master SIM, in words.
#pragma once

#include "gsmcfg/sim/fleet.hpp"
#include "gsmcfg/sim/meter_boot.hpp"
#include "gsmcfg/sim/sim_card.hpp"

#include <string>
#include <string_view>

namespace gsmcfg::sim {

// The settings of the SIM are the meter's, and it has come to rest.
[[nodiscard]] bool in_force(const MeterBoot& boot);
// Lines for a person; passwords are masked.
[[nodiscard]] std::string describe(const MeterBoot& boot, std::string_view phone, const SimCard& card, const Settings& applied);

}  // namespace gsmcfg::sim
