// Runs one campaign from the command line, with its progress. The same for apply, status, send and resume.
#pragma once

#include "campaign_end.hpp"
#include "hand_over.hpp"
#include "invocation.hpp"
#include "lines.hpp"

#include "gsmcfg/service/campaign_draft.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/service/supervisor.hpp"

#include <functional>

namespace gsmcfg::cli {

// Writes the campaign into the database, as one of the service's if that is to carry it out.
using CreateCampaign = std::function<store::Id(store::Database&, base::UtcTime now)>;
// Of a draft, whose list is given up when it is written. The draft must outlive it.
[[nodiscard]] CreateCampaign creating(service::CampaignDraft& draft);

// Of a run with these modems, by the configuration.
[[nodiscard]] service::RunOptions run_options_of(Invocation& invocation, const std::vector<ModemChoice>& choices);

// Opens the modems, writes the campaign, and works on it. Nothing is written when no modem can be used, or (exit 75) another
// gsmcfg works with it. With a service it is handed over and followed. Shows nothing but the progress.
[[nodiscard]] Outcome<CampaignEnd> run_campaign(Invocation& invocation, const CreateCampaign& create, const Means& means);
// The same, with its result shown.
[[nodiscard]] Outcome<int> start_campaign(Invocation& invocation, service::CampaignDraft draft, const Means& means);
[[nodiscard]] Outcome<int> start_campaign(Invocation& invocation, const CreateCampaign& create, const Means& means);
// Works on a campaign that is in the database.
[[nodiscard]] Outcome<int> resume_campaign(Invocation& invocation, store::Id campaign, const Means& means);

}  // namespace gsmcfg::cli
