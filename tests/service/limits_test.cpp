#include "gsmcfg/service/limits.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

TEST(Limits, RatesAreOfAMinute) {
    EXPECT_DOUBLE_EQ(parse_rate("10/min").value(), 10);
    EXPECT_DOUBLE_EQ(parse_rate("10").value(), 10);
    EXPECT_DOUBLE_EQ(parse_rate("2/s").value(), 120);
    EXPECT_DOUBLE_EQ(parse_rate("90/h").value(), 1.5);
    for (const auto* wrong : {"", "fast", "10/day", "-1/min", "1.5/s", "10/", "/min"}) EXPECT_FALSE(parse_rate(wrong)) << wrong;
}

TEST(Limits, ARateOfZeroIsRefusedWithTheReason) {
    const auto rate = parse_rate("0/min");
    ASSERT_FALSE(rate);
    EXPECT_NE(rate.error().detail.find("nothing would ever be sent"), std::string::npos);
}

TEST(Limits, ACanaryWantsNoMoreThanItHas) {
    EXPECT_EQ(Canary::parse("10:8").value().wanted, 8);
    EXPECT_EQ(Canary::parse("10").value().wanted, 10);
    for (const auto* wrong : {"", "0", "10:11", "10:0", "ten", "10:8:6", "10%"}) EXPECT_FALSE(Canary::parse(wrong)) << wrong;
}

TEST(Limits, MaxFailIsANumberOrAShare) {
    const auto number = MaxFail::parse("3").value();
    EXPECT_FALSE(number.exceeded(3, 3, false)) << "as many may fail";
    EXPECT_TRUE(number.exceeded(4, 1000, false));
    const auto share = MaxFail::parse("10%").value();
    EXPECT_FALSE(share.exceeded(1, 1, false)) << "one of one says nothing yet";
    EXPECT_TRUE(share.exceeded(1, 1, true)) << "but when nothing more may begin";
    EXPECT_FALSE(share.exceeded(2, 20, false));
    EXPECT_TRUE(share.exceeded(3, 20, false));
    EXPECT_FALSE(MaxFail::parse("0").value().exceeded(0, 0, true));
    for (const auto* wrong : {"", "-1", "101%", "many", "5 %"}) EXPECT_FALSE(MaxFail::parse(wrong)) << wrong;
}

TEST(Limits, BatchesAreSizes) {
    EXPECT_EQ(parse_batches("10, 100,1000").value(), (std::vector<std::int64_t>{10, 100, 1000}));
    for (const auto* wrong : {"", "10,", "0", "10;100", "-5"}) EXPECT_FALSE(parse_batches(wrong)) << wrong;
}

TEST(Limits, AreReadBackAsTheyWereWritten) {
    Limits limits;
    limits.window = base::DailyWindow::parse("08:00-20:00", base::TimeZone::find("Europe/Moscow").value()).value();
    limits.sms_per_minute = 7.5;
    limits.daily_cap = 100;
    limits.zone = "Europe/Moscow";
    limits.max_sms = 5000;
    limits.max_cost = 12.5;
    limits.max_fail = MaxFail{5, true};
    limits.canary = Canary{10, 8};
    limits.auto_approve = true;
    limits.batches = {10, 100};
    auto json = base::Json::object();
    limits.write(json);
    const auto read = Limits::read(base::Json::parse(json.dump()).value()).value();
    auto again = base::Json::object();
    read.write(again);
    EXPECT_EQ(again.dump(), json.dump());
    EXPECT_EQ(read.window->zone().name(), "Europe/Moscow");
    EXPECT_EQ(read.batches.size(), 2U);
}

TEST(Limits, WhatCantBeReadIsAnError) {
    EXPECT_FALSE(Limits::read(base::Json::parse(R"({"window":"8-20"})").value()));
    EXPECT_FALSE(Limits::read(base::Json::parse(R"({"canary":"1:2"})").value()));
    EXPECT_TRUE(Limits::read(base::Json::object())) << "campaigns from before";
}

}  // namespace
}  // namespace gsmcfg::service
