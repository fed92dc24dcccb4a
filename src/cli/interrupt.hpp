// SIGINT, SIGTERM and SIGHUP (a closed terminal) as a stop request.
#pragma once

#include "gsmcfg/base/stop.hpp"

namespace gsmcfg::cli {

// The first signal asks to stop; a second one of SIGINT ends the program at once. One object at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] base::StopToken token() const { return base::StopToken(source_); }
    [[nodiscard]] bool requested() const { return source_.requested(); }

private:
    base::StopSource source_;
};

}  // namespace gsmcfg::cli
