// Hours of the day in which messages may be sent: "08:00-20:00", or over midnight "22:00-06:00".
#pragma once

#include "gsmcfg/base/time_zone.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::base {

class DailyWindow {
public:
    // HH:MM-HH:MM; the end, up to 24:00, is outside. Errors: invalid_argument, also for a window that never opens.
    [[nodiscard]] static Result<DailyWindow> parse(std::string_view text, TimeZone zone);

    [[nodiscard]] bool open_at(UtcTime time) const;
    // `time` itself if it is open then.
    [[nodiscard]] UtcTime next_opening(UtcTime time) const;
    // When it closes, for a time at which it is open; never for one that is open all day: nothing.
    [[nodiscard]] std::optional<UtcTime> closing(UtcTime time) const;
    // How long it is open, on a day without a change of the clocks.
    [[nodiscard]] std::chrono::minutes length() const;

    [[nodiscard]] std::string text() const;  // "08:00-20:00"
    [[nodiscard]] const TimeZone& zone() const { return zone_; }

private:
    DailyWindow(int from, int to, TimeZone zone) : from_(from), to_(to), zone_(std::move(zone)) {}
    int from_;  // minutes since midnight
    int to_;    // 1 to 1440
    TimeZone zone_;
};

}  // namespace gsmcfg::base
