#include "cli/time_argument.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

constexpr base::UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h};

// The zone is given in full: no tables of the machine are needed.
class TimeArgument : public testing::Test {
protected:
    static void in_zone(const char* zone) {
        setenv("TZ", zone, 1);
        tzset();
    }
    void SetUp() override { in_zone("MSK-3"); }
    void TearDown() override {
        unsetenv("TZ");
        tzset();
    }
    static std::optional<base::UtcTime> begin(std::string_view text) { return parse_time(text, noon, Edge::begin); }
    static std::optional<base::UtcTime> end(std::string_view text) { return parse_time(text, noon, Edge::end); }
};

TEST_F(TimeArgument, Ages) {
    EXPECT_EQ(begin("45m"), noon - 45min);
    EXPECT_EQ(begin("24h"), noon - 24h);
    EXPECT_EQ(begin("7d"), noon - 7 * 24h);
    EXPECT_EQ(begin("2w"), noon - 14 * 24h);
    EXPECT_EQ(begin(" 7d "), noon - 7 * 24h);
    EXPECT_EQ(begin("0h"), noon);
}

TEST_F(TimeArgument, DaysAndTimesAreThoseOfThisMachine) {
    constexpr base::UtcTime day{std::chrono::sys_days(std::chrono::year(2026) / 2 / 28) + 21h};
    EXPECT_EQ(begin("2026-03-01"), day);
    EXPECT_EQ(end("2026-03-01"), day + 24h) << "a day counts whole";
    EXPECT_EQ(begin("2026-03-01 12:00"), day + 12h);
    EXPECT_EQ(end("2026-03-01 12:00"), day + 12h);
    EXPECT_EQ(begin("2026-03-01T12:00:05"), day + 12h + 5s);
    EXPECT_EQ(end("2026-12-31"), base::UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 12 / 31) + 21h));
}

TEST_F(TimeArgument, WhatTheProgramPrintsIsTakenBack) {
    EXPECT_EQ(begin("2026-03-01 15:00:00 +0300"), noon);
    EXPECT_EQ(begin("2026-03-01T12:00:00.123Z"), noon + 123ms);
    EXPECT_EQ(begin("2026-03-01T08:30:00-03:30"), noon);
}

TEST_F(TimeArgument, TheDayOnWhichClocksChangeIsShorter) {
    in_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    EXPECT_EQ(*end("2026-03-29") - *begin("2026-03-29"), 23h);
    EXPECT_EQ(*end("2026-10-25") - *begin("2026-10-25"), 25h);
}

TEST_F(TimeArgument, NonsenseIsNoTime) {
    for (const auto* text : {"",
                             "soon",
                             "7",
                             "d",
                             "-7d",
                             "7y",
                             "7dd",
                             "1000000d",
                             "2026",
                             "2026-3-1",
                             "2026-02-30",
                             "2026-13-01",
                             "01.03.2026",
                             "2026-03-01 24:00",
                             "2026-03-01 12",
                             "2026-03-01 12:60",
                             "2026-03-01 12:00:61",
                             "2026-03-01 12:00 MSK",
                             "2026-03-01 12:00 +03",
                             "2026-03-01T12:00Zx",
                             "99999999999999999999d"})
        EXPECT_EQ(begin(text), std::nullopt) << text;
    EXPECT_NE(begin("2026-03-01 "), std::nullopt) << "blanks around it are nothing";
}

}  // namespace
}  // namespace gsmcfg::cli
