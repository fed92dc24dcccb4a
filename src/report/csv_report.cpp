#include "gsmcfg/report/report.hpp"

#include "report/columns.hpp"
#include "report/local_time.hpp"
#include "report/message_course.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/targets.hpp"

#include <fmt/format.h>

namespace gsmcfg::report {
namespace {

std::string moment(const std::optional<base::UtcTime>& time) { return time ? iso_local(*time) : std::string(); }

// Collects the cells of a line.
class Line {
public:
    explicit Line(meter::TableForm form) : form_(form) {}
    Line& text(std::string_view value) {
        cells_.push_back(meter::text_cell(base::escape_control(value), form_));
        return *this;
    }
    Line& number(std::string_view value) {
        cells_.push_back(meter::number_cell(base::escape_control(value), form_));
        return *this;
    }
    Line& count(std::int64_t value) {
        cells_.push_back(std::to_string(value));
        return *this;
    }
    [[nodiscard]] std::string ended() const {
        return fmt::format("{}\r\n", fmt::join(cells_, std::string(1, meter::separator_of(form_))));
    }

private:
    meter::TableForm form_;
    std::vector<std::string> cells_;
};

class MeterTable {
public:
    MeterTable(const Subject& subject, const ReportOptions& options, const Sink& sink)
        : subject_(subject), options_(options), sink_(sink), mask_(subject.dialect, options.show_secrets) {}

    void write() {
        write_header();
        store::Targets targets(subject_.database);
        Assessor assessor(subject_);
        store::CampaignStatistics(subject_.database).each_meter(subject_.campaign.id, [&](const store::MeterCourse& course) {
            const auto assessment = assessor.of(course);
            if (options_.failed_only && assessment.standing == Standing::as_wanted) return;
            sink_(line_of(course, assessment, targets.settings(course.target.id)));
        });
    }

private:
    void write_header() {
        std::vector<std::string> titles{"phone", "serial",    "label",  "outcome", "detail",
                                        "cause", "next step", "stored", "applied"};
        if (subject_.online != nullptr) titles.emplace_back("online");
        for (const auto* title : {"sms sent", "attempts", "started", "finished", "our modem", "our sim"}) titles.emplace_back(title);
        settings_ = setting_columns(subject_);
        for (const auto& setting : settings_) {
            titles.push_back("wanted " + setting);
            titles.push_back("seen " + setting);
        }
        extras_ = extra_columns(subject_, titles);
        Line line(options_.form);
        for (const auto& title : titles) line.text(title);
        for (const auto& extra : extras_) line.text(extra.title);
        sink_(meter::table_mark(options_.form));
        sink_(line.ended());
    }

    std::string line_of(const store::MeterCourse& course, const Assessment& assessment,
                        const std::vector<store::TargetSetting>& settings) const {
        const auto& target = course.target;
        Line line(options_.form);
        line.number(target.phone).number(assessment.serial).text(target.label).text(store::name(target.outcome));
        line.text(target.detail).text(assessment.cause.words).text(assessment.cause.next_step());
        line.text(yes_or_no(assessment.progress.stored)).text(yes_or_no(assessment.progress.applied));
        if (subject_.online != nullptr) line.text(yes_or_no(assessment.online));
        line.count(course.sms).count(course.attempts).text(moment(target.started_at)).text(moment(target.finished_at));
        line.text(course.last ? course.last->modem : "").number(assessment.sim);
        for (const auto& name : settings_) {
            const auto setting = std::ranges::find(settings, name, &store::TargetSetting::setting);
            const bool there = setting != settings.end();
            line.text(there ? mask_.value(name, setting->wanted).value_or("") : "");
            line.text(there ? mask_.value(name, setting->seen).value_or("") : "");
        }
        if (extras_.empty()) return line.ended();
        const auto extra = base::Json::parse(target.extra.empty() ? "{}" : target.extra);
        for (const auto& column : extras_) line.text(extra ? extra->at(column.key).string().value_or("") : "");
        return line.ended();
    }

    const Subject& subject_;
    const ReportOptions& options_;
    const Sink& sink_;
    Mask mask_;
    std::vector<std::string> settings_;
    std::vector<ExtraColumn> extras_;
};

class MessageTable {
public:
    MessageTable(const Subject& subject, const ReportOptions& options, const Sink& sink)
        : subject_(subject), options_(options), sink_(sink), mask_(subject.dialect, options.show_secrets), assessor_(subject) {}

