// Groups, times, modems and SIMs.
#include "report/html_charts.hpp"
#include "report/html_sections.hpp"
#include "report/html_text.hpp"
#include "report/local_time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::report {
namespace {

constexpr std::size_t most_rows = 20;

std::string_view heading(Dimension dimension) {
    switch (dimension) {
        case Dimension::modem: return "By modem";
        case Dimension::sim: return "By our SIM";
        case Dimension::prefix: return "By operator prefix";
        case Dimension::label: return "By place";
        case Dimension::hour: return "By hour of the start";
        case Dimension::outcome: return "By outcome";
    }
    return "";
}

bool is_shown(const PageContent& page, const DimensionGroups& groups) {
    const auto& wanted = page.options.group_by;
    if (!wanted.empty()) return std::ranges::find(wanted, groups.dimension) != wanted.end();
    // The outcomes have a section of their own; a single group tells nothing.
    return groups.dimension != Dimension::outcome && groups.groups.size() > 1;
}

std::string group_row(const Group& group) {
    return fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n spare\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"bar spare\">{}</td><td class=\"n\">{}</td></tr>\n",
        html_text(group.key), grouped(group.meters()), grouped(group.as_wanted), grouped(group.failed),
        percent(group.as_wanted, group.meters()), share_bar(group.share_as_wanted(), "good"), grouped(group.sms));
}

// A place with one meter tells nothing that its meter does not.
bool tells_something(Dimension dimension, const Group& group) { return dimension != Dimension::label || group.meters() > 1; }

std::string group_table(const PageContent& page, const DimensionGroups& dimension) {
    const auto most = dimension.dimension == Dimension::hour ? dimension.groups.size() : most_rows;
    std::string rows;
    std::size_t shown = 0;
    for (const auto& group : dimension.groups) {
        if (shown == most || !tells_something(dimension.dimension, group)) continue;
        rows += group_row(group);
        ++shown;
    }
    auto text = fmt::format("<h3>{}</h3>\n", heading(dimension.dimension));
    if (shown > 0)
        text +=
            "<table class=\"groups\"><thead><tr><th>Group</th><th class=\"n\">Meters</th><th class=\"n spare\">As wanted</th><th "
            "class=\"n\">Failed</th><th class=\"n\">Share</th><th class=\"spare\"></th><th "
            "class=\"n\">SMS</th></tr></thead><tbody>\n" +
            rows + "</tbody></table>\n";
    if (const auto more = dimension.groups.size() - shown; more > 0)
        text += fmt::format(
            "<p class=\"more\">{}{} more: {}</p>\n", shown > 0 ? "and " : "", grouped(static_cast<std::int64_t>(more)),
            code(fmt::format("gsmcfg campaign show {} --group-by {}", page.subject.campaign.id, name(dimension.dimension))));
    return text;
}

}  // namespace

std::string findings_section(const PageContent& page) {
    if (page.figures.findings.empty()) return "";
    std::string items;
    for (const auto& finding : page.figures.findings)
        items += fmt::format("<li><b>{}.</b> {}.</li>\n", html_text(finding.words()), html_text(sentence(finding.advice())));
    return "<section class=\"findings\">\n<h2>What points to a common cause</h2>\n<ul>\n" + items + "</ul>\n</section>\n";
}

std::string time_section(const PageContent& page) {
    const auto& figures = page.figures;
    std::string text;
    if (!figures.timeline.buckets().empty())
        text += "<section>\n<h2>Messages and replies over time</h2>\n" + timeline_chart(figures.timeline) + "</section>\n";
    if (figures.delays.replies() == 0) return text;
    const auto quantile = [&](std::string_view name, double share) {
        const auto delay = figures.delays.quantile(share).value_or(std::chrono::milliseconds(0));
        return fmt::format("<span data-figure=\"{}\" data-value=\"{}\">{}</span>", name, delay.count(), shown_duration(delay));
    };
    return text +
           fmt::format("<section>\n<h2>How long replies took</h2>\n<p>Half of them came within {}, nine of ten within {}.</p>\n",
                       quantile("delay_median_ms", 0.5), quantile("delay_90_ms", 0.9)) +
           delay_chart(figures.delays) + "</section>\n";
}

std::string groups_section(const PageContent& page) {
    std::string tables;
    for (const auto& dimension : page.figures.groups)
        if (is_shown(page, dimension)) tables += group_table(page, dimension);
    return tables.empty() ? "" : "<section>\n<h2>In groups</h2>\n" + tables + "</section>\n";
}

std::string lines_section(const PageContent& page) {
    const auto& figures = page.figures;
    if (figures.lines.empty()) return "";
    std::string rows;
    for (const auto& line : figures.lines)
        rows += fmt::format(
            "<tr><td data-label=\"Modem\">{}</td><td data-label=\"SIM\" class=\"id\">{}</td><td data-label=\"SMS sent\" "
            "class=\"n\">{}</td><td "
            "data-label=\"Reported delivered\" class=\"n\">{}</td><td data-label=\"Not delivered\" class=\"n\">{}</td></tr>\n",
            html_text(line.modem), html_text(line.sim), grouped(line.sms),
            line.reports_seen ? grouped(line.delivered) : "no reports on this SIM", grouped(line.undelivered));
    auto text =
        "<section>\n<h2>Modems, SIMs, cost</h2>\n<table class=\"cards compact\"><thead><tr><th>Modem</th><th>SIM</th><th "
        "class=\"n\">SMS sent</th><th class=\"n\">Reported delivered</th><th class=\"n\">Not "
        "delivered</th></tr></thead><tbody>\n" +
        rows + "</tbody></table>\n";
    const auto& campaign = page.subject.campaign;
    if (figures.cost)
        text += fmt::format("<p>{} sent × {} + {} received × {} = <b>{:.2f} {}</b></p>\n", grouped(campaign.sms_sent),
                            figures.terms.price_out, grouped(campaign.sms_received), figures.terms.price_in, *figures.cost,
                            html_text(figures.terms.currency));
    if (campaign.possible_duplicates > 0)
        text += fmt::format("<p class=\"note\">{} perhaps sent twice: repeated although the first one may have been sent.</p>\n",
                            figure("possible_duplicates", campaign.possible_duplicates));
    return text + "</section>\n";
}

}  // namespace gsmcfg::report
