// What the command line asks of a campaign: its options, and the draft that they make.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/service/campaign_draft.hpp"

#include <string>
#include <vector>

namespace gsmcfg::cli {

// Options of apply, status, send and campaign resume that say how a campaign is carried out.
[[nodiscard]] std::vector<OptionSpec> campaign_options();
// Their values over the configuration's defaults. Failure: exit 2.
[[nodiscard]] Outcome<service::CampaignOptions> campaign_options_of(Invocation& invocation);

// What a campaign calls its list: the file, or the only number.
[[nodiscard]] std::string list_name_of(const meter::LoadedList& list);
// Everything the draft needs that is the same for all kinds: actor, command line, version, reason, list.
// Takes the list over: a million meters are not kept twice.
void complete_draft(service::CampaignDraft& draft, Invocation& invocation, meter::LoadedList list);

}  // namespace gsmcfg::cli
