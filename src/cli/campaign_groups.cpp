#include "campaign_groups.hpp"

#include "campaign_lookup.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

std::size_t columns(std::string_view text) { return base::to_code_points(text).size(); }

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, columns(text)), ' ');
}

void print_groups(const report::DimensionGroups& counted) {
    std::size_t width = 5;
    for (const auto& group : counted.groups) width = std::max(width, columns(base::escape_control(group.key)));
    print(fmt::format("{}  {:>8}  {:>9}  {:>8}  {:>10}  {:>6}  {:>8}\n", padded("GROUP", width), "METERS", "AS WANTED", "FAILED",
                      "UNFINISHED", "SHARE", "SMS"));
    for (const auto& group : counted.groups)
        print(fmt::format("{}  {:>8}  {:>9}  {:>8}  {:>10}  {:>5.1f}%  {:>8}\n", padded(base::escape_control(group.key), width),
                          group.meters(), group.as_wanted, group.failed, group.unfinished, 100 * group.share_as_wanted(),
                          group.sms));
}

}  // namespace

Outcome<std::vector<report::Dimension>> chosen_groups(const Invocation& invocation) {
    std::vector<report::Dimension> chosen;
    for (const auto& word : invocation.arguments().all("group-by")) {
        const auto found = report::find_dimension(word);
        if (!found) return refuse(exit_code::usage, "--group-by: " + found.error().detail);
        if (std::ranges::find(chosen, *found) == chosen.end()) chosen.push_back(*found);
    }
    return chosen;
}

Outcome<std::size_t> prefix_length(const Invocation& invocation) {
    const auto given = invocation.arguments().number("prefix-length", least_prefix_length, greatest_prefix_length);
    if (!given) return refuse(given.error());
    return *given ? static_cast<std::size_t>(**given) : report::default_prefix_length;
}

Outcome<int> show_groups(Invocation& invocation) {
    const auto chosen = chosen_groups(invocation);
    if (!chosen) return refuse(chosen.error());
    const auto digits = prefix_length(invocation);
    if (!digits) return refuse(digits.error());
    for (const auto* other : {"phone", "messages", "failed", "summary"})
        if (invocation.arguments().flag(other))
            return refuse(exit_code::usage, fmt::format("--group-by counts all meters: it does not go with --{}", other));
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const store::Snapshot snapshot(**database);
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    const auto dialect = meter::Dialect::parse(campaign->dialect_text, campaign->dialect_name);
    if (!dialect) return refuse(exit_code::database, dialect.error().message());
    const report::Subject subject{**database, *campaign, *dialect, nullptr};
    for (const auto dimension : *chosen) {
        const auto counted = report::count_groups(subject, dimension, *digits);
        if (invocation.json())
            for (const auto& group : counted.groups) print_json(report::group_json(dimension, group));
        else print_groups(counted);
        if (!invocation.json() && dimension != chosen->back()) print("\n");
    }
    return exit_code::as_wanted;
}

}  // namespace gsmcfg::cli
