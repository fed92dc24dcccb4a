// What is told to programs and people outside: hooks, metrics, alarms.
#pragma once

#include "gsmcfg/base/pattern.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::config {

enum class HookEvent {
    inbound,        // a received message that answers nothing, or can't be read as an answer
    meter_done,     // a meter that was begun has its outcome
    campaign_done,  // finished or cancelled; held, if a hook's outcomes name that
    modem_down,     // for as long as the hook's `after`
    modem_up,       // again, after it was down for that long
    storage_high,   // few places are left for received messages
};
inline constexpr std::array hook_events{HookEvent::inbound,    HookEvent::meter_done, HookEvent::campaign_done,
                                        HookEvent::modem_down, HookEvent::modem_up,   HookEvent::storage_high};
[[nodiscard]] std::string_view name(HookEvent event);
// Names that `outcome` can hold: of a meter, and of a campaign.
[[nodiscard]] const std::vector<std::string>& meter_outcome_names();
[[nodiscard]] const std::vector<std::string>& campaign_outcome_names();

// A program that is run for each event that fits. Rules that are empty let everything pass.
struct Hook {
    std::string name;  // unique
    std::vector<HookEvent> events;
    std::vector<std::string> program;      // an absolute path and arguments; no shell
    std::chrono::seconds deadline{30};     // 1 s to 1 h; then it is killed
    int retries = 60;                      // 0 to 100, after a first attempt that failed; 60 last about two days
    std::vector<std::string> sender;       // beginnings of the number or name that an SMS is from, or of a meter's number
    std::optional<base::Pattern> pattern;  // looked for in a received text
    std::vector<std::string> outcome;      // of meters or campaigns
    std::chrono::seconds after{60};        // 0 to 1 day: how long a modem must be down

    [[nodiscard]] bool tells_of(HookEvent event) const { return std::ranges::find(events, event) != events.end(); }
};

struct Metrics {
    std::optional<std::filesystem::path> file;  // Prometheus text format; absent: none is written
    std::chrono::seconds every{15};             // 1 s to 1 h
};

// An SMS to a person when a modem is down.
struct Alarm {
    std::optional<std::string> phone;  // E.164
    std::vector<std::string> modems;   // names in the configuration; empty: all
    std::chrono::seconds after{300};   // 0 to 1 day
};

}  // namespace gsmcfg::config
