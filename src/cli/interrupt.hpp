// SIGINT, SIGTERM and SIGHUP (a closed terminal) as a stop request.
#pragma once

#include "gsmcfg/base/stop.hpp"

#include <string_view>

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
    // What the first Ctrl-C tells besides: how to go on if the second one ends the program.
    void tell_besides(std::string_view words) const;

private:
    base::StopSource source_;
};

}  // namespace gsmcfg::cli
