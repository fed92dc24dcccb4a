// campaign retry and undo: new campaigns made from an old one.
#include "campaign_lookup.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "job.hpp"
#include "recap.hpp"
#include "version.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/service/derived_campaign.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

constexpr std::int64_t meters_shown = 3;

// What both begin with: the campaign that has ended, and a draft of the same.
struct Origin {
    store::Database* database;
    store::Campaign campaign;
    service::CampaignDraft draft;
    Means means;
};

Outcome<Origin> origin_of(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    if (campaign->state != store::CampaignState::finished && campaign->state != store::CampaignState::cancelled)
        return refuse(exit_code::usage,
                      fmt::format("campaign {} has not ended: go on with gsmcfg campaign resume {}, or give it up with gsmcfg "
                                  "campaign cancel {}",
                                  campaign->id, campaign->id, campaign->id));
    auto draft = service::draft_of(*campaign);
    if (!draft) return refuse(exit_code::database, draft.error().message());
    // What is only shown needs neither modem nor password.
    auto means = invocation.arguments().flag("plan") ? Outcome<Means>(Means{})
                                                     : means_of(invocation, **database, *campaign, draft->dialect);
    if (!means) return refuse(means.error());
    if (means->credential) draft->options.credential = *means->credential;
    draft->with_service = means->service.has_value();
    draft->actor = base::current_actor();
    draft->command_line = invocation.command_line();
    draft->program_version = version;
    draft->reason = invocation.arguments().value("reason").value_or(campaign->reason);
    return Origin{*database, std::move(*campaign), std::move(*draft), std::move(*means)};
}

Outcome<int> retry(Invocation& invocation) {
    if (invocation.arguments().flag("failed") && invocation.arguments().flag("no-reply"))
        return refuse(exit_code::usage, "give --failed or --no-reply, not both");
    const auto which = invocation.arguments().flag("no-reply") ? service::RetryOf::no_reply : service::RetryOf::failed;
    const auto origin = origin_of(invocation);
    if (!origin) return refuse(origin.error());
    store::Repositories store(*origin->database);
    const auto meters = service::count_retry(store, origin->campaign, which);
    if (meters == 0) {
        if (!invocation.json()) print(fmt::format("Campaign {} has no such meters: nothing was sent\n", origin->campaign.id));
        return exit_code::as_wanted;
    }
    const auto go = agreed(invocation, fmt::format("Send to {} of campaign {} again?",
                                                   counted(static_cast<std::size_t>(meters), "meter"), origin->campaign.id));
    if (!go) return refuse(go.error());
    if (!*go) return exit_code::usage;
    return start_campaign(
        invocation,
        [&](store::Database&, base::UtcTime now) {
            return service::create_retry(store, origin->campaign, origin->draft, which, now);
        },
        origin->means);
}

// The way back of one meter, as it will be sent.
void show_undo(Invocation& invocation, const service::CampaignDraft& draft, const store::Target& target,
               const service::MeterUndo& undo) {
    const auto& dialect = draft.dialect;
    const meter::Settings values(undo.values.begin(), undo.values.end());
    auto texts = base::Json::array();
    std::string lines;
    for (const auto& message : meter::compose_set(dialect, values, draft.options.no_restart)) {
        texts.push(meter::masked_text(dialect, message));
        lines += "  " + base::escape_control(meter::masked_text(dialect, message)) + "\n";
    }
    if (!undo.unknown.empty()) lines += fmt::format("  stays as it is: {}\n", fmt::join(undo.unknown, ", "));
    if (!invocation.json()) {
        print(
            fmt::format("{}{}{}\n{}", target.phone, target.label.empty() ? "" : "  ", base::escape_control(target.label), lines));
        return;
    }
    auto unknown = base::Json::array();
    for (const auto& name : undo.unknown) unknown.push(name);
    print_json(base::Json::object()
                   .set("event", "meter")
                   .set("phone", target.phone)
                   .set("label", target.label)
                   .set("messages", std::move(texts))
                   .set("unknown", std::move(unknown)));
}

