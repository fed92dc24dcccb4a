// The page's beginning: what matters most.
#include "report/html_charts.hpp"
#include "report/html_sections.hpp"
#include "report/html_text.hpp"
#include "report/local_time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::report {
namespace {

std::string tile(std::string_view words, const std::string& number, std::string_view style = "", const std::string& note = "") {
    return fmt::format("<div class=\"tile{}{}\"><div class=\"number\">{}</div><div class=\"words\">{}</div>{}</div>\n",
                       style.empty() ? "" : " ", style, number, words,
                       note.empty() ? "" : "<div class=\"note\">" + note + "</div>");
}

std::string_view verdict_style(const Figures& figures) {
    if (figures.failed > 0) return "bad";
    return figures.unfinished > 0 ? "open" : "good";
}

std::string verdict(const Figures& figures) {
    if (figures.meters == 0) return "This campaign has no meters.";
    if (figures.as_wanted == figures.meters)
        return figures.meters == 1 ? "The one meter is as wanted."
                                   : fmt::format("All {} are as wanted.", counted(figures.meters, "meter"));
    auto words = fmt::format("{} of {} {} as wanted", grouped(figures.as_wanted), counted(figures.meters, "meter"),
                             figures.as_wanted == 1 ? "is" : "are");
    if (figures.failed > 0) words += fmt::format(", {} {} failed", grouped(figures.failed), figures.failed == 1 ? "has" : "have");
    if (figures.unfinished > 0)
        words += fmt::format(", {} {} not finished", grouped(figures.unfinished), figures.unfinished == 1 ? "is" : "are");
    return words + ".";
}

std::string title(const store::Campaign& campaign) {
    auto words = fmt::format("Campaign {}", campaign.id);
    if (!campaign.profile_name.empty()) words += ": " + html_text(campaign.profile_name);
    return words;
}

std::string_view style_of(Standing standing) {
    switch (standing) {
        case Standing::as_wanted: return "good";
        case Standing::failed: return "bad";
        case Standing::unfinished: return "open";
    }
    return "";
}

std::string cost_tile(const Figures& figures) {
    if (!figures.cost) return "";
    return tile("cost",
                fmt::format("<span data-figure=\"cost\" data-value=\"{:.4f}\">{:.2f}</span>", *figures.cost, *figures.cost), "",
                html_text(figures.terms.currency));
}

std::string step(std::string_view words, std::string_view meaning, const std::string& number, double share) {
    return fmt::format(
        "<tr><th scope=\"row\">{}<div class=\"note\">{}</div></th><td class=\"bar\">{}</td><td class=\"n\">{}</td></tr>\n", words,
        meaning, share_bar(share, "good"), number);
}

std::string missing_list(const PageContent& page) {
    const auto& online = *page.figures.online;
    if (online.missing == 0) return "";
    std::string rows;
    for (const auto& meter : online.missing_samples)
        rows += fmt::format(
            "<tr><td data-label=\"Number\" class=\"id\">{}</td><td data-label=\"Serial\" class=\"id\">{}</td><td "
            "data-label=\"Label\">{}</td><td data-label=\"Ended\">{}</td></tr>\n",
            html_text(meter.phone), html_text(meter.serial), html_text(meter.label),
            meter.finished_at ? shown_time(*meter.finished_at) : "");
    const auto more = online.missing - static_cast<std::int64_t>(online.missing_samples.size());
    return fmt::format(
        "<details{}><summary>{} applied and not online</summary>\n<p class=\"next\"><b>Next step:</b> Check access point, user "
        "and "
        "password for it, server and port in the profile; then the head-end's own settings for these meters and whether the "
        "SIM's "
        "tariff has data. A module may need some minutes to connect: ask the head-end again.</p>\n<table "
        "class=\"cards\"><thead><tr><th>Number</th><th>Serial</th><th>Label</th><th>Ended</th></tr></thead><tbody>\n{}</tbody>"
        "</table>\n{}</details>\n",
        online.missing <= 20 ? " open" : "", counted(online.missing, "meter"), rows,
        more > 0
            ? fmt::format("<p class=\"more\">and {} more: {}</p>\n", grouped(more),
                          code(fmt::format("gsmcfg campaign report {} --online FILE --format csv", page.subject.campaign.id)))
            : "");
}

std::string online_notes(const OnlineFigures& online) {
    auto text = fmt::format("<p class=\"note\">Online: in {}, which lists {}.", html_text(online.source),
                            counted(online.listed, "serial number"));
    if (online.other_online > 0)
        text += fmt::format(" {} online though the campaign has not proven {}.",
                            online.other_online == 1 ? "One meter is" : grouped(online.other_online) + " meters are",
                            online.other_online == 1 ? "it" : "them");
    if (online.serial_unknown > 0)
        text += fmt::format(" The serial number of {} is not known: not counted.", counted(online.serial_unknown, "meter"));
    if (online.strangers > 0)
        text += fmt::format(" {} of the listed {} to no meter of this campaign.", grouped(online.strangers),
                            online.strangers == 1 ? "belongs" : "belong");
    return text + "</p>\n";
}

}  // namespace