    void write() {
        Line header(options_.form);
        for (const auto* title : {"phone",  "serial",   "label",     "meter outcome", "message",    "text",       "outcome",
                                  "detail", "attempt",  "submitted", "our modem",         "our sim",    "submission", "reference",
                                  "error",  "delivery", "report at", "reply at",      "reply kind", "reply"})
            header.text(title);
        sink_(meter::table_mark(options_.form));
        sink_(header.ended());
        MessageReader reader(subject_.database);
        store::CampaignStatistics(subject_.database).each_meter(subject_.campaign.id, [&](const store::MeterCourse& course) {
            const auto assessment = assessor_.of(course);
            if (options_.failed_only && assessment.standing == Standing::as_wanted) return;
            for (const auto& message : reader.of(course.target.id)) write_message(course.target, assessment, message);
        });
    }

private:
    void write_message(const store::Target& target, const Assessment& assessment, const MessageCourse& course) {
        const auto begin = [&] {
            Line line(options_.form);
            line.number(target.phone).number(assessment.serial).text(target.label).text(store::name(target.outcome));
            line.count(course.message.ordinal).text(mask_.text(course.message.text)).text(store::name(course.message.outcome));
            line.text(course.message.detail);
            return line;
        };
        if (course.attempts.empty()) {
            auto line = begin();
            for (int i = 0; i < 12; ++i) line.text("");
            sink_(line.ended());
        }
        for (std::size_t i = 0; i < course.attempts.size(); ++i) {
            auto line = begin();
            write_attempt(line, course, i);
            sink_(line.ended());
        }
    }

    void write_attempt(Line& line, const MessageCourse& course, std::size_t index) {
        const auto& attempt = course.attempts[index];
        line.count(attempt.number).text(iso_local(attempt.submitting_at)).text(attempt.modem);
        line.number(attempt.imsi.empty() ? "" : assessor_.sim_name(attempt.imsi)).text(store::name(attempt.submission));
        line.text(attempt.reference ? std::to_string(*attempt.reference) : "").text(error_words(attempt));
        line.text(store::name(attempt.delivery)).text(moment(attempt.report_at));
        const auto replies = course.replies_to(index);
        line.text(replies.empty() ? "" : iso_local(replies.front()->received_at));
        line.text(replies.empty() ? "" : store::name(replies.front()->kind));
        std::string texts;
        for (const auto* reply : replies) texts += (texts.empty() ? "" : "\n---\n") + mask_.reply(reply->text);
        line.text(texts);
    }

    const Subject& subject_;
    const ReportOptions& options_;
    const Sink& sink_;
    Mask mask_;
    Assessor assessor_;
};

void write_group_table(const Subject& subject, const ReportOptions& options, const Sink& sink) {
    const auto counted = count_groups(subject, options.group_by.front(), options.prefix_length);
    Line header(options.form);
    for (const auto* title : {"group", "meters", "as wanted", "failed", "unfinished", "share as wanted", "sms sent"})
        header.text(title);
    sink(meter::table_mark(options.form));
    sink(header.ended());
    for (const auto& group : counted.groups) {
        Line line(options.form);
        line.number(group.key).count(group.meters()).count(group.as_wanted).count(group.failed).count(group.unfinished);
        line.text(fmt::format("{:.4f}", group.share_as_wanted())).count(group.sms);
        sink(line.ended());
    }
}

}  // namespace

void write_csv(const Subject& subject, const ReportOptions& options, const Sink& sink) {
    if (!options.group_by.empty()) write_group_table(subject, options, sink);
    else if (options.messages) MessageTable(subject, options, sink).write();
    else MeterTable(subject, options, sink).write();
}

DimensionGroups count_groups(const Subject& subject, Dimension dimension, std::size_t prefix_length) {
    Assessor assessor(subject);
    FiguresMaker maker(subject, assessor, {0, prefix_length, {dimension}});
    store::CampaignStatistics(subject.database).each_meter(subject.campaign.id, [&](const store::MeterCourse& course) {
        maker.add(course, assessor.of(course));
    });
    return maker.groups().front();
}

}  // namespace gsmcfg::report