void show_summary(Invocation& invocation, const store::Campaign& campaign, const service::UndoSummary& summary) {
    if (invocation.json())
        return print_json(base::Json::object()
                              .set("event", "undo")
                              .set("origin", campaign.id)
                              .set("meters", summary.meters)
                              .set("sms_out", summary.messages)
                              .set("untouched", summary.untouched)
                              .set("incomplete", summary.incomplete));
    print(fmt::format("{} of {} meters get their old values back: {} SMS out\n", summary.meters, campaign.meters,
                      summary.messages));
    if (summary.untouched > 0) print(fmt::format("not changed by it: {}\n", summary.untouched));
    if (summary.incomplete > 0)
        print(fmt::format("with settings whose old value was never seen, or can't be set, and which stay as they are: {}\n",
                          summary.incomplete));
}

Outcome<int> undo(Invocation& invocation) {
    auto origin = origin_of(invocation);
    if (!origin) return refuse(origin.error());
    if (origin->campaign.kind != store::CampaignKind::apply)
        return refuse(exit_code::usage, fmt::format("campaign {} changed nothing (it was a {})", origin->campaign.id,
                                                    store::name(origin->campaign.kind)));
    store::Repositories store(*origin->database);
    const bool all = invocation.arguments().flag("all") || invocation.json();
    std::int64_t shown = 0;
    const auto summary = service::plan_undo(store, origin->campaign, origin->draft.dialect,
                                            [&](const store::Target& target, const service::MeterUndo& way_back) {
                                                if (all || shown < meters_shown)
                                                    show_undo(invocation, origin->draft, target, way_back);
                                                ++shown;
                                            });
    if (!all && shown > meters_shown) print(fmt::format("… and {} more meters (--all shows them)\n", shown - meters_shown));
    show_summary(invocation, origin->campaign, summary);
    if (summary.meters == 0) return exit_code::as_wanted;
    if (invocation.arguments().flag("plan")) return exit_code::as_wanted;
    const auto go =
        agreed(invocation, fmt::format("Send them to {}?", counted(static_cast<std::size_t>(summary.meters), "meter")));
    if (!go) return refuse(go.error());
    if (!*go) return exit_code::usage;
    return start_campaign(
        invocation,
        [&](store::Database&, base::UtcTime now) {
            return service::create_undo(store, origin->campaign, origin->draft, summary.meters, now);
        },
        origin->means);
}

}  // namespace

std::vector<Command> campaign_again_commands() {
    return {
        {"campaign retry",
         "ID",
         1,
         1,
         "Sends to the failed meters of a campaign that has ended once more: a new campaign with the same profile and options.",
         "What the first campaign said stays. --canary, --batch, --max-sms and --max-cost are not taken over.",
         "  gsmcfg campaign retry 3 --no-reply",
         {{"failed", "", "all meters that are not as wanted (the default)"},
          {"no-reply", "", "those that did not answer or could not be reached"},
          detach_option,
          {"reason", "TEXT", "why: kept with the campaign and in the audit"}},
         retry},
        {"campaign undo",
         "ID",
         1,
         1,
         "Brings every meter back to the values that it had before a campaign.",
         "Old values are those that were seen before the campaign changed them: by --read-first or --snapshot, in answers that "
         "show several settings, or in the register of meters. What was never seen stays, and is named. A meter that was "
         "restarted is restarted again.",
         "  gsmcfg campaign undo 3 --plan\n  gsmcfg campaign undo 3 --reason 'TICKET-17: wrong access point'",
         {{"plan", "", "show it and send nothing"},
          {"all", "", "show the messages of every meter"},
          detach_option,
          {"reason", "TEXT", "why: kept with the campaign and in the audit"}},
         undo}};
}

}  // namespace gsmcfg::cli