std::string head_section(const PageContent& page) {
    const auto& campaign = page.subject.campaign;
    const auto& figures = page.figures;
    auto text = fmt::format("<header>\n<p class=\"kicker\">gsmcfg · {} · {}{}</p>\n<h1>{}</h1>\n<p class=\"verdict {}\">{}</p>\n",
                            store::name(campaign.kind), store::name(campaign.state),
                            campaign.list_name.empty() ? "" : " · " + html_text(campaign.list_name), title(campaign),
                            verdict_style(figures), verdict(figures));
    text += fmt::format(
        "<p class=\"note\">As of {}</p>\n</header>\n<section class=\"tiles\" aria-label=\"The most important numbers\">\n",
        shown_time(page.options.now));
    text += tile(figures.meters == 1 ? "meter" : "meters", figure("meters", figures.meters));
    text += tile("as wanted", figure("as_wanted", figures.as_wanted), "good", percent(figures.as_wanted, figures.meters));
    text += tile("failed", figure("failed_meters", figures.failed), figures.failed > 0 ? "bad" : "");
    if (figures.unfinished > 0) text += tile("not finished", figure("unfinished", figures.unfinished), "open");
    if (figures.online)
        text += tile("online", figure("online", figures.online->online), "good", percent(figures.online->online, figures.meters));
    text += tile("SMS sent", figure("sms_sent", campaign.sms_sent), "",
                 fmt::format("{} received{}", figure("sms_received", campaign.sms_received),
                             campaign.sms_saved > 0 ? ", " + figure("sms_saved", campaign.sms_saved) + " saved" : ""));
    text += cost_tile(figures);
    if (figures.span) text += tile("duration", shown_duration(figures.span->last - figures.span->first), "text");
    return text + "</section>\n";
}

std::string outcome_section(const PageContent& page) {
    const auto& figures = page.figures;
    std::vector<Segment> segments;
    std::string rows;
    std::string words = "Outcomes:";
    for (const auto standing : {Standing::as_wanted, Standing::unfinished, Standing::failed}) {
        std::int64_t sum = 0;
        for (const auto& [outcome, count] : figures.tally) {
            if (standing_of(page.subject.campaign.kind, figures.terms, outcome) != standing) continue;
            sum += count;
            rows += fmt::format(
                "<tr><th scope=\"row\"><span class=\"key {}\"></span>{}<div class=\"note\">{}</div></th><td "
                "class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                style_of(standing), store::name(outcome),
                outcome_words(page.subject.campaign.kind, page.subject.compared(), outcome), figure(store::name(outcome), count),
                percent(count, figures.meters));
            words += fmt::format(" {} {},", count, store::name(outcome));
        }
        segments.push_back({style_of(standing), sum});
    }
    if (rows.empty()) return "";
    words.pop_back();
    return "<section>\n<h2>How the meters ended</h2>\n" + divided_bar(segments, words) +
           "<table class=\"outcomes\"><thead><tr><th>Outcome</th><th class=\"n\">Meters</th><th class=\"n\">Share</th></tr>"
           "</thead><tbody>\n" +
           rows + "</tbody></table>\n</section>\n";
}

std::string progress_section(const PageContent& page) {
    const auto& figures = page.figures;
    const auto kind = page.subject.campaign.kind;
    const bool compared = kind != store::CampaignKind::send && page.subject.compared();
    if (!compared && !figures.online) return "";
    const auto share = [&](std::int64_t count) {
        return figures.meters == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(figures.meters);
    };
    std::string rows;
    if (compared)
        rows += step("Stored", "the meter has shown every value as wanted", figure("stored_values", figures.stored),
                     share(figures.stored));
    if (kind == store::CampaignKind::apply)
        rows += step("Applied", "the module has restarted with them, or nothing had to be changed",
                     figure("applied", figures.applied), share(figures.applied));
    auto text = "<section>\n<h2>Stored, applied, online</h2>\n<table class=\"bars\"><tbody>\n" + rows;
    if (figures.online) {
        const auto& online = *figures.online;
        text += step("Online", "the head-end sees it", figure("online_meters", online.online), share(online.online));
        text += "</tbody></table>\n" + online_notes(online) + missing_list(page);
    } else {
        text +=
            "</tbody></table>\n<p class=\"note\">Right settings do not mean that a meter is online: that only the head-end "
            "knows. "
            "With its list of connected serial numbers: " +
            code(fmt::format("gsmcfg campaign report {} --online FILE", page.subject.campaign.id)) + "</p>\n";
    }
    return text + "</section>\n";
}

}  // namespace gsmcfg::report
