#include "campaign_lookup.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "database_access.hpp"
#include "job.hpp"
#include "limit_options.hpp"
#include "local_time.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/service/campaign_cancel.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace gsmcfg::cli {
namespace {

base::Json campaign_json(const store::Campaign& campaign, const store::Tally& tally) {
    auto outcomes = base::Json::object();
    for (const auto& [outcome, count] : tally) outcomes.set(store::name(outcome), count);
    auto json = base::Json::object();
    json.set("campaign", campaign.id)
        .set("kind", store::name(campaign.kind))
        .set("state", store::name(campaign.state))
        .set("held_reason", campaign.held_reason)
        .set("origin", campaign.origin)
        .set("created", iso_time(campaign.created_at))
        .set("profile", campaign.profile_name)
        .set("dialect", campaign.dialect_name)
        .set("list", campaign.list_name)
        .set("user", campaign.user_name)
        .set("host", campaign.host)
        .set("reason", campaign.reason)
        .set("meters", campaign.meters)
        .set("outcomes", std::move(outcomes))
        .set("sms_sent", campaign.sms_sent)
        .set("sms_received", campaign.sms_received)
        .set("sms_saved", campaign.sms_saved)
        .set("possible_duplicates", campaign.possible_duplicates);
    return json;
}

constexpr long usual_limit = 50;

Outcome<int> list(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto given = invocation.arguments().number("limit", 1, std::numeric_limits<long>::max());
    if (!given) return refuse(given.error());
    store::Campaigns campaigns(**database);
    auto all = campaigns.list();
    const auto limit =
        static_cast<std::size_t>(given->value_or(invocation.json() ? std::numeric_limits<long>::max() : usual_limit));
    const auto older = all.size() > limit ? all.size() - limit : 0;
    all.resize(all.size() - older);
    if (all.empty() && !invocation.json()) print("No campaigns yet.\n");
    // Of a run that was killed nobody has written that it ended.
    const auto dead = store::Owner::dead(**database);
    const auto interrupted = [&](const store::Campaign& campaign) {
        return campaign.state == store::CampaignState::running && campaign.owner &&
               std::ranges::find(dead, *campaign.owner) != dead.end();
    };
    for (const auto& campaign : all) {
        const auto tally = campaigns.tally(campaign.id);
        const auto state = interrupted(campaign) ? "interrupted" : store::name(campaign.state);
        if (invocation.json()) print_json(campaign_json(campaign, tally).set("interrupted", interrupted(campaign)));
        else
            print(fmt::format("{:>5}  {}  {:<7} {:<9} {:>12}  {}  [{}]\n", campaign.id, local_time(campaign.created_at),
                              store::name(campaign.kind), state, counted(static_cast<std::size_t>(campaign.meters), "meter"),
                              tally_text(tally), base::escape_control(campaign.list_name)));
        if (!invocation.json() && !campaign.held_reason.empty())
            print(fmt::format("       held: {}\n", base::escape_control(campaign.held_reason)));
    }
    if (!invocation.json() && older > 0) print(fmt::format("… and {} older: --limit {}\n", older, limit + older));
    return exit_code::as_wanted;
}

// The limits that can still be changed when meters have been begun.
std::vector<OptionSpec> resume_limit_options() {
    auto options = limit_options();
    std::erase_if(options, [](const OptionSpec& option) {
        return option.name == "canary" || option.name == "batch" || option.name == "auto-approve";
    });
    return options;
}

// Limits that the line names take the place of the campaign's own.
Outcome<void> change_limits(Invocation& invocation, store::Database& database, const store::Campaign& campaign) {
    const auto given = [&](const OptionSpec& option) { return invocation.arguments().flag(option.name); };
    if (std::ranges::none_of(resume_limit_options(), given)) return {};
    auto options = service::CampaignOptions::from_json(campaign.options);
    if (!options) return refuse(exit_code::database, options.error().message());
    const auto limits = limits_of(invocation);
    if (!limits) return refuse(limits.error());
    const auto& arguments = invocation.arguments();
    auto& own = options->limits;
    if (arguments.flag("time-zone")) own.zone = limits->zone;
    if (arguments.flag("window")) {
        own.window = limits->window;
        // In the campaign's own zone, if no other is named.
        const auto zone = base::TimeZone::find(own.zone);
        if (own.window && zone) own.window = base::DailyWindow::parse(own.window->text(), *zone).value();
    } else if (arguments.flag("time-zone") && own.window)
        own.window = base::DailyWindow::parse(own.window->text(), base::TimeZone::find(own.zone).value()).value();
    if (arguments.flag("rate")) own.sms_per_minute = limits->sms_per_minute;
    if (arguments.flag("daily-cap")) own.daily_cap = limits->daily_cap;
    if (arguments.flag("max-sms")) own.max_sms = limits->max_sms;
    if (arguments.flag("max-cost")) {
        own.max_cost = limits->max_cost;
        const auto configured = invocation.configuration();
        if (!configured) return refuse(configured.error());
        if (options->price_out == 0 && options->price_in == 0) {
            options->price_out = (*configured)->cost.price_out;
            options->price_in = (*configured)->cost.price_in;
            options->currency = (*configured)->cost.currency;
        }
    }
    if (arguments.flag("max-fail")) own.max_fail = limits->max_fail;
    store::Transaction transaction(database);
    store::Campaigns(database).set_options(campaign.id, options->to_json());
    transaction.commit();
    return {};
}

Outcome<int> resume(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    if (campaign->state == store::CampaignState::finished || campaign->state == store::CampaignState::cancelled ||
        campaign->state == store::CampaignState::draft)
        return refuse(exit_code::usage, fmt::format("campaign {} is {}: there is nothing to go on with", campaign->id,
                                                    store::name(campaign->state)));
    const auto dialect = dialect_of(*campaign);
    if (!dialect) return refuse(dialect.error());
    if (const auto changed = change_limits(invocation, **database, *campaign); !changed) return refuse(changed.error());
    const auto means = means_of(invocation, **database, *campaign, *dialect);
    if (!means) return refuse(means.error());
    return resume_campaign(invocation, campaign->id, *means);
}

constexpr int most_attempts_to_cancel = 10;

Outcome<int> cancel(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    if (!store::allowed(campaign->state, store::CampaignState::cancelled) || campaign->state == store::CampaignState::cancelled)
        return refuse(exit_code::usage, fmt::format("campaign {} is {} already", campaign->id, store::name(campaign->state)));
    const auto go = agreed(invocation, fmt::format("Cancel campaign {}?", campaign->id), "cancel it");
    if (!go) return refuse(go.error());
    if (!*go) return exit_code::usage;
    const auto now = time_of(**database);
    store::Repositories store(**database);
    const store::AuditEntry audit{now,
                                  "cancel",
                                  base::current_actor(),
                                  invocation.command_line(),
                                  campaign->program_version,
                                  campaign->id,
                                  "",
                                  "",
                                  invocation.arguments().value("reason").value_or("")};
    // Workers of other hosts are at work on its meters meanwhile.
    for (int attempts = 1;; ++attempts) try {
            store::Transaction transaction(**database);
            service::cancel_campaign(store, campaign->id, now);
            store::write_audit(**database, audit);
            transaction.commit();
            break;
        } catch (const store::StateConflict&) {
            if (attempts == most_attempts_to_cancel) throw;
        }
    if (invocation.json()) print_json(recap_json(service::progress_of(store.campaigns, campaign->id)));
    else print(fmt::format("Campaign {} is cancelled: {}\n", campaign->id, tally_text(store.campaigns.tally(campaign->id))));
    return exit_code::as_wanted;
}

std::vector<OptionSpec> resume_options() {
    auto options = resume_limit_options();
    options.push_back({"reason", "TEXT", "why: kept in the audit"});
    options.push_back(detach_option);
    return options;
}

}  // namespace

std::vector<Command> campaign_commands() {
    return {
        {"campaign list",
         "",
         0,
         0,
         "Lists the campaigns, newest first.",
         "",
         "  gsmcfg campaign list --limit 5",
         {{"limit", "N", "at most so many; 50 if not given, with --json all"}},
         list},
        campaign_show_command(),
        {"campaign resume", "ID", 1, 1, "Goes on with a campaign that was interrupted or held. Meters that were begun go first.",
         "It goes on as it was begun. A limit that is named here takes the place of the campaign's own from now on.",
         "  gsmcfg campaign resume 3 --modem /dev/ttyUSB0\n  gsmcfg campaign resume 3 --max-fail 20", resume_options(), resume},
        {"campaign cancel",
         "ID",
         1,
         1,
         "Gives up what has not been sent. Meters that were begun end as partial.",
         "",
         "  gsmcfg campaign cancel 3",
         {{"reason", "TEXT", "why: kept in the audit"}},
         cancel}};
}

}  // namespace gsmcfg::cli
