// status as a watchman asks it every night: only what has not been heard lately, within a budget, and only what is wrong is said.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/targets.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::cli {

enum class Alert { drift, swapped, silent };
[[nodiscard]] std::string_view name(Alert alert);

struct WatchOptions {
    base::UtcTime now;                          // when the run began
    std::optional<base::UtcTime> fresh_since;   // --max-age: values seen since then are not asked for again
    std::optional<base::UtcTime> silent_since;  // --silent-after: a meter not heard since then is silent
    std::optional<std::int64_t> budget;         // SMS of this run
    bool changed_only = false;                  // what the last status has said already is not said again
    std::set<Alert> alerts;                     // empty: no watch, the result is shown as ever

    [[nodiscard]] bool watching() const { return !alerts.empty(); }
};

// --max-age, --changed-only, --budget, --silent-after, --alert
[[nodiscard]] std::vector<OptionSpec> watch_options();
// Failure: exit 2.
[[nodiscard]] Outcome<WatchOptions> watch_options_of(const Invocation& invocation, base::UtcTime now);

// Before a run: when a meter was last heard or asked in vain, and whether all that is asked for was seen lately.
struct Standing {
    base::UtcTime touched;  // never: the least time
    bool fresh = false;
};

// Which meters are asked, as places in the list: those that are not fresh, longest untouched first, as many as the budget has
// SMS for; `left_out` more would have been asked. Pure.
struct Choice {
    std::vector<std::size_t> asked;  // ascending
    std::size_t fresh = 0;
    std::size_t left_out = 0;
};
[[nodiscard]] Choice choose_meters(const std::vector<Standing>& meters, std::int64_t messages_each, const WatchOptions& options);

// What is known of one meter after a run.
struct Known {
    std::vector<store::TargetSetting> settings;  // wanted; was before the run; seen now
    std::optional<base::UtcTime> heard;          // at last
    std::optional<base::UtcTime> asked_before;   // before the run, without an answer
    bool asked = false;                          // by this run
    bool swapped = false;                        // another meter answered it
    bool mismatch = false;                       // its answer was not as expected
    std::string detail;                          // how it ended
};

struct AlertFinding {
    Alert alert{};
    std::string detail;  // secrets masked
};
// What is wrong with it, if it is one of the alerts. `last_status`: when the last one before this began. Pure.
[[nodiscard]] std::optional<AlertFinding> find_alert(const meter::Dialect& dialect, const Known& meter,
                                                     const WatchOptions& options, std::optional<base::UtcTime> last_status);

// The register's view of the meters of a list.
class WatchedMeters {
public:
    WatchedMeters(store::Database& database, std::vector<std::string> settings, const WatchOptions& options);
    [[nodiscard]] Standing standing(const std::string& phone);
    // Completes `known` with what the register holds: what was seen now, and when it was heard.
    void look_up(const std::string& phone, Known& known);

private:
    store::Meters meters_;
    store::Messages messages_;
    std::vector<std::string> settings_;
    const WatchOptions& options_;
};

}  // namespace gsmcfg::cli
