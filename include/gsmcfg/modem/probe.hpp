// Asks a port whether a modem answers there, and whether it can do SMS. Changes nothing that outlives the question.
#pragma once

#include "gsmcfg/link/byte_link.hpp"
#include "gsmcfg/link/port_info.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gsmcfg::modem {

enum class PortAnswer {
    sms,      // it takes the commands of TS 27.005
    at_only,  // it answers AT, but no SMS command: a modem's port for data, positions or diagnosis
    silent,   // nothing that can be understood, at any speed
};

struct ProbeResult {
    PortAnswer answer = PortAnswer::silent;
    int baud = 0;  // at which it answered; 0 if silent
    // Empty if not told.
    std::string make;
    std::string model;
    std::string imei;                      // digits only
    std::unique_ptr<link::ByteLink> link;  // still open, unless silent
};

using SpeedOpener = std::function<base::Result<std::unique_ptr<link::ByteLink>>(int baud, base::StopToken stop)>;

// In this order. A USB modem takes any speed: one is enough. `first` (0: none) goes before the others.
[[nodiscard]] std::vector<int> probe_speeds(const link::PortInfo& port, int first = 0);

// Opens the port at each speed until something answers: at most 2 s a speed, and 8 s for the answers of a modem.
// Errors: those of the opener, stopped, port_lost.
[[nodiscard]] base::Result<ProbeResult> probe_port(const SpeedOpener& opener, std::span<const int> speeds, base::StopToken stop);

}  // namespace gsmcfg::modem
