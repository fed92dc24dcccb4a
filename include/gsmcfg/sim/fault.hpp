// What goes wrong at random, or at a counted moment: the faults of modems and network by name.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gsmcfg::sim {

enum class Fault : std::uint8_t {
    lost_bytes,
    lost_ok,
    late_cmgs,
    prompt_error,
    late_prompt,
    urc_anywhere,
    echo_stays,
    error_burst,
    restart,
    hang,
    freeze,
    deaf,
    unplug,
    mode_switch,
    storage_full,
    lost_announcement,
    odd_announcement,
    truncated_pdu,
    slow_listing,
    lost,
    duplicate,
    reorder,
    late,
    lost_report,
    duplicate_report,
    late_report,
    cms_message,
    cms_line,
    cms_network,
    cms_unknown,
    cms_done,
    cms_rebuild,
    cms_storage,
    cms_busy,
    cms_restart,
    cms_hold,
    cms_unsupported,
    cms_vendor,
    sim_pulled,
    power_lost,
    write_lost,
    write_garbled,
};
inline constexpr std::size_t fault_count = 42;

struct FaultWord {
    Fault fault;
    std::string_view name;
    std::string_view of;  // what is counted: "line", "send", …
    std::string_view meaning;
};
// In the order of the enumeration.
[[nodiscard]] std::span<const FaultWord> fault_words();
[[nodiscard]] std::string_view name(Fault fault);

// Rates, 0 to 1, of what `FaultWord::of` counts.
struct FaultRates {
    std::array<double, fault_count> rates{};

    [[nodiscard]] double& operator[](Fault fault) { return rates[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] double operator[](Fault fault) const { return rates[static_cast<std::size_t>(fault)]; }
    // All of them but freeze and mode_switch, which only a power cycle ends, and sim_pulled, which only a person does.
    [[nodiscard]] static FaultRates all(double rate);
};

// "name=rate" or "all=rate" into the rates. Errors: malformed.
[[nodiscard]] base::Result<void> read_fault(FaultRates& rates, std::string_view text);

// At the n-th occasion (from 1) of what the fault counts, whatever its rate.
struct PlannedFault {
    Fault fault{};
    unsigned nth = 1;
};

}  // namespace gsmcfg::sim
