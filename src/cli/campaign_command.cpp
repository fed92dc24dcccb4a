#include "campaign_groups.hpp"
#include "campaign_lookup.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "job.hpp"
#include "limit_options.hpp"
#include "local_time.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <fmt/format.h>

#include <algorithm>

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

Outcome<int> list(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    store::Campaigns campaigns(**database);
    const auto all = campaigns.list();
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
    return exit_code::as_wanted;
}

// One meter with its settings, messages, attempts and replies.
class MeterView {
public:
    MeterView(store::Repositories& store, const meter::Dialect& dialect, bool show_secrets)
        : store_(store), dialect_(dialect), show_secrets_(show_secrets) {}

    [[nodiscard]] base::Json json(const store::Target& target) {
        auto settings = base::Json::array();
        for (const auto& setting : store_.targets.settings(target.id))
            settings.push(base::Json::object()
                              .set("setting", setting.setting)
                              .set("wanted", shown(setting.setting, setting.wanted))
                              .set("seen", shown(setting.setting, setting.seen)));
        auto messages = base::Json::array();
        for (const auto& message : store_.messages.of_target(target.id)) messages.push(message_json(message));
        auto json = meter_json(target);
        json.set("settings", std::move(settings)).set("messages", std::move(messages));
        return json;
    }

    [[nodiscard]] std::string text(const store::Target& target) {
        auto text = meter_line(target) + "\n";
        for (const auto& message : store_.messages.of_target(target.id)) {
            text += fmt::format("  {:<40} {:<12} {}\n", base::escape_control(message_text(message)), store::name(message.outcome),
                                base::escape_control(message.detail));
            for (const auto& attempt : store_.messages.attempts_of(message.id))
                text += fmt::format(
                    "    {}  {} by {}{}{}\n", local_time(attempt.submitting_at), store::name(attempt.submission), attempt.modem,
                    attempt.delivery == store::Delivery::unknown ? "" : ", " + std::string(store::name(attempt.delivery)),
                    attempt.failure.empty() ? "" : ": " + base::escape_control(attempt.failure));
            for (const auto& reply : store_.inbox.of_message(message.id))
                text += fmt::format("    {}  {}: {}\n", local_time(reply.received_at), store::name(reply.kind),
                                    base::escape_control(reply_text(reply)));
        }
        return text;
    }

private:
    base::Json message_json(const store::Message& message) {
        auto attempts = base::Json::array();
        for (const auto& attempt : store_.messages.attempts_of(message.id))
            attempts.push(base::Json::object()
                              .set("number", attempt.number)
                              .set("at", iso_time(attempt.submitting_at))
                              .set("modem", attempt.modem)
                              .set("imsi", attempt.imsi)
                              .set("submission", store::name(attempt.submission))
                              .set("reference", attempt.reference)
                              .set("delivery", store::name(attempt.delivery))
                              .set("cms_error", attempt.cms_error)
                              .set("cme_error", attempt.cme_error)
                              .set("failure", attempt.failure));
        auto replies = base::Json::array();
        for (const auto& reply : store_.inbox.of_message(message.id))
            replies.push(base::Json::object()
                             .set("at", iso_time(reply.received_at))
                             .set("kind", store::name(reply.kind))
                             .set("text", reply_text(reply)));
        auto json = base::Json::object();
        json.set("text", message_text(message))
            .set("submission", store::name(message.submission))
            .set("delivery", store::name(message.delivery))
            .set("outcome", store::name(message.outcome))
            .set("detail", message.detail)
            .set("late", message.late)
            .set("attempts", std::move(attempts))
            .set("replies", std::move(replies));
        return json;
    }
    std::string message_text(const store::Message& message) const {
        return show_secrets_ ? message.text : meter::masked_text(dialect_, message.text);
    }
    std::string reply_text(const store::InboundMessage& reply) const {
        return show_secrets_ ? reply.text : meter::masked_reply(dialect_, reply.text);
    }
    std::optional<std::string> shown(const std::string& setting, const std::optional<std::string>& value) const {
        if (!value || show_secrets_) return value;
        return meter::masked_value(dialect_, setting, *value);
    }

    store::Repositories& store_;
    const meter::Dialect& dialect_;
    bool show_secrets_;
};

