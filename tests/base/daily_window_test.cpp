#include "gsmcfg/base/daily_window.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

using namespace std::chrono_literals;

UtcTime utc(int year, unsigned month, unsigned day, int hour, int minute = 0) {
    return UtcTime(std::chrono::sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(hour) +
                   std::chrono::minutes(minute));
}

DailyWindow window(std::string_view text, std::string_view zone = "UTC") {
    return DailyWindow::parse(text, TimeZone::find(zone).value()).value();
}

TEST(DailyWindow, IsOpenFromItsBeginToItsEnd) {
    const auto day = window("08:00-20:00");
    EXPECT_FALSE(day.open_at(utc(2026, 3, 1, 7, 59)));
    EXPECT_TRUE(day.open_at(utc(2026, 3, 1, 8)));
    EXPECT_TRUE(day.open_at(utc(2026, 3, 1, 19, 59)));
    EXPECT_FALSE(day.open_at(utc(2026, 3, 1, 20)));
    EXPECT_EQ(day.closing(utc(2026, 3, 1, 9)), utc(2026, 3, 1, 20));
    EXPECT_EQ(day.next_opening(utc(2026, 3, 1, 7)), utc(2026, 3, 1, 8));
    EXPECT_EQ(day.next_opening(utc(2026, 3, 1, 20)), utc(2026, 3, 2, 8));
    EXPECT_EQ(day.next_opening(utc(2026, 3, 1, 9)), utc(2026, 3, 1, 9)) << "open now";
    EXPECT_EQ(day.length(), 12h);
    EXPECT_EQ(day.text(), "08:00-20:00");
}

TEST(DailyWindow, GoesOverMidnight) {
    const auto night = window("22:00-06:00");
    EXPECT_TRUE(night.open_at(utc(2026, 3, 1, 23)));
    EXPECT_TRUE(night.open_at(utc(2026, 3, 1, 5, 59)));
    EXPECT_FALSE(night.open_at(utc(2026, 3, 1, 6)));
    EXPECT_EQ(night.closing(utc(2026, 3, 1, 23)), utc(2026, 3, 2, 6));
    EXPECT_EQ(night.closing(utc(2026, 3, 2, 1)), utc(2026, 3, 2, 6));
    EXPECT_EQ(night.length(), 8h);
}

TEST(DailyWindow, FollowsTheLocalClockWhenItIsPutForwardAndBack) {
    const auto day = window("08:00-20:00", "Europe/Berlin");
    EXPECT_EQ(day.next_opening(utc(2026, 3, 27, 22)), utc(2026, 3, 28, 7)) << "winter time";
    EXPECT_EQ(day.next_opening(utc(2026, 3, 28, 22)), utc(2026, 3, 29, 6)) << "summer time";
    // Closed while the clock is put forward: the window itself is an hour shorter.
    const auto night = window("01:00-04:00", "Europe/Berlin");
    EXPECT_EQ(*night.closing(utc(2026, 3, 29, 0)) - utc(2026, 3, 29, 0), 2h);
    EXPECT_EQ(*night.closing(utc(2026, 10, 24, 23)) - utc(2026, 10, 24, 23), 4h);
    // A window that lies in the hour that is left out does not open on that day.
    EXPECT_EQ(window("02:00-02:30", "Europe/Berlin").next_opening(utc(2026, 3, 28, 12)), utc(2026, 3, 30, 0));
}

TEST(DailyWindow, AllDayNeverCloses) {
    const auto always = window("00:00-24:00");
    EXPECT_TRUE(always.open_at(utc(2026, 3, 1, 23, 59)));
    EXPECT_FALSE(always.closing(utc(2026, 3, 1, 9)));
    EXPECT_EQ(window("20:00-00:00").closing(utc(2026, 3, 1, 21)), utc(2026, 3, 2, 0));
}

TEST(DailyWindow, RefusesWhatIsNoWindowOrNeverOpens) {
    const auto zone = TimeZone::find("UTC").value();
    for (const auto* wrong : {"", "8-20", "08:00", "8:00-20:00", "08:00-25:00", "08:60-20:00", "24:00-08:00", "08:00–20:00"})
        EXPECT_FALSE(DailyWindow::parse(wrong, zone)) << wrong;
    const auto never = DailyWindow::parse("08:00-08:00", zone);
    ASSERT_FALSE(never);
    EXPECT_NE(never.error().detail.find("never opens"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::base
