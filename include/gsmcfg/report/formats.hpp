// The forms that a report has.
#pragma once

#include "gsmcfg/report/report.hpp"

#include <span>
#include <string_view>

namespace gsmcfg::report {

struct Format {
    std::string_view name;                      // as --format calls it
    std::span<const std::string_view> endings;  // of files, lower case, with their dots
    bool spreadsheet;                           // ReportOptions::form says which one
    bool one_table;                             // one grouping, and then all meters and nothing else
    void (*write)(const Subject& subject, const ReportOptions& options, const Sink& sink);
};

// The first is what a report is if nobody says what.
[[nodiscard]] std::span<const Format> formats();
[[nodiscard]] const Format* format_named(std::string_view name);
// By the ending of a file's name. Null: none is known by it.
[[nodiscard]] const Format* format_of_file(std::string_view ending);

}  // namespace gsmcfg::report
