// Opens whatever a modem may be behind: a serial port, a pseudo-terminal, a TCP serial server.
#pragma once

#include "gsmcfg/link/byte_link.hpp"

#include <memory>
#include <string>

namespace gsmcfg::link {

struct LinkSettings {
    int baud = 115200;  // real serial ports only
};

// `device`: "tcp://host:port" (an IPv6 address in brackets) or a path; symbolic links are followed.
// The port is locked against other programs (/run/lock/LCK..name, flock, TIOCEXCL) until the link is destroyed.
// Errors: port_busy (says who holds it), not_found (lists the ports that exist), permission, timeout, stopped,
// invalid_argument, io.
[[nodiscard]] base::Result<std::unique_ptr<ByteLink>> open_link(const std::string& device, const LinkSettings& settings,
                                                                base::MonoTime deadline, base::StopToken stop = {});

}  // namespace gsmcfg::link
