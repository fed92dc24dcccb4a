#include "gsmcfg/report/report.hpp"

#include "report/json_summary.hpp"
#include "report/local_time.hpp"
#include "report/message_course.hpp"

#include "gsmcfg/store/targets.hpp"

namespace gsmcfg::report {
namespace {

base::Json moment(const std::optional<base::UtcTime>& time) { return time ? base::Json(iso_local(*time)) : base::Json(); }

class JsonMeters {
public:
    JsonMeters(const Subject& subject, const ReportOptions& options)
        : subject_(subject),
          options_(options),
          mask_(subject.dialect, options.show_secrets),
          targets_(subject.database),
          messages_(subject.database) {}

    base::Json of(const store::MeterCourse& course, const Assessment& assessment) {
        const auto& target = course.target;
        auto json = base::Json::object();
        json.set("event", "meter")
            .set("campaign", target.campaign)
            .set("position", target.position)
            .set("phone", target.phone)
            .set("serial", assessment.serial)
            .set("label", target.label)
            .set("outcome", store::name(target.outcome))
            .set("detail", target.detail)
            .set("as_wanted", assessment.standing == Standing::as_wanted)
            .set("cause", assessment.cause.words)
            .set("next_step", assessment.cause.next_step())
            .set("stored", assessment.progress.stored)
            .set("applied", assessment.progress.applied);
        if (subject_.online != nullptr) json.set("online", assessment.online);
        json.set("sms_sent", course.sms)
            .set("attempts", course.attempts)
            .set("started", moment(target.started_at))
            .set("finished", moment(target.finished_at))
            .set("modem", course.last ? base::Json(course.last->modem) : base::Json())
            .set("our_sim", assessment.sim)
            .set("settings", settings(target.id));
        if (!target.extra.empty())
            if (auto extra = base::Json::parse(target.extra)) json.set("extra", std::move(*extra));
        if (options_.messages) json.set("messages", messages(target.id));
        return json;
    }

private:
    base::Json settings(store::Id target) {
        auto all = base::Json::object();
        for (const auto& setting : targets_.settings(target))
            all.set(setting.setting, base::Json::object()
                                         .set("wanted", mask_.value(setting.setting, setting.wanted))
                                         .set("seen", mask_.value(setting.setting, setting.seen))
                                         .set("seen_at", moment(setting.seen_at)));
        return all;
    }

    base::Json messages(store::Id target) {
        auto all = base::Json::array();
        for (const auto& course : messages_.of(target)) {
            const auto& message = course.message;
            auto attempts = base::Json::array();
            for (const auto& attempt : course.attempts) attempts.push(attempt_json(attempt));
            auto replies = base::Json::array();
            for (const auto& reply : course.replies)
                replies.push(base::Json::object()
                                 .set("at", iso_local(reply.received_at))
                                 .set("kind", store::name(reply.kind))
                                 .set("modem", reply.modem)
                                 .set("text", mask_.reply(reply.text)));
            auto one = base::Json::object();
            one.set("ordinal", message.ordinal)
                .set("kind", message.kind)
                .set("purpose", message.purpose)
                .set("text", mask_.text(message.text))
                .set("submission", store::name(message.submission))
                .set("delivery", store::name(message.delivery))
                .set("outcome", store::name(message.outcome))
                .set("detail", message.detail)
                .set("late", message.late)
                .set("attempts", std::move(attempts))
                .set("replies", std::move(replies));
            all.push(std::move(one));
        }
        return all;
    }

    static base::Json attempt_json(const store::Attempt& attempt) {
        auto json = base::Json::object();
        json.set("number", attempt.number)
            .set("at", iso_local(attempt.submitting_at))
            .set("modem", attempt.modem)
            .set("imsi", attempt.imsi)
            .set("submission", store::name(attempt.submission))
            .set("reference", attempt.reference)
            .set("parts", attempt.parts)
            .set("cms_error", attempt.cms_error)
            .set("cme_error", attempt.cme_error)
            .set("failure", attempt.failure)
            .set("delivery", store::name(attempt.delivery))
            .set("report_at", moment(attempt.report_at))
            .set("report_status", attempt.report_status);
        return json;
    }

    const Subject& subject_;
    const ReportOptions& options_;
    Mask mask_;
    store::Targets targets_;
    MessageReader messages_;
};

}  // namespace

void write_json(const Subject& subject, const ReportOptions& options, const Sink& sink) {
    Assessor assessor(subject);
    FiguresMaker maker(subject, assessor, {0, options.prefix_length, {}});
    JsonMeters meters(subject, options);
    const bool grouped = !options.group_by.empty();
    store::CampaignStatistics(subject.database).each_meter(subject.campaign.id, [&](const store::MeterCourse& course) {
        const auto assessment = assessor.of(course);
        maker.add(course, assessment);
        if (grouped || (options.failed_only && assessment.standing == Standing::as_wanted)) return;
        sink(meters.of(course, assessment).dump() + "\n");
    });
    const auto figures = maker.finish();
    for (const auto& dimension : figures.groups)
        if (grouped && dimension.dimension == options.group_by.front())
            for (const auto& group : dimension.groups) sink(group_json(dimension.dimension, group).dump() + "\n");
    sink(summary_json(subject, figures, options.now).dump() + "\n");
}

}  // namespace gsmcfg::report
