// Points in time as people give them on the command line.
#pragma once

#include "arguments.hpp"

#include "gsmcfg/base/clock.hpp"

#include <optional>
#include <string_view>

namespace gsmcfg::cli {

// Which end of a day is meant where a day alone is given.
enum class Edge { begin, end };

// "45m", "12h", "30d", "2w": so long before `now`. "2026-03-01", "2026-03-01 12:00", "2026-03-01T12:00:05.123": where this
// machine is, or with Z or +0300 behind it as this program prints times.
[[nodiscard]] std::optional<base::UtcTime> parse_time(std::string_view text, base::UtcTime now, Edge edge);
// Of an option; nothing if it was not given. Failure: exit 2.
[[nodiscard]] Outcome<std::optional<base::UtcTime>> time_option(const Arguments& arguments, std::string_view option, Edge edge);

// --since and --until; a day given to the latter counts whole. Failure: exit 2, also if the one is not before the other.
struct Period {
    std::optional<base::UtcTime> since, until;  // since <= time < until
};
[[nodiscard]] Outcome<Period> period_of(const Arguments& arguments);
[[nodiscard]] OptionSpec since_option();
[[nodiscard]] OptionSpec until_option();

}  // namespace gsmcfg::cli
