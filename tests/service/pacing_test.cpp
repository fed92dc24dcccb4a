#include "service/pacing.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr base::UtcTime start{seconds(1'000'000)};

TEST(Pace, Gaps) {
    struct Row {
        std::string name;
        std::optional<double> per_minute;
        milliseconds gap;
    };
    const std::vector<Row> rows{
        {"none", {}, milliseconds(0)},      {"zero", 0.0, milliseconds(0)},      {"below zero", -3.0, milliseconds(0)},
        {"ten", 10.0, seconds(6)},          {"one", 1.0, seconds(60)},           {"one in two minutes", 0.5, minutes(2)},
        {"many", 600.0, milliseconds(100)}, {"uneven", 7.0, milliseconds(8571)},
    };
    for (const auto& row : rows) {
        Pace pace(row.per_minute);
        EXPECT_LE(pace.next(), start) << row.name << ": the first one goes at once";
        pace.sent(start);
        if (row.gap == milliseconds(0)) {
            EXPECT_LE(pace.next(), start) << row.name;
        } else {
            EXPECT_EQ(pace.next(), start + row.gap) << row.name;
        }
    }
}

TEST(Pace, IdleTimeIsNotSavedUp) {
    Pace pace(10.0);
    pace.sent(start);
    pace.sent(start + minutes(10));
    EXPECT_EQ(pace.next(), start + minutes(10) + seconds(6));
}

TEST(Pace, ABurstIsSpacedAllTheSame) {
    Pace pace(10.0);
    for (int i = 0; i < 3; ++i) pace.sent(start);
    EXPECT_EQ(pace.next(), start + seconds(18));
}

TEST(Pace, Pauses) {
    Pace pace(10.0);
    pace.pause_until(start + seconds(30));
    EXPECT_EQ(pace.next(), start + seconds(30));
    pace.pause_until(start + seconds(20));
    EXPECT_EQ(pace.next(), start + seconds(30)) << "a shorter pause does not end a longer one";
    pace.sent(start + seconds(31));
    EXPECT_EQ(pace.next(), start + seconds(37));

    Pace unlimited({});
    unlimited.pause_until(start + seconds(5));
    unlimited.sent(start + seconds(6));
    EXPECT_EQ(unlimited.next(), start + seconds(5)) << "past";
}

TEST(OpenMeters, RoomUpToTheLimit) {
    OpenMeters meters(2);
    EXPECT_TRUE(meters.room(start));
    meters.touch(1, start);
    EXPECT_TRUE(meters.room(start));
    meters.touch(1, start);
    EXPECT_TRUE(meters.room(start)) << "the same meter again";
    meters.touch(2, start);
    EXPECT_FALSE(meters.room(start));
    meters.closed(7);
    EXPECT_FALSE(meters.room(start)) << "another one";
    meters.closed(1);
    EXPECT_TRUE(meters.room(start));
    meters.set_limit(1);
    EXPECT_FALSE(meters.room(start));
    meters.set_limit(0);
    meters.closed(2);
    EXPECT_FALSE(meters.room(start)) << "a limit of nothing";
}

TEST(OpenMeters, AMinuteOfSilenceMakesRoom) {
    OpenMeters meters(1);
    meters.touch(1, start);
    EXPECT_FALSE(meters.room(start + minutes(1) - milliseconds(1)));
    EXPECT_TRUE(meters.room(start + minutes(1)));
    meters.touch(1, start + minutes(1));
    EXPECT_FALSE(meters.room(start + minutes(1))) << "heard of again";
}

TEST(OpenMeters, SilentOnesHaveALimitToo) {
    OpenMeters meters(2);
    for (store::Id id = 1; id <= 39; ++id) meters.touch(id, start);
    const auto later = start + minutes(5);
    EXPECT_TRUE(meters.room(later));
    meters.touch(40, start);
    EXPECT_FALSE(meters.room(later)) << "20 times the limit";
    EXPECT_FALSE(meters.next_room(later)) << "only an answer or a time-out helps";
    meters.closed(17);
    EXPECT_TRUE(meters.room(later));
}

TEST(OpenMeters, WhatOthersHaveClosedDoesNotCount) {
    OpenMeters meters(2);
    const base::UtcTime now{};
    meters.touch(1, now);
    meters.touch(2, now);
    ASSERT_FALSE(meters.room(now));
    meters.keep({2, 7});
    EXPECT_TRUE(meters.room(now));
    meters.touch(3, now);
    EXPECT_FALSE(meters.room(now)) << "the other one still does";
}

TEST(OpenMeters, WhenThereWillBeRoom) {
    OpenMeters meters(2);
    EXPECT_FALSE(meters.next_room(start)) << "there is room";
    meters.touch(1, start + seconds(10));
    EXPECT_FALSE(meters.next_room(start + seconds(10))) << "there is still room";
    meters.touch(2, start);
    const auto now = start + seconds(10);
    EXPECT_EQ(meters.next_room(now), start + minutes(1)) << "the one that has been silent longest";
    EXPECT_FALSE(meters.next_room(start + minutes(1))) << "now there is";
    // A modem with fewer places was put in: one silent meter is not enough.
    meters.set_limit(1);
    EXPECT_EQ(meters.next_room(now), start + seconds(10) + minutes(1));
    EXPECT_FALSE(meters.room(start + minutes(1)));
    EXPECT_TRUE(meters.room(start + seconds(10) + minutes(1)));
    meters.set_limit(0);
    EXPECT_FALSE(meters.next_room(now));
}

TEST(OpenMeters, NextRoomIsTheFirstMomentWithRoom) {
    OpenMeters meters(3);
    for (store::Id id = 1; id <= 9; ++id) meters.touch(id, start + seconds(id * 5));
    const auto now = start + seconds(45);
    const auto next = meters.next_room(now);
    ASSERT_TRUE(next);
    EXPECT_FALSE(meters.room(*next - milliseconds(1)));
    EXPECT_TRUE(meters.room(*next));
}

}  // namespace
}  // namespace gsmcfg::service
