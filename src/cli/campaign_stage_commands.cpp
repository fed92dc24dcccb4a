// campaign follow and approve: looking on, and a person's word.
#include "campaign_end.hpp"
#include "campaign_follow.hpp"
#include "campaign_lookup.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "database_access.hpp"
#include "interrupt.hpp"
#include "job.hpp"
#include "progress_bar.hpp"
#include "recap.hpp"
#include "version.hpp"

#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/repositories.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

base::Json progress_json(const service::Progress& progress) {
    auto json = recap_json(progress);
    json.set("event", "progress");
    return json;
}

Outcome<int> follow(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    base::SystemClock clock;
    const Interrupt interrupt;
    Followed followed;
    {
        ProgressBar bar(clock);
        followed = follow_campaign(**database, campaign->id, clock, interrupt, [&](const service::Progress& progress) {
            if (invocation.json()) print_json(progress_json(progress));
            else bar.draw(progress);
        });
    }
    const auto& progress = followed.progress;
    if (followed.goes_on) {
        remark(fmt::format("campaign {} goes on; {}", campaign->id, ways_on(campaign->id)));
        return exit_code::interrupted;
    }
    const auto ended = progress.campaign.finished_at.value_or(time_of(**database));
    const bool all_wanted = show_result(invocation, **database, progress,
                                        std::chrono::floor<std::chrono::seconds>(ended - progress.campaign.created_at));
    switch (progress.campaign.state) {
        case store::CampaignState::finished:
        case store::CampaignState::cancelled: return all_wanted ? exit_code::as_wanted : exit_code::not_all;
        case store::CampaignState::draft:
        case store::CampaignState::ready:
        case store::CampaignState::running:
        case store::CampaignState::held: break;
    }
    remark(unfinished_text(progress.campaign));
    return exit_code::unfinished;
}

Outcome<int> approve(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    store::Repositories store(**database);
    const auto refuse_with = [&](std::string_view why) {
        return refuse(exit_code::usage, fmt::format("campaign {} {}", campaign->id, why));
    };
    if (campaign->state == store::CampaignState::finished || campaign->state == store::CampaignState::cancelled)
        return refuse_with(fmt::format("is {}: there is nothing to approve", store::name(campaign->state)));
    if (campaign->stage >= campaign->last_stage) return refuse_with("waits for nobody's word: all its meters may begin");
    if (!store.targets.stage_over(campaign->id, campaign->stage))
        return refuse_with(fmt::format("has meters of its {} that have not ended; go on with: gsmcfg campaign resume {}",
                                       campaign->stage == 0 ? "canary" : "batch", campaign->id));
    const auto go = agreed(invocation, fmt::format("{} so far. Let the others of campaign {} follow?",
                                                   tally_text(store.campaigns.tally(campaign->id)), campaign->id));
    if (!go) return refuse(go.error());
    if (!*go) return exit_code::usage;
    const auto now = time_of(**database);
    store::Transaction transaction(**database);
    store.campaigns.release_stage(campaign->id, campaign->stage);
    if (campaign->state == store::CampaignState::held)
        store.campaigns.change_state(campaign->id, campaign->state, store::CampaignState::ready, "", now);
    store::write_audit(**database, {now, "approve", base::current_actor(), invocation.command_line(), std::string(version),
                                    campaign->id, "", "", invocation.arguments().value("reason").value_or("")});
    transaction.commit();
    if (invocation.json())
        print_json(base::Json::object().set("event", "approved").set("campaign", campaign->id).set("stage", campaign->stage + 1));
    else if (store::is_with_service(**database, campaign->id) && store::service_at_work(**database))
        print(fmt::format("Campaign {} is approved, and the service goes on with it\n", campaign->id));
    else print(fmt::format("Campaign {} is approved; go on with: gsmcfg campaign resume {}\n", campaign->id, campaign->id));
    return exit_code::as_wanted;
}

}  // namespace

std::vector<Command> campaign_stage_commands() {
    return {{"campaign follow",
             "ID",
             1,
             1,
             "Shows how a campaign that another gsmcfg works on gets on, until it ends; then its recap.",
             "Ctrl-C ends the looking on, not the campaign. The exit code is that of the command that works on it.",
             "  gsmcfg campaign follow 3\n  gsmcfg campaign follow 3 --json | jq .confirmed",
             {},
             follow},
            {"campaign approve",
             "ID",
             1,
             1,
             "A person's word after the canary (apply --canary): the other meters may follow.",
             "A service that has the campaign goes on with it; else gsmcfg campaign resume does.",
             "  gsmcfg campaign approve 3 && gsmcfg campaign resume 3",
             {{"reason", "TEXT", "why: kept in the audit"}},
             approve}};
}

}  // namespace gsmcfg::cli
