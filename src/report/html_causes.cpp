// The meters that need somebody, by cause.
#include "report/html_sections.hpp"
#include "report/html_text.hpp"
#include "report/local_time.hpp"
#include "report/message_course.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::report {
namespace {

constexpr std::size_t longest_reply = 200;

class CauseWriter {
public:
    CauseWriter(const PageContent& page, const Sink& sink)
        : page_(page), sink_(sink), reader_(page.subject.database), mask_(page.subject.dialect, page.options.show_secrets) {}

    void write(const CauseFigures& cause) {
        sink_(fmt::format("<article class=\"cause {}\">\n<h3>{} <span class=\"count\">{}</span></h3>\n",
                          cause.standing == Standing::failed ? "bad" : "open", html_text(sentence(cause.cause.words)),
                          counted(cause.meters, "meter")));
        sink_(next_step(cause.cause));
        if (!cause.samples.empty()) write_meters(cause);
        sink_("</article>\n");
    }

private:
    static std::string next_step(const Cause& cause) {
        if (cause.advice.empty() && cause.commands.empty()) return "";
        auto text = "<div class=\"next\"><b>Next step:</b> " + html_text(sentence(cause.advice));
        if (!cause.advice.empty()) text += ".";
        for (const auto& command : cause.commands) text += "<div class=\"command\">" + code(command) + "</div>";
        return text + "</div>\n";
    }

    void write_meters(const CauseFigures& cause) {
        Columns columns;
        columns.course = std::ranges::any_of(cause.samples, [](const MeterSample& meter) { return meter.begun; });
        columns.reply = columns.course && std::ranges::any_of(cause.samples, answers);
        sink_(fmt::format(
            "<table class=\"cards\"><thead><tr><th>Number</th><th>Label</th><th>Serial</th>{}{}{}</tr></thead><tbody>\n",
            columns.course ? "<th>What happened</th>" : "", columns.reply ? "<th>Last reply</th>" : "",
            columns.course ? "<th>Ended</th>" : ""));
        for (const auto& meter : cause.samples) sink_(row(meter, columns));
        sink_("</tbody></table>\n");
        const auto more = cause.meters - static_cast<std::int64_t>(cause.samples.size());
        if (more > 0)
            sink_(fmt::format(
                "<p class=\"more\">and {} more: {}</p>\n", grouped(more),
                code(fmt::format("gsmcfg campaign report {} --failed --format csv --output FILE", page_.subject.campaign.id))));
    }

    struct Columns {
        bool course = false;  // some of them were begun
        bool reply = false;
    };

    // Its last reply may say why.
    static bool answers(const MeterSample& meter) {
        using enum store::MeterOutcome;
        return meter.outcome != no_reply && meter.outcome != undeliverable && meter.outcome != failed;
    }

    std::string row(const MeterSample& meter, const Columns& columns) {
        auto text = fmt::format(
            "<tr><td data-label=\"Number\" class=\"id\">{}</td><td data-label=\"Label\" class=\"label\">{}</td><td "
            "data-label=\"Serial\" class=\"id\">{}</td>",
            html_text(meter.phone), html_text(meter.label), html_text(meter.serial));
        if (!columns.course) return text + "</tr>\n";
        const auto messages = reader_.of(meter.target);
        text += fmt::format("<td data-label=\"What happened\">{}</td>",
                            html_text(meter.detail.empty() ? store::name(meter.outcome) : std::string_view(meter.detail)));
        if (columns.reply) text += "<td data-label=\"Last reply\">" + last_reply(messages) + "</td>";
        text += fmt::format("<td data-label=\"Ended\" class=\"time\">{}</td></tr>\n",
                            meter.finished_at ? shown_time(*meter.finished_at) : "");
        if (page_.options.messages) text += "<tr class=\"wide\"><td colspan=\"6\">" + all_messages(messages) + "</td></tr>\n";
        return text;
    }

    [[nodiscard]] std::string last_reply(const std::vector<MessageCourse>& messages) const {
        const store::InboundMessage* last = nullptr;
        for (const auto& message : messages)
            for (const auto& reply : message.replies)
                if (last == nullptr || reply.received_at >= last->received_at) last = &reply;
        return last == nullptr ? "" : raw(shortened(mask_.reply(last->text), longest_reply));
    }

    static std::string raw(const std::string& text) { return "<pre class=\"raw\">" + html_text(text) + "</pre>"; }

    [[nodiscard]] std::string all_messages(const std::vector<MessageCourse>& messages) const {
        std::string text = fmt::format("<details><summary>{}</summary>\n<ol class=\"messages\">\n",
                                       counted(static_cast<std::int64_t>(messages.size()), "message"));
        for (const auto& course : messages) {
            text += fmt::format("<li><code>{}</code> <b>{}</b> {}\n<ul>\n", html_text(mask_.text(course.message.text)),
                                store::name(course.message.outcome), html_text(course.message.detail));
            for (std::size_t i = 0; i < course.attempts.size(); ++i) {
                text += attempt_item(course.attempts[i]);
                for (const auto* reply : course.replies_to(i))
                    text += fmt::format("<li>{} {}: {}</li>\n", shown_time(reply->received_at), store::name(reply->kind),
                                        raw(mask_.reply(reply->text)));
            }
            text += "</ul></li>\n";
        }
        return text + "</ol></details>";
    }

    static std::string attempt_item(const store::Attempt& attempt) {
        const auto error = error_words(attempt);
        return fmt::format("<li>{} attempt {} by {}: {}{}{}{}</li>\n", shown_time(attempt.submitting_at), attempt.number,
                           html_text(attempt.modem), store::name(attempt.submission),
                           attempt.delivery == store::Delivery::unknown ? "" : fmt::format(", {}", store::name(attempt.delivery)),
                           attempt.report_at ? " " + shown_time(*attempt.report_at) : "",
                           error.empty() ? "" : ", " + html_text(error));
    }

    const PageContent& page_;
    const Sink& sink_;
    MessageReader reader_;
    Mask mask_;
};

void write_part(const PageContent& page, const Sink& sink, Standing standing, std::string_view heading) {
    const auto& causes = page.figures.causes;
    if (std::ranges::none_of(causes, [&](const CauseFigures& cause) { return cause.standing == standing; })) return;
    sink(fmt::format("<section>\n<h2>{}</h2>\n", heading));
    CauseWriter writer(page, sink);
    for (const auto& cause : causes)
        if (cause.standing == standing) writer.write(cause);
    sink("</section>\n");
}

}  // namespace

void write_causes_section(const PageContent& page, const Sink& sink) {
    write_part(page, sink, Standing::failed, "What failed, and what to do next");
    write_part(page, sink, Standing::unfinished, "What is not finished");
}

}  // namespace gsmcfg::report
