#include "gsmcfg/base/time_zone.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

using namespace std::chrono_literals;

UtcTime utc(int year, unsigned month, unsigned day, int hour, int minute = 0) {
    return UtcTime(std::chrono::sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(hour) +
                   std::chrono::minutes(minute));
}

TimeZone berlin() { return TimeZone::find("Europe/Berlin").value(); }

TEST(TimeZone, KnowsTheLocalDayAndClock) {
    const auto moscow = TimeZone::find("Europe/Moscow").value();
    EXPECT_EQ(moscow.day(utc(2026, 3, 1, 20, 59)), "2026-03-01");
    EXPECT_EQ(moscow.day(utc(2026, 3, 1, 21, 0)), "2026-03-02");
    EXPECT_EQ(moscow.minute_of_day(utc(2026, 3, 1, 21, 5)), 5);
    EXPECT_EQ(moscow.name(), "Europe/Moscow");
}

TEST(TimeZone, AnUnknownNameIsRefusedWithExamples) {
    const auto found = TimeZone::find("Europe/Atlantis");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::not_found);
    EXPECT_NE(found.error().detail.find("Europe/Moscow"), std::string::npos);
    EXPECT_TRUE(TimeZone::find("UTC"));
}

TEST(TimeZone, ADayMayHave23Or25Hours) {
    const auto zone = berlin();
    // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
    const auto short_day = zone.at(utc(2026, 3, 29, 12), 0, 0);
    EXPECT_EQ(zone.next_day(short_day) - short_day, 23h);
    const auto long_day = zone.at(utc(2026, 10, 25, 12), 0, 0);
    EXPECT_EQ(zone.next_day(long_day) - long_day, 25h);
}

TEST(TimeZone, ALeftOutHourIsItsEnd) {
    const auto zone = berlin();
    EXPECT_EQ(zone.at(utc(2026, 3, 29, 12), 0, 2 * 60 + 30), utc(2026, 3, 29, 1)) << "03:00 summer time";
    EXPECT_EQ(zone.at(utc(2026, 10, 25, 12), 0, 2 * 60 + 30), utc(2026, 10, 25, 0, 30)) << "the first of the two";
}

TEST(TimeZone, AnUnknownNameBringsTheNearest) {
    const auto said = [](std::string_view name) { return TimeZone::find(name).error().detail; };
    EXPECT_EQ(said("Europe/Moskow"),
              "there is no time zone 'Europe/Moskow'; did you mean Europe/Moscow? names are such as Europe/Moscow, UTC");
    EXPECT_EQ(said("yekaterinburg"),
              "there is no time zone 'yekaterinburg'; did you mean Asia/Yekaterinburg? names are such as Europe/Moscow, UTC");
    EXPECT_EQ(said("europe/berlin"),
              "there is no time zone 'europe/berlin'; did you mean Europe/Berlin? names are such as Europe/Moscow, UTC");
    EXPECT_EQ(said("+++++++++"), "there is no time zone '+++++++++'; names are such as Europe/Moscow, UTC");
}

TEST(TimeZone, ReadsADeadline) {
    const auto zone = berlin();
    EXPECT_EQ(zone.parse_deadline("2026-03-29 18:00").value(), utc(2026, 3, 29, 16));
    EXPECT_EQ(zone.parse_deadline("2026-03-29T18:00").value(), utc(2026, 3, 29, 16));
    EXPECT_EQ(zone.parse_deadline("2026-03-28").value(), utc(2026, 3, 28, 23)) << "the end of that day";
    for (const auto* wrong : {"", "tomorrow", "2026-02-30", "29.03.2026", "2026-03", "2026-03-29 25:00", "2026-03-29 18:60"})
        EXPECT_FALSE(zone.parse_deadline(wrong)) << wrong;
}

}  // namespace
}  // namespace gsmcfg::base
