// Runs one campaign from the command line: progress, recap, exit code. The same for apply, status, send and resume.
#pragma once

#include "invocation.hpp"
#include "lines.hpp"

#include "gsmcfg/service/campaign_draft.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/service/supervisor.hpp"

#include <functional>
#include <optional>

namespace gsmcfg::cli {

// Options of apply, status, send and campaign resume that say how a campaign is carried out.
[[nodiscard]] std::vector<OptionSpec> campaign_options();
// Their values over the configuration's defaults. Failure: exit 2.
[[nodiscard]] Outcome<service::CampaignOptions> campaign_options_of(Invocation& invocation);

// Everything the draft needs that is the same for all kinds: actor, command line, version, reason, list.
// Takes the list over: a million meters are not kept twice.
void complete_draft(service::CampaignDraft& draft, Invocation& invocation, meter::LoadedList list);

// Opens the modems, writes the campaign, and works on it. Nothing is written when no modem can be used.
[[nodiscard]] Outcome<int> start_campaign(Invocation& invocation, service::CampaignDraft draft,
                                          const service::Credentials& credentials);
// The same with a campaign that `create` writes.
using CreateCampaign = std::function<store::Id(store::Database&, base::UtcTime now)>;
[[nodiscard]] Outcome<int> start_campaign(Invocation& invocation, const service::CampaignDraft& draft,
                                          const CreateCampaign& create, const service::Credentials& credentials);
// How it ended: the meters that need attention and the recap, or all of it as JSON. True if all meters are as wanted.
[[nodiscard]] bool show_result(Invocation& invocation, store::Database& database, const service::Progress& progress,
                               std::chrono::seconds took);
// Why it is not finished, and what goes on with it.
[[nodiscard]] std::string unfinished_text(const store::Campaign& campaign);
// Works on a campaign that is in the database.
[[nodiscard]] Outcome<int> resume_campaign(Invocation& invocation, store::Id campaign, const service::Credentials& credentials);

}  // namespace gsmcfg::cli
