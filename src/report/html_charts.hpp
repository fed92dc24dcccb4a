// Charts as SVG: shapes that stretch with the page; their words are beside them in HTML, so that they stay readable.
#pragma once

#include "gsmcfg/report/history.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::report {

struct Segment {
    std::string_view style;  // its class
    std::int64_t value = 0;
};

// One bar, divided. `words` say the same to who can't see it.
[[nodiscard]] std::string divided_bar(const std::vector<Segment>& segments, std::string_view words);
// A small bar of that share of its width, 0 to 1. What it shows stands beside it.
[[nodiscard]] std::string share_bar(double share, std::string_view style);
// Messages and replies, with times below and a table of the same.
[[nodiscard]] std::string timeline_chart(const Timeline& timeline);
// A table with a bar in each line.
[[nodiscard]] std::string delay_chart(const ReplyDelays& delays);

}  // namespace gsmcfg::report
