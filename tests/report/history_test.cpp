#include "gsmcfg/report/history.hpp"

#include "report/local_time.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gsmcfg::report {
namespace {

using namespace std::chrono_literals;

constexpr base::UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h};

class History : public ::testing::Test {
protected:
    History() {
        setenv("TZ", "Asia/Kolkata", 1);  // +05:30
        tzset();
    }
    ~History() override {
        unsetenv("TZ");
        tzset();
    }
};

TEST_F(History, BucketsAreRoundAndFew) {
    const std::vector<std::pair<std::chrono::milliseconds, std::chrono::milliseconds>> cases{
        {0s, 1s}, {59s, 1s}, {60s, 2s}, {10min, 30s}, {59min, 60s}, {5h, 10min}, {40h, 1h}, {10 * 24h, 6h}, {2000 * 24h, 8760h}};
    for (const auto& [length, width] : cases) {
        const Timeline timeline({noon + 7s, noon + 7s + length});
        EXPECT_EQ(timeline.asked().width, width) << length.count();
        EXPECT_LE(timeline.asked().origin, noon + 7s);
        EXPECT_GT(timeline.asked().origin + width, noon + 7s);
    }
}

TEST_F(History, WideBucketsBeginAtLocalHours) {
    const Timeline timeline({noon, noon + 100h});
    EXPECT_EQ(timeline.asked().width, 2h);
    EXPECT_EQ(iso_local(timeline.asked().origin), "2026-03-01T16:00:00+05:30");
}

TEST_F(History, WhatComesLateMakesThemWider) {
    Timeline timeline({noon, noon + 59s});
    std::int64_t sms = 0;
    for (std::int64_t i = 0; i < 60; ++i) timeline.add_sms(i, 1);
    timeline.add_replies(500, 3);
    EXPECT_EQ(timeline.width(), 8s);
    EXPECT_LE(timeline.buckets().size(), Timeline::most_buckets);
    for (const auto& bucket : timeline.buckets()) sms += bucket.sms;
    EXPECT_EQ(sms, 60);
    EXPECT_EQ(timeline.buckets().at(0).sms, 8);
    EXPECT_EQ(timeline.buckets().at(62).replies, 3);
    EXPECT_EQ(timeline.start_of(62), noon + 496s);
}

TEST_F(History, DelaysHaveQuantilesAndBars) {
    ReplyDelays delays;
    EXPECT_FALSE(delays.quantile(0.5));
    EXPECT_TRUE(delays.bars().empty());
    delays.add(1500ms, 4);
    delays.add(5s, 5);
    delays.add(2h, 1);
    EXPECT_EQ(delays.replies(), 10);
    EXPECT_EQ(delays.quantile(0.4), 1500ms);
    EXPECT_EQ(delays.quantile(0.5), 5s);
    EXPECT_EQ(delays.quantile(0.9), 5s);
    EXPECT_EQ(delays.quantile(1), 2h);
    const auto bars = delays.bars();
    ASSERT_EQ(bars.size(), 12U);
    EXPECT_EQ(bars.front().from, 1s);
    EXPECT_EQ(bars.front().replies, 4);
    EXPECT_EQ(bars[1].replies, 0) << "2 to 5 s";
    EXPECT_EQ(bars[2].replies, 5) << "5 s is no longer in 2 to 5";
    EXPECT_FALSE(bars.back().to);
    EXPECT_EQ(bars.back().replies, 1);
}

TEST_F(History, TimesAreLocal) {
    EXPECT_EQ(iso_local(noon), "2026-03-01T17:30:00+05:30");
    EXPECT_EQ(shown_time(noon), "2026-03-01 17:30:00 +05:30");
    EXPECT_EQ(tick(noon, 5s, false), "17:30:00");
    EXPECT_EQ(tick(noon, 1h, true), "1 Mar 17:30");
    EXPECT_EQ(tick(noon, 24h, true), "1 Mar");
    const std::vector<std::pair<std::chrono::milliseconds, std::string>> durations{
        {0ms, "0 s"}, {300ms, "0.3 s"},       {2s, "2 s"}, {32s + 400ms, "32 s"}, {212s, "3 min 32 s"},
        {1h, "1 h"},  {49h + 5min, "2 d 1 h"}};
    for (const auto& [duration, words] : durations) EXPECT_EQ(shown_duration(duration), words);
}

}  // namespace
}  // namespace gsmcfg::report
