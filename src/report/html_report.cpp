#include "gsmcfg/report/report.hpp"

#include "report/html_sections.hpp"
#include "report/html_text.hpp"

#include "gsmcfg/base/embedded.hpp"

#include <fmt/format.h>

namespace gsmcfg::embedded::report {
std::span<const base::EmbeddedFile> files();
}

namespace gsmcfg::report {
namespace {

std::string opening(const Subject& subject) {
    std::string style;
    for (const auto& file : embedded::report::files())
        if (file.name == "report.css") style = file.text;
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>gsmcfg: campaign {}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
        subject.campaign.id, style);
}

}  // namespace

void write_html(const Subject& subject, const ReportOptions& options, const Sink& sink) {
    Assessor assessor(subject);
    FiguresMaker::Limits limits;
    limits.prefix_length = options.prefix_length;
    FiguresMaker maker(subject, assessor, limits);
    store::CampaignStatistics(subject.database).each_meter(subject.campaign.id, [&](const store::MeterCourse& course) {
        maker.add(course, assessor.of(course));
    });
    const auto figures = maker.finish();
    const PageContent page{subject, options, figures};
    sink(opening(subject));
    sink(head_section(page));
    sink(outcome_section(page));
    sink(progress_section(page));
    sink(findings_section(page));
    write_causes_section(page, sink);
    sink(time_section(page));
    sink(groups_section(page));
    sink(lines_section(page));
    sink(facts_section(page));
    sink("</main>\n</body>\n</html>\n");
}

}  // namespace gsmcfg::report
