// A stream of bytes to a modem, and the one place where the program waits for it.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/stop.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::link {

// Used by one thread. The deadline is absolute: bytes that arrive never extend it.
class ByteLink {
public:
    virtual ~ByteLink() = default;

    // Waits for at least one byte and returns how many were read (1 … buffer.size()).
    // Errors: timeout at the deadline, stopped, port_lost (hang-up, end of file or an error of the device).
    // Bytes that are there are returned even when the deadline has passed: a deadline of now() polls.
    [[nodiscard]] virtual base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                              base::StopToken stop) = 0;
    // Writes all of it. Errors: timeout, port_lost. Not interruptible: half a command is worse than a late one.
    [[nodiscard]] virtual base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) = 0;
    // The clock that the deadlines are read on.
    [[nodiscard]] virtual base::Clock& clock() = 0;
    // "/dev/ttyUSB0", "tcp://host:port": for messages.
    [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace gsmcfg::link
