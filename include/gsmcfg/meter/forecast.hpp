// How long a campaign will take, day by day: what the modems, the replies, the SIMs' caps and the hours allow. Pure.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/daily_window.hpp"
#include "gsmcfg/base/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

// What a campaign waits for most.
enum class Bound { radio, rate, replies, cap, window };
[[nodiscard]] std::string_view name(Bound bound);

struct ForecastInput {
    std::int64_t meters = 0;
    std::int64_t sms = 0;                   // of all meters
    std::int64_t meter_messages = 0;        // of the longest meter
    std::int64_t modems = 1;                // and SIMs; at least 1
    double seconds_per_sms = 4;             // of one modem's time; more than 0
    double seconds_per_reply = 15;          // from a message's end to its reply; 0: none is waited for
    double seconds_per_restart = 60;        // that a restarting message takes longer; 0: nothing restarts
    std::int64_t open_meters = 20;          // that one modem works on at once; at least 1
    std::optional<double> sms_per_minute;   // of each modem
    std::optional<std::int64_t> daily_cap;  // SMS of one SIM and local day; at least 1
    std::vector<std::int64_t> sent_today;   // by each SIM; those that are not there: 0
    std::optional<base::DailyWindow> window;
    base::TimeZone zone = base::TimeZone::local();  // whose days the cap counts
    base::UtcTime start;
};

struct Forecast {
    std::optional<base::UtcTime> end;  // nothing: never
    std::string never;                 // why; one sentence without a final stop
    // Its cause is a limit that no time cures: a cap or a window that is too small for one meter.
    bool impossible = false;
    std::int64_t days = 0;          // local days on which something is sent
    std::int64_t meters_a_day = 0;  // by all SIMs, on the best day
    std::int64_t sms_a_day = 0;
    Bound bound = Bound::radio;
    double sms_per_minute = 0;  // of one modem while it may send
};

// A meter is begun only if the cap and the window leave room for all its messages. More than ten years: never.
[[nodiscard]] Forecast forecast(const ForecastInput& input);
// The least number of modems, each with a SIM of its own, that are done by then; nothing if one for each meter is too few.
[[nodiscard]] std::optional<std::int64_t> sims_needed(const ForecastInput& input, base::UtcTime deadline);

}  // namespace gsmcfg::meter
