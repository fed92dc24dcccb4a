// The way out when a modem does not work: the mildest cure first, the user's power switch last.
#pragma once

#include "gsmcfg/base/clock.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace gsmcfg::modem {

// After what every opening does anyway: ESC, Ctrl-Z, closing and opening the port (DTR).
enum class Cure {
    radio,        // AT+CFUN=0, AT+CFUN=1: SIM and network anew
    reset,        // AT+CFUN=1,1: the modem starts anew
    power_cycle,  // the user's own command
};
[[nodiscard]] std::string_view name(Cure cure);

enum class Symptom {
    gone,       // there is no port
    silent,     // a port that does not answer AT
    unwilling,  // AT is answered, but the modem does not become ready, or does not do its work
};

// Which cure is next. Pure: no clock of its own.
class Recovery {
public:
    // No cure is given twice within this time: a modem needs it to find its network.
    static constexpr std::chrono::minutes ladder_pause{10};
    // A stick that is being plugged into another socket needs no power switch.
    static constexpr std::chrono::seconds patience_with_absence{60};

    explicit Recovery(bool has_power_cycle) : has_power_cycle_(has_power_cycle) {}

    // Before the modem has ever worked, the port may belong to another device: then it is not reset.
    void worked() noexcept { has_worked_ = true; }
    // It did its work again: the next trouble starts with the mildest cure.
    void healthy() noexcept;
    // The next cure, or nothing for now.
    [[nodiscard]] std::optional<Cure> next(Symptom symptom, base::MonoTime now);

private:
    [[nodiscard]] bool fits(Cure cure, Symptom symptom, base::MonoTime now) const;

    bool has_power_cycle_;
    bool has_worked_ = false;
    int rung_ = 0;
    std::optional<base::MonoTime> last_cure_;
    std::optional<base::MonoTime> gone_since_;
};

}  // namespace gsmcfg::modem
