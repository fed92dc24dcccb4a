#include "campaign_end.hpp"

#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/value.hpp"
#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t listed_failures = 20;

// What a meter's replies have shown, secrets masked.
base::Json seen_values(store::Targets& targets, const meter::Dialect& dialect, const store::Target& target) {
    auto values = base::Json::object();
    for (const auto& setting : targets.settings(target.id))
        if (setting.seen) values.set(setting.setting, meter::masked_value(dialect, setting.setting, *setting.seen));
    return values;
}

std::string values_text(const base::Json& values) {
    std::string text;
    for (const auto& name : values.keys())
        text += fmt::format(" {}={}", name, base::escape_control(values.at(name).string().value_or("")));
    return text;
}

// Meters that need attention: on the terminal the first of them, in JSON all meters.
bool show_meters(Invocation& invocation, store::Database& database, const store::Campaign& campaign) {
    const auto options = service::CampaignOptions::from_json(campaign.options);
    const auto dialect = meter::Dialect::parse(campaign.dialect_text, campaign.dialect_name);
    const auto enough = options ? options->enough() : store::Enough{};
    const bool status = campaign.kind == store::CampaignKind::status && dialect;
    // A status without a profile to compare with is asked for the values themselves.
    const bool values_wanted = status && campaign.profile_name.empty();
    std::size_t unwanted = 0;
    std::size_t listed = 0;
    store::Targets targets(database);
    store::Targets details(database);
    targets.each(campaign.id, [&](const store::Target& target) {
        const bool wanted = store::as_wanted(campaign.kind, enough, target.outcome);
        if (!wanted) ++unwanted;
        const auto values = status ? seen_values(details, *dialect, target) : base::Json::object();
        if (invocation.json()) {
            auto json = meter_json(target);
            if (status) json.set("values", values);
            print_json(json);
            return;
        }
        const bool needs_attention = !wanted && target.outcome != store::MeterOutcome::pending && listed < listed_failures;
        if (needs_attention) ++listed;
        if (values_wanted || needs_attention)
            print("  " + meter_line(target) + (values_wanted ? values_text(values) : "") + "\n");
    });
    if (!invocation.json() && unwanted > listed_failures)
        print(fmt::format("  … {} meters in all: gsmcfg campaign show {} --failed\n", unwanted, campaign.id));
    return unwanted == 0;
}

}  // namespace

int exit_code_of(const CampaignEnd& end, bool all_wanted) {
    const auto& report = end.report;
    if (report.finished) return all_wanted ? exit_code::as_wanted : exit_code::not_all;
    if (end.interrupted) return exit_code::interrupted;
    for (const auto& line : report.lines)
        if (line.end == service::LineReport::End::database) return exit_code::database;
    for (const auto& line : report.lines)
        if (line.end == service::LineReport::End::blocked || line.end == service::LineReport::End::held)
            return exit_code::unfinished;
    for (const auto& line : report.lines)
        if (line.end == service::LineReport::End::unusable) return exit_code::modem;
    return exit_code::unfinished;
}

void show_troubles(const CampaignEnd& end) {
    for (const auto& line : end.report.lines)
        if (line.end != service::LineReport::End::finished && line.end != service::LineReport::End::stopped &&
            line.reason != end.progress.campaign.held_reason)
            remark(fmt::format("{}: {}", line.modem, base::escape_control(line.reason)));
    if (!end.report.finished) remark(unfinished_text(end.progress.campaign));
}

bool show_result(Invocation& invocation, store::Database& database, const service::Progress& progress,
                 std::chrono::seconds took) {
    const bool all_wanted = show_meters(invocation, database, progress.campaign);
    if (invocation.json()) print_json(recap_json(progress));
    else print(recap_text(progress, took));
    return all_wanted;
}

std::string unfinished_text(const store::Campaign& campaign) {
    const auto id = campaign.id;
    const bool waits = campaign.held_reason.find("campaign approve") != std::string::npos;
    auto text = campaign.held_reason.empty()
                    ? fmt::format("campaign {} is not finished", id)
                    : fmt::format("campaign {} is held: {}", id, base::escape_control(campaign.held_reason));
    if (!waits) text += fmt::format("; go on with: gsmcfg campaign resume {}", id);
    return text;
}

int show_end(Invocation& invocation, store::Database& database, const CampaignEnd& end) {
    if (end.left) return *end.left;
    const bool all_wanted = show_result(invocation, database, end.progress, end.took);
    show_troubles(end);
    return exit_code_of(end, all_wanted);
}

}  // namespace gsmcfg::cli
