// One start of a module with a SIM in it.
#pragma once

#include "gsmcfg/sim/meter_boot.hpp"
#include "gsmcfg/sim/sim_card.hpp"
#include "sim/meter.hpp"

#include <string>
#include <vector>

namespace gsmcfg::sim {

struct Startup {
    MeterBoot::Result result = MeterBoot::Result::empty;
    std::vector<RecordVerdict> records;
    std::string problem;
    Settings settings;      // stored from now on
    bool restarts = false;  // MODE is among them: the module starts once more
};

// Changes neither. The settings are taken if and only if every record in use is a received SMS-DELIVER with a setting command
// that the meter would accept by SMS. The manual does not say whether MODE on the SIM restarts the module at each start: it does
// with Behaviour::sim_loop, else only when the records change something.
[[nodiscard]] Startup read_settings(const SimMeter& meter, const SimCard& card);

// The received messages on the card become free places; how many they were.
std::size_t erase_received(SimCard& card);

}  // namespace gsmcfg::sim
