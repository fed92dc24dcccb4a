#include "gsmcfg/base/time_zone.hpp"

#include "gsmcfg/base/text.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <vector>

namespace gsmcfg::base {
namespace {

using Minutes = std::chrono::minutes;

date::sys_time<std::chrono::milliseconds> to_sys(UtcTime time) {
    return date::sys_time<std::chrono::milliseconds>(time.time_since_epoch());
}

UtcTime from_sys(date::sys_time<std::chrono::milliseconds> time) { return UtcTime(time.time_since_epoch()); }

const date::time_zone* located(std::string_view name) {
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return nullptr;
    }
}

// "moscow" and "Europe/Mosow" are meant as Europe/Moscow.
std::optional<std::string> nearest_name(std::string_view name) {
    const auto word = to_lower(name);
    std::vector<std::string> known;
    try {
        for (const auto& zone : date::get_tzdb().zones) known.push_back(zone.name());
    } catch (const std::exception&) {
        return std::nullopt;
    }
    std::vector<std::string> plain;
    for (const auto& full : known) plain.push_back(to_lower(full));
    const auto nameable = [&](const std::vector<std::string>& words) -> std::optional<std::string> {
        const auto near = nearest_word(word, words);
        if (!near) return std::nullopt;
        return known[static_cast<std::size_t>(std::ranges::find(words, *near) - words.begin())];
    };
    std::vector<std::string> cities;
    for (const auto& full : plain) cities.push_back(full.substr(full.rfind('/') + 1));
    if (std::ranges::find(cities, word) != cities.end() || word.find('/') == std::string::npos) return nameable(cities);
    return nameable(plain);
}

const date::time_zone* of_machine() {
    try {
        return date::current_zone();
    } catch (const std::exception&) {
        return nullptr;
    }
}

}  // namespace

struct TimeZone::Zone {
    const date::time_zone* zone = nullptr;  // nothing: UTC
    std::string name;

    [[nodiscard]] date::local_time<std::chrono::milliseconds> local(UtcTime time) const {
        if (zone == nullptr) return date::local_time<std::chrono::milliseconds>(time.time_since_epoch());
        return zone->to_local(to_sys(time));
    }
    // The first moment at which the local clock shows that time or, if it leaves it out, more.
    [[nodiscard]] UtcTime first(date::local_time<std::chrono::milliseconds> time) const {
        if (zone == nullptr) return UtcTime(time.time_since_epoch());
        const auto info = zone->get_info(time);
        if (info.result == date::local_info::nonexistent)
            return UtcTime(std::chrono::floor<std::chrono::milliseconds>(info.second.begin).time_since_epoch());
        return from_sys(date::sys_time<std::chrono::milliseconds>(time.time_since_epoch()) - info.first.offset);
    }
};

Result<TimeZone> TimeZone::find(std::string_view name) {
    const auto* const zone = located(name);
    if (zone == nullptr && name != "UTC") {
        const auto near = nearest_name(name);
        return fail(ErrorCode::not_found, "time zone",
                    fmt::format("there is no time zone '{}'; {}names are such as Europe/Moscow, UTC", escape_control(name),
                                near ? fmt::format("did you mean {}? ", *near) : ""));
    }
    return TimeZone(std::make_shared<const Zone>(Zone{zone, std::string(name)}));
}

TimeZone TimeZone::local() {
    if (const char* named = std::getenv("TZ"); named != nullptr && *named != '\0') {
        const std::string_view name = *named == ':' ? named + 1 : named;
        if (auto found = find(name)) return *found;
    }
    const auto* const zone = of_machine();
    return TimeZone(std::make_shared<const Zone>(Zone{zone, zone != nullptr ? zone->name() : "UTC"}));
}

const std::string& TimeZone::name() const { return zone_->name; }

std::string TimeZone::day(UtcTime time) const {
    const date::year_month_day day(date::floor<date::days>(zone_->local(time)));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

int TimeZone::minute_of_day(UtcTime time) const {
    const auto local = zone_->local(time);
    return static_cast<int>(std::chrono::floor<Minutes>(local - date::floor<date::days>(local)).count());
}

UtcTime TimeZone::at(UtcTime time, int days, int minute) const {
    const auto midnight = date::floor<date::days>(zone_->local(time)) + date::days(days);
    return zone_->first(midnight + Minutes(minute));
}

UtcTime TimeZone::next_day(UtcTime time) const { return at(time, 1, 0); }

Result<UtcTime> TimeZone::parse_deadline(std::string_view text) const {
    const auto bad = [&] {
        return fail(ErrorCode::invalid_argument, "date",
                    fmt::format("'{}' is no date such as 2026-03-29 or 2026-03-29 18:00", text));
    };
    std::vector<int> numbers;
    std::string form;
    for (const char* at = text.data(); at != text.data() + text.size();) {
        if (*at < '0' || *at > '9') {
            form += *at++;
            continue;
        }
        int number = 0;
        at = std::from_chars(at, text.data() + text.size(), number).ptr;
        numbers.push_back(number);
    }
    const bool with_time = form == "-- :" || form == "--T:";
    if (!(form == "--" && numbers.size() == 3) && !(with_time && numbers.size() == 5)) return bad();
    const auto day = date::year(numbers[0]) / numbers[1] / numbers[2];
    if (!day.ok()) return bad();
    if (with_time && (numbers[3] > 24 || numbers[4] > 59)) return bad();
    const auto minute = with_time ? Minutes(numbers[3] * 60 + numbers[4]) : Minutes(24 * 60);
    return zone_->first(date::local_days(day) + minute);
}

}  // namespace gsmcfg::base
