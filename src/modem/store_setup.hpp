// Where received messages are kept (AT+CPMS), and whether they are announced (AT+CNMI).
#pragma once

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/quirks.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gsmcfg::modem {

struct StoreSetup {
    std::string receiving;              // mem3, or mem1 where there is no mem3; empty if the modem names none
    std::string selected;               // mem1
    std::string others;                 // what follows mem1 when it is changed: `,"SM","SM"` or nothing
    std::vector<std::string> readable;  // stores that mem1 can be
    std::size_t used = 0;
    std::size_t total = 0;
};

// Errors: timeout, stopped, port_lost. That a modem refuses every form is no error.
[[nodiscard]] base::Result<StoreSetup> set_up_stores(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                                     base::StopToken stop);
// Asks for used and total again; what is not told stays as it was. Same errors.
[[nodiscard]] base::Result<void> read_store_counts(Dialogue& dialogue, const ModemOptions& options, StoreSetup& setup,
                                                   base::StopToken stop);
// Whether the modem will announce what it stores. Same errors.
[[nodiscard]] base::Result<bool> set_up_announcements(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                                      base::StopToken stop);

}  // namespace gsmcfg::modem
