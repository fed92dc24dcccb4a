#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/report/standing.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

std::int64_t count_of(const service::Progress& progress, store::MeterOutcome outcome) {
    const auto found = progress.tally.find(outcome);
    return found == progress.tally.end() ? 0 : found->second;
}

}  // namespace

base::Json recap_json(const service::Progress& progress) {
    auto json = base::Json::object();
    json.set("event", "recap").set("campaign", progress.campaign.id).set("meters", progress.campaign.meters);
    for (const auto outcome : store::meter_outcomes) json.set(store::name(outcome), count_of(progress, outcome));
    json.set("sms_sent", progress.campaign.sms_sent)
        .set("sms_received", progress.campaign.sms_received)
        .set("sms_saved", progress.campaign.sms_saved)
        .set("possible_duplicates", progress.campaign.possible_duplicates);
    return json;
}

std::string recap_text(const service::Progress& progress, std::chrono::seconds took) {
    const auto& campaign = progress.campaign;
    auto text = fmt::format("Campaign {}: {} meter{} in {}\n", campaign.id, campaign.meters, campaign.meters == 1 ? "" : "s",
                            duration_text(took));
    for (const auto outcome : store::meter_outcomes)
        if (const auto count = count_of(progress, outcome); count > 0)
            text += fmt::format("  {:<14}{:>7}  {}\n", store::name(outcome), count,
                                report::outcome_words(campaign.kind, !campaign.profile_name.empty(), outcome));
    text += fmt::format("SMS: {} sent, {} received", campaign.sms_sent, campaign.sms_received);
    if (campaign.sms_saved > 0) text += fmt::format(", {} saved", campaign.sms_saved);
    if (campaign.possible_duplicates > 0) text += fmt::format(", {} perhaps sent twice", campaign.possible_duplicates);
    return text + "\n";
}

base::Json meter_json(const store::Target& target) {
    auto json = base::Json::object();
    json.set("event", "meter")
        .set("campaign", target.campaign)
        .set("position", target.position)
        .set("phone", target.phone)
        .set("serial", target.serial)
        .set("label", target.label)
        .set("outcome", store::name(target.outcome))
        .set("detail", target.detail);
    if (!target.extra.empty())
        if (auto extra = base::Json::parse(target.extra)) json.set("extra", std::move(*extra));
    return json;
}

std::string meter_line(const store::Target& target) {
    auto line = fmt::format("{:<16} {:<14}", target.phone, store::name(target.outcome));
    if (!target.label.empty()) line += " " + base::escape_control(target.label) + (target.detail.empty() ? "" : ":");
    if (!target.detail.empty()) line += " " + base::escape_control(target.detail);
    return line;
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string duration_text(std::chrono::seconds duration) {
    const auto seconds = duration.count();
    if (seconds >= 3600) return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

std::string spoken_duration(std::chrono::seconds duration) {
    if (duration < std::chrono::minutes(2)) return fmt::format("{} s", duration.count());
    const auto minutes = std::chrono::round<std::chrono::minutes>(duration).count();
    if (minutes < 120) return fmt::format("{} min", minutes);
    return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace gsmcfg::cli