Outcome<int> show(Invocation& invocation) {
    if (invocation.arguments().flag("group-by")) return show_groups(invocation);
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    const auto dialect = dialect_of(*campaign);
    if (!dialect) return refuse(dialect.error());
    store::Repositories store(**database);
    const auto progress = service::progress_of(store.campaigns, campaign->id);
    const auto options = service::CampaignOptions::from_json(campaign->options);
    const auto enough = options ? options->enough() : store::Enough{};
    MeterView view(store, *dialect, invocation.arguments().flag("show-secrets"));
    const auto phone = invocation.arguments().value("phone");
    const bool failed_only = invocation.arguments().flag("failed");
    if (!invocation.json() && !phone)
        print(fmt::format("Campaign {} ({}, {}), {} by {}@{}\n  {}\n", campaign->id, store::name(campaign->kind),
                          store::name(campaign->state), local_time(campaign->created_at), campaign->user_name, campaign->host,
                          base::escape_control(campaign->command_line)));
    if (!invocation.json() && !phone && !campaign->held_reason.empty())
        print(fmt::format("  held: {}\n", base::escape_control(campaign->held_reason)));
    // Details of one meter, or of all with --messages; else a line each.
    const bool details = phone || invocation.arguments().flag("messages");
    bool found = false;
    const auto show_target = [&](const store::Target& target) {
        if (failed_only && store::as_wanted(campaign->kind, enough, target.outcome)) return;
        found = true;
        if (invocation.json()) print_json(details ? view.json(target) : meter_json(target));
        else print(details ? view.text(target) : "  " + meter_line(target) + "\n");
    };
    if (phone) {
        if (const auto target = store.targets.of_number(campaign->id, *phone)) show_target(*target);
        if (!found) return refuse(exit_code::usage, fmt::format("campaign {} has no meter {}", campaign->id, *phone));
    } else if (!invocation.arguments().flag("summary")) {
        // Those that were begun and not finished are the first to look at.
        if (campaign->state != store::CampaignState::finished)
            for (const auto& target : store.targets.open(campaign->id, "")) show_target(target);
        store::Targets list(**database);
        list.each(campaign->id, [&](const store::Target& target) {
            if (campaign->state == store::CampaignState::finished || target.state != store::TargetState::open)
                show_target(target);
        });
    }
    if (invocation.json()) print_json(recap_json(progress));
    else if (!phone)
        print(fmt::format("  {}\n  SMS: {} sent, {} received, {} saved, {} perhaps sent twice\n", tally_text(progress.tally),
                          campaign->sms_sent, campaign->sms_received, campaign->sms_saved, campaign->possible_duplicates));
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

// Gives up what has not been sent. What is on the air stays to be answered: its replies are filed when they come.
void cancel_targets(store::Repositories& store, const store::Campaign& campaign, base::UtcTime now) {
    const std::string detail = "the campaign was cancelled";
    store.targets.cancel_waiting(campaign.id, detail, now);
    for (const auto& target : store.targets.open(campaign.id, "")) {
        bool begun = false;
        for (const auto& message : store.messages.of_target(target.id)) {
            begun = begun || message.attempts > 0 || message.outcome == store::Outcome::confirmed;
            if (message.outcome != store::Outcome::open) continue;
            const bool on_air =
                message.submission != store::Submission::planned && message.submission != store::Submission::leased;
            begun = begun || on_air;
            auto closed = message;
            closed.outcome = on_air ? store::Outcome::no_reply : store::Outcome::cancelled;
            closed.detail = detail;
            closed.due_at.reset();
            closed.closed_at = now;
            store.messages.update(message, closed);
        }
        auto closed = target;
        closed.state = store::TargetState::closed;
        closed.outcome = begun ? store::MeterOutcome::partial : store::MeterOutcome::cancelled;
        closed.detail = detail;
        closed.finished_at = now;
        store.targets.update(target, closed);
    }
}

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
    const auto now = base::SystemClock().utc();
    store::Repositories store(**database);
    store::Transaction transaction(**database);
    // A service may have taken it up meanwhile.
    store.campaigns.change_state(campaign->id, store.campaigns.standing(campaign->id).state, store::CampaignState::cancelled, "",
                                 now);
    cancel_targets(store, *campaign, now);
    store::write_audit(**database, {now, "cancel", base::current_actor(), invocation.command_line(), campaign->program_version,
                                    campaign->id, "", "", invocation.arguments().value("reason").value_or("")});
    transaction.commit();
    if (invocation.json()) print_json(recap_json(service::progress_of(store.campaigns, campaign->id)));
    else print(fmt::format("Campaign {} is cancelled: {}\n", campaign->id, tally_text(store.campaigns.tally(campaign->id))));
    return exit_code::as_wanted;
}

}  // namespace

namespace {

std::vector<OptionSpec> resume_options() {
    auto options = resume_limit_options();
    options.push_back({"reason", "TEXT", "why: kept in the audit"});
    options.push_back(detach_option);
    return options;
}

}  // namespace

std::vector<Command> campaign_commands() {
    return {
        {"campaign list", "", 0, 0, "Lists the campaigns, newest first.", "", "  gsmcfg campaign list", {}, list},
        {"campaign show",
         "ID",
         1,
         1,
         "Shows a campaign: its meters and how they ended; with --phone or --messages every message, attempt and reply.",
         "",
         "  gsmcfg campaign show 3 --failed\n  gsmcfg campaign show 3 --phone +99900100001\n  gsmcfg campaign show 3 --group-by "
         "prefix",
         {{"failed", "", "only meters that are not as wanted"},
          {"phone", "NUMBER", "one meter with its messages, as +…"},
          {"messages", "", "the messages of every meter"},
          {"summary", "", "the counts alone"},
          group_by_option,
          prefix_length_option,
          {"show-secrets", "", "with the APN password in clear"}},
         show},
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
