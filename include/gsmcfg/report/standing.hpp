// How a meter of a campaign stands, and what the campaign was asked to be content with. Pure.
#pragma once

#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/states.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::report {

// The options of a campaign that a report looks at.
struct Terms {
    store::Enough enough;
    bool reports_asked = true;  // delivery reports
    double price_out = 0;       // of one SMS; 0: not known
    double price_in = 0;
    std::string currency;

    // What cannot be read is as if it were not there.
    [[nodiscard]] static Terms of(const store::Campaign& campaign);
    // Nothing without prices.
    [[nodiscard]] std::optional<double> cost(std::int64_t sent, std::int64_t received) const;
};

enum class Standing {
    as_wanted,
    failed,      // it has ended, and not as wanted
    unfinished,  // not begun, not finished, or given up by a person
};
[[nodiscard]] Standing standing_of(store::CampaignKind kind, const Terms& terms, store::MeterOutcome outcome);

// Three things: the values are proven, the module has taken them into use, and it is connected. Nothing: not known.
struct Progress {
    std::optional<bool> stored;
    std::optional<bool> applied;
};
// `status` proves what is stored, if it was compared with expected values, and not what is in use; `send` proves neither.
[[nodiscard]] Progress progress_of(store::CampaignKind kind, bool compared, store::MeterOutcome outcome);

// "no reply in time".
[[nodiscard]] std::string_view outcome_words(store::CampaignKind kind, bool compared, store::MeterOutcome outcome);

}  // namespace gsmcfg::report
