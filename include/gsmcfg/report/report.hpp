// Reports on a campaign: CSV and JSON for programs and spreadsheets, one HTML page for people.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/table_cell.hpp"
#include "gsmcfg/report/figures.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace gsmcfg::report {

// Takes the report piece by piece, in its order.
using Sink = std::function<void(std::string_view)>;

struct ReportOptions {
    bool show_secrets = false;  // else masked, wherever they stand
    bool failed_only = false;   // only meters that are not as wanted
    bool messages = false;      // with every message, attempt and reply
    meter::TableForm form = meter::TableForm::plain;
    std::vector<Dimension> group_by;  // CSV, JSON: groups in place of meters, by the first; HTML: these groups; empty: all
    std::size_t prefix_length = default_prefix_length;
    base::UtcTime now;  // when the report is made
};

// All of them stream: memory does not grow with the campaign. They throw DatabaseError. Call them within a store::Snapshot,
// or the parts of a report on a running campaign will not fit together.

// A line for each meter; with `messages` one for each attempt, and for each message that was not sent. The meters' lines read
// back as a phone list.
void write_csv(const Subject& subject, const ReportOptions& options, const Sink& sink);
// An object a line for each meter, then {"event":"summary",…}.
void write_json(const Subject& subject, const ReportOptions& options, const Sink& sink);
// One file without a script or anything from elsewhere. Failed meters are listed up to a thousand.
void write_html(const Subject& subject, const ReportOptions& options, const Sink& sink);

// {"event":"group","by":…,"group":…,"meters":…,…}
[[nodiscard]] base::Json group_json(Dimension dimension, const Group& group);
// The groups alone, without what was sent when: for a screen.
[[nodiscard]] DimensionGroups count_groups(const Subject& subject, Dimension dimension, std::size_t prefix_length);

}  // namespace gsmcfg::report
