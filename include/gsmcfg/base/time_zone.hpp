// Local time: days and hours as people and operators count them, also where clocks are put forward and back.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace gsmcfg::base {

// A zone of the IANA database. Immutable; cheap to copy; safe from any thread.
class TimeZone {
public:
    // "Europe/Moscow", "UTC". Errors: not_found.
    [[nodiscard]] static Result<TimeZone> find(std::string_view name);
    // That of TZ, else this machine's; UTC where neither can be read.
    [[nodiscard]] static TimeZone local();

    [[nodiscard]] const std::string& name() const;
    // The local date at that time: "2026-03-29".
    [[nodiscard]] std::string day(UtcTime time) const;
    // Minutes of the local clock since midnight, 0 to 1439.
    [[nodiscard]] int minute_of_day(UtcTime time) const;
    // When the local date changes next, after `time`.
    [[nodiscard]] UtcTime next_day(UtcTime time) const;
    // The first moment of the local date of `time` (plus `days`) at which the local clock shows at least so many minutes since
    // midnight (0 to 1440): where the hour is left out in spring, the moment after it.
    [[nodiscard]] UtcTime at(UtcTime time, int days, int minute) const;
    // "2026-03-29", or "2026-03-29 18:00", as a moment; a date alone is its end. Errors: invalid_argument.
    [[nodiscard]] Result<UtcTime> parse_deadline(std::string_view text) const;

    struct Zone;

private:
    explicit TimeZone(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}
    std::shared_ptr<const Zone> zone_;
};

}  // namespace gsmcfg::base
