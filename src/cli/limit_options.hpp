// The options of plan and apply that say when, how fast and how much is sent, in which course, and to whom of the list.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/service/campaign_options.hpp"

#include <vector>

namespace gsmcfg::cli {

// --window, --time-zone, --rate, --daily-cap, --max-sms, --max-cost, --max-fail, --canary, --batch, --auto-approve
[[nodiscard]] std::vector<OptionSpec> limit_options();
// Their values over the configuration's defaults. Failure: exit 2.
[[nodiscard]] Outcome<service::Limits> limits_of(Invocation& invocation);
// --time-zone, else the configuration's, else this machine's. Failure: exit 2 with the nearest name.
[[nodiscard]] Outcome<base::TimeZone> time_zone_of(Invocation& invocation);

// --read-first, --snapshot, --verify, --one-way, --accept-swap
[[nodiscard]] std::vector<OptionSpec> course_options();
// Failure: exit 2 for those that contradict each other.
[[nodiscard]] Outcome<void> read_course(const Invocation& invocation, service::CampaignOptions& options);

// --first, --phones-from
[[nodiscard]] std::vector<OptionSpec> restriction_options();
// The order of the list is kept. Failure: exit 2, also for numbers of --phones-from that are not in the list.
[[nodiscard]] Outcome<void> restrict_list(Invocation& invocation, meter::LoadedList& list, const meter::Dialect& dialect);

// How a campaign of plan and apply is carried out: all of these, the prices, and the options of every campaign.
[[nodiscard]] Outcome<service::CampaignOptions> whole_campaign_options(Invocation& invocation);

}  // namespace gsmcfg::cli
