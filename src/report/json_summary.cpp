#include "report/json_summary.hpp"

#include "report/local_time.hpp"

#include "gsmcfg/report/report.hpp"

namespace gsmcfg::report {
namespace {

double seconds(std::chrono::milliseconds duration) { return static_cast<double>(duration.count()) / 1000; }

base::Json delay_json(const ReplyDelays& delays) {
    const auto quantile = [&](double share) {
        const auto delay = delays.quantile(share);
        return delay ? base::Json(seconds(*delay)) : base::Json();
    };
    auto bars = base::Json::array();
    for (const auto& bar : delays.bars())
        bars.push(base::Json::object()
                      .set("from_s", bar.from.count())
                      .set("to_s", bar.to ? base::Json(bar.to->count()) : base::Json())
                      .set("replies", bar.replies));
    auto json = base::Json::object();
    json.set("replies", delays.replies())
        .set("median_s", quantile(0.5))
        .set("of_90_percent_s", quantile(0.9))
        .set("histogram", std::move(bars));
    return json;
}

base::Json timeline_json(const Timeline& timeline) {
    auto all = base::Json::array();
    for (std::size_t i = 0; i < timeline.buckets().size(); ++i)
        all.push(base::Json::object()
                     .set("from", iso_local(timeline.start_of(i)))
                     .set("sms_sent", timeline.buckets()[i].sms)
                     .set("replies", timeline.buckets()[i].replies));
    auto json = base::Json::object();
    json.set("width_s", seconds(timeline.width())).set("buckets", std::move(all));
    return json;
}

base::Json lines_json(const std::vector<LineFigures>& lines) {
    auto all = base::Json::array();
    for (const auto& line : lines)
        all.push(base::Json::object()
                     .set("modem", line.modem)
                     .set("our_sim", line.sim)
                     .set("sms_sent", line.sms)
                     .set("delivered", line.delivered)
                     .set("undelivered", line.undelivered)
                     .set("gets_reports", line.reports_seen));
    return all;
}

base::Json causes_json(const std::vector<CauseFigures>& causes) {
    auto all = base::Json::array();
    for (const auto& cause : causes)
        all.push(base::Json::object()
                     .set("cause", cause.cause.words)
                     .set("meters", cause.meters)
                     .set("failed", cause.standing == Standing::failed)
                     .set("next_step", cause.cause.next_step()));
    return all;
}

base::Json findings_json(const std::vector<Finding>& findings) {
    auto all = base::Json::array();
    for (const auto& finding : findings)
        all.push(base::Json::object()
                     .set("by", name(finding.dimension))
                     .set("group", finding.key)
                     .set("failed", finding.failed)
                     .set("ended", finding.ended)
                     .set("others_failed", finding.others_failed)
                     .set("others_ended", finding.others_ended)
                     .set("words", finding.words())
                     .set("next_step", finding.advice()));
    return all;
}

base::Json online_json(const OnlineFigures& online) {
    auto json = base::Json::object();
    json.set("file", online.source)
        .set("listed", online.listed)
        .set("of_no_meter", online.strangers)
        .set("online", online.online)
        .set("applied_and_online", online.applied_online)
        .set("applied_and_not_online", online.missing)
        .set("online_though_not_proven", online.other_online)
        .set("serial_unknown", online.serial_unknown);
    return json;
}

}  // namespace

base::Json group_json(Dimension dimension, const Group& group) {
    auto json = base::Json::object();
    json.set("event", "group")
        .set("by", name(dimension))
        .set("group", group.key)
        .set("meters", group.meters())
        .set("as_wanted", group.as_wanted)
        .set("failed", group.failed)
        .set("unfinished", group.unfinished)
        .set("share_as_wanted", group.share_as_wanted())
        .set("sms_sent", group.sms);
    return json;
}

base::Json summary_json(const Subject& subject, const Figures& figures, base::UtcTime now) {
    const auto& campaign = subject.campaign;
    auto outcomes = base::Json::object();
    for (const auto& [outcome, count] : figures.tally) outcomes.set(store::name(outcome), count);
    auto json = base::Json::object();
    json.set("event", "summary")
        .set("campaign", campaign.id)
        .set("kind", store::name(campaign.kind))
        .set("state", store::name(campaign.state))
        .set("at", iso_local(now))
        .set("meters", figures.meters)
        .set("as_wanted", figures.as_wanted)
        .set("failed", figures.failed)
        .set("unfinished", figures.unfinished)
        .set("outcomes", std::move(outcomes))
        .set("stored", figures.stored)
        .set("applied", figures.applied)
        .set("sms_sent", campaign.sms_sent)
        .set("sms_received", campaign.sms_received)
        .set("sms_saved", campaign.sms_saved)
        .set("possible_duplicates", campaign.possible_duplicates)
        .set("cost", figures.cost)
        .set("currency", figures.cost ? base::Json(figures.terms.currency) : base::Json())
        .set("started", figures.span ? base::Json(iso_local(figures.span->first)) : base::Json())
        .set("ended", figures.span ? base::Json(iso_local(figures.span->last)) : base::Json())
        .set("duration_s", figures.span ? base::Json(seconds(figures.span->last - figures.span->first)) : base::Json())
        .set("reply_delays", delay_json(figures.delays))
        .set("timeline", timeline_json(figures.timeline))
        .set("lines", lines_json(figures.lines))
        .set("causes", causes_json(figures.causes))
        .set("findings", findings_json(figures.findings));
    if (figures.online) json.set("online", online_json(*figures.online));
    return json;
}

}  // namespace gsmcfg::report
