// What a hook's program is told of an event: one JSON object. Secrets are masked.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/inbox.hpp"
#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/outages.hpp"
#include "gsmcfg/store/targets.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace gsmcfg::service {

// "2026-03-01T12:00:00.000Z"
[[nodiscard]] std::string utc_text(base::UtcTime time);

// `text`: the message's, masked. `meter`: what is known of its sender.
[[nodiscard]] base::Json inbound_payload(const store::InboundMessage& message, const std::string& text,
                                         const std::optional<store::MeterRecord>& meter);
[[nodiscard]] base::Json meter_payload(const store::Target& target, const store::Campaign& campaign);
// `state`: the one that it went to; it may have gone on since.
[[nodiscard]] base::Json campaign_payload(const store::Campaign& campaign, const store::Tally& tally, const std::string& state);
// `until`: nothing as long as it is down.
[[nodiscard]] base::Json outage_payload(const store::Outage& outage, std::optional<base::UtcTime> until, base::UtcTime now);

}  // namespace gsmcfg::service
