// The SIM as the modem's stores for messages, for a while.
#pragma once

#include "gsmcfg/modem/dialogue.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::modem {

// AT+CPMS, TS 27.005 §3.2.2. Used by one thread.
class SimStores {
public:
    // Read, write and delete on the SIM (mem1, mem2); with `receiving` what arrives is kept there too (mem3).
    // Errors: refused if the modem does not select it, timeout, stopped, port_lost.
    [[nodiscard]] base::Result<void> select(Dialogue& dialogue, bool receiving, base::StopToken stop);
    // As they were. Not to be stopped. Does nothing if nothing was selected.
    [[nodiscard]] base::Result<void> restore(Dialogue& dialogue);

    // "SM", or what this modem calls it. After select().
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    // Places of the SIM and how many are used, if the modem says so.
    [[nodiscard]] std::optional<std::size_t> total() const noexcept { return total_; }
    [[nodiscard]] std::optional<std::size_t> used() const noexcept { return used_; }

private:
    std::string name_ = "SM";
    std::vector<std::string> before_;
    std::optional<std::size_t> used_;
    std::optional<std::size_t> total_;
    bool touched_ = false;
};

}  // namespace gsmcfg::modem
