#include "hook_payload.hpp"

#include "gsmcfg/service/campaign_options.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {
namespace {

base::Json maybe_time(const std::optional<base::UtcTime>& time) { return time ? base::Json(utc_text(*time)) : base::Json(); }

bool is_as_wanted(const store::Target& target, const store::Campaign& campaign) {
    const auto options = CampaignOptions::from_json(campaign.options);
    return store::as_wanted(campaign.kind, options ? options->enough() : store::Enough{}, target.outcome);
}

}  // namespace

std::string utc_text(base::UtcTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

base::Json inbound_payload(const store::InboundMessage& message, const std::string& text,
                           const std::optional<store::MeterRecord>& meter) {
    auto json = base::Json::object();
    json.set("id", message.id)
        .set("received", utc_text(message.received_at))
        .set("sent", maybe_time(message.scts))
        .set("from", message.phone.empty() ? message.originator : message.phone)
        .set("phone", message.phone)
        .set("kind", store::name(message.kind))
        .set("text", text)
        .set("note", message.note)
        .set("serial", meter ? meter->serial : "")
        .set("label", meter ? meter->label : "")
        .set("modem", message.modem)
        .set("imsi", message.imsi);
    return json;
}

base::Json meter_payload(const store::Target& target, const store::Campaign& campaign) {
    auto json = base::Json::object();
    json.set("campaign", target.campaign)
        .set("kind", store::name(campaign.kind))
        .set("phone", target.phone)
        .set("serial", target.serial)
        .set("label", target.label)
        .set("outcome", store::name(target.outcome))
        .set("as_wanted", is_as_wanted(target, campaign))
        .set("detail", target.detail)
        .set("started", maybe_time(target.started_at))
        .set("finished", maybe_time(target.finished_at));
    return json;
}

base::Json campaign_payload(const store::Campaign& campaign, const store::Tally& tally, const std::string& state) {
    auto outcomes = base::Json::object();
    for (const auto& [outcome, meters] : tally)
        if (meters != 0) outcomes.set(store::name(outcome), meters);
    auto json = base::Json::object();
    json.set("campaign", campaign.id)
        .set("kind", store::name(campaign.kind))
        .set("outcome", state)
        .set("held_because", state == "held" ? campaign.held_reason : "")
        .set("meters", campaign.meters)
        .set("outcomes", std::move(outcomes))
        .set("sms_sent", campaign.sms_sent)
        .set("sms_received", campaign.sms_received)
        .set("profile", campaign.profile_name)
        .set("list", campaign.list_name)
        .set("user", campaign.user_name)
        .set("reason", campaign.reason)
        .set("created", utc_text(campaign.created_at))
        .set("finished", maybe_time(campaign.finished_at));
    return json;
}

base::Json outage_payload(const store::Outage& outage, std::optional<base::UtcTime> until, base::UtcTime now) {
    const auto length = std::chrono::duration_cast<std::chrono::seconds>(until.value_or(now) - outage.began_at);
    auto json = base::Json::object();
    json.set("modem", outage.modem)
        .set("since", utc_text(outage.began_at))
        .set("until", maybe_time(until))
        .set("seconds", length.count())
        .set("cause", outage.cause);
    return json;
}

}  // namespace gsmcfg::service
