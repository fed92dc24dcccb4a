#include "campaign_groups.hpp"
#include "campaign_lookup.hpp"
#include "commands.hpp"
#include "local_time.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/meter/value.hpp"
#include "gsmcfg/service/supervisor.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

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

}  // namespace

Command campaign_show_command() {
    return {
        "campaign show",
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
        show};
}

}  // namespace gsmcfg::cli
