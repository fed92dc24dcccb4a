// Runs one campaign from the command line: progress, recap, exit code. The same for apply, status, send and resume.
#pragma once

#include "hand_over.hpp"
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

// What a campaign calls its list: the file, or the only number.
[[nodiscard]] std::string list_name_of(const meter::LoadedList& list);
// Everything the draft needs that is the same for all kinds: actor, command line, version, reason, list.
// Takes the list over: a million meters are not kept twice.
void complete_draft(service::CampaignDraft& draft, Invocation& invocation, meter::LoadedList list);

// A run of a campaign that is over.
struct CampaignEnd {
    service::RunReport report;
    service::Progress progress;
    std::chrono::seconds took{0};
    bool interrupted = false;
    // It goes on with the service, and was only left (and said so): the exit code. The rest is not set then.
    std::optional<int> left;
};

// Writes the campaign into the database, as one of the service's if that is to carry it out.
using CreateCampaign = std::function<store::Id(store::Database&, base::UtcTime now)>;
// Of a draft, whose list is given up when it is written. The draft must outlive it.
[[nodiscard]] CreateCampaign creating(service::CampaignDraft& draft);

// Of a run with these modems, by the configuration.
[[nodiscard]] service::RunOptions run_options_of(Invocation& invocation, const std::vector<ModemChoice>& choices);

// Opens the modems, writes the campaign, and works on it. Nothing is written when no modem can be used, or (exit 75) another
// gsmcfg works with it. With a service it is handed over and followed. Shows nothing but the progress.
[[nodiscard]] Outcome<CampaignEnd> run_campaign(Invocation& invocation, const CreateCampaign& create, const Means& means);
[[nodiscard]] int exit_code_of(const CampaignEnd& end, bool all_wanted);
// What was wrong with the modems, and how to go on, on standard error.
void show_troubles(const CampaignEnd& end);

// The same, with its result shown.
[[nodiscard]] Outcome<int> start_campaign(Invocation& invocation, service::CampaignDraft draft, const Means& means);
[[nodiscard]] Outcome<int> start_campaign(Invocation& invocation, const CreateCampaign& create, const Means& means);
// How it ended: the meters that need attention and the recap, or all of it as JSON. True if all meters are as wanted.
[[nodiscard]] bool show_result(Invocation& invocation, store::Database& database, const service::Progress& progress,
                               std::chrono::seconds took);
// Why it is not finished, and what goes on with it.
[[nodiscard]] std::string unfinished_text(const store::Campaign& campaign);
// Works on a campaign that is in the database.
[[nodiscard]] Outcome<int> resume_campaign(Invocation& invocation, store::Id campaign, const Means& means);

}  // namespace gsmcfg::cli
