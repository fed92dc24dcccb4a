// The modems of a command: here, and only here, the service's channels meet AT modems.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/service/supervisor.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

struct ModemChoice {
    std::string name;    // as the user calls it
    std::string device;  // a path, tcp://host:port, or what modem::Selector takes
    int baud = 115200;
    std::optional<double> sms_per_minute;
    std::optional<std::string> pin_file;
    std::vector<std::string> power_cycle;  // program and arguments; empty: none
};

// What a command is after.
enum class Purpose {
    work,  // sending and receiving: a modem that does not work is cured
    look,  // its state: it is left as it is, and not waited for long
};

// Those that --modem names (a name of the configuration, auto, imei:…, usb:…, a path, tcp://host:port), else all of the
// configuration.
// Failure: exit 3 if there is none, with the ports of this machine; exit 2 for a word that is neither.
[[nodiscard]] Outcome<std::vector<ModemChoice>> chosen_modems(Invocation& invocation);

// Not opened yet; auto, imei: and usb: are looked up at each opening. With --trace the dialogue is written to the file.
// Failure: exit 2 (trace file, PIN file).
[[nodiscard]] Outcome<std::vector<std::unique_ptr<modem::ModemChannel>>> make_channels(Invocation& invocation,
                                                                                       const std::vector<ModemChoice>& choices,
                                                                                       base::Clock& clock, Purpose purpose);
// Opened, ready to send. Modems that don't come up are named on standard error and come last, not opened: they may join later.
// Failure if none comes up: exit 3; exit 75 if other gsmcfg hold them all.
[[nodiscard]] Outcome<std::vector<service::Line>> open_lines(Invocation& invocation, const std::vector<ModemChoice>& choices,
                                                             base::Clock& clock, base::StopToken stop);

}  // namespace gsmcfg::cli
