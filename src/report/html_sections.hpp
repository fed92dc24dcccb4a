// The parts of the page.
#pragma once

#include "gsmcfg/report/report.hpp"

#include <string>

namespace gsmcfg::report {

// What the page is made from.
struct PageContent {
    const Subject& subject;
    const ReportOptions& options;
    const Figures& figures;
};

// Title, the one sentence that matters, and the most important numbers.
[[nodiscard]] std::string head_section(const PageContent& page);
[[nodiscard]] std::string outcome_section(const PageContent& page);
// Stored, applied, online.
[[nodiscard]] std::string progress_section(const PageContent& page);
[[nodiscard]] std::string findings_section(const PageContent& page);
// By cause, each with its next step and its meters; hands them to the sink one by one.
void write_causes_section(const PageContent& page, const Sink& sink);
[[nodiscard]] std::string time_section(const PageContent& page);
[[nodiscard]] std::string groups_section(const PageContent& page);
[[nodiscard]] std::string lines_section(const PageContent& page);
// Who, where, when, why, with what.
[[nodiscard]] std::string facts_section(const PageContent& page);

}  // namespace gsmcfg::report
