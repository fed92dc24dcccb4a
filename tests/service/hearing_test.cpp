#include "service/hearing.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;
using Verdict = Hearing::Verdict;

constexpr base::UtcTime t0{1'000'000s};

TEST(Hearing, SilentMetersProveNothingWhileOthersAnswer) {
    Hearing hearing(3);
    for (int i = 0; i < 100; ++i) {
        hearing.heard(t0 + i * 10s + 60s);
        EXPECT_EQ(hearing.missing(i, t0 + i * 10s, t0 + i * 10s + 300s, true), Verdict::no_reply);
    }
}

TEST(Hearing, SoManyInARowAreTakenForDeafness) {
    Hearing hearing(3);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::wait);
    EXPECT_EQ(hearing.missing(2, t0, t0 + 300s, true), Verdict::wait);
    EXPECT_EQ(hearing.missing(2, t0, t0 + 300s, true), Verdict::wait) << "one message is one reply";
    EXPECT_EQ(hearing.missing(3, t0, t0 + 300s, true), Verdict::deaf);
    EXPECT_EQ(hearing.take_excused(), (std::set<store::Id>{1, 2, 3}));
}

TEST(Hearing, AFewSilentMetersAloneAreSilent) {
    Hearing hearing(3);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::wait);
    EXPECT_EQ(hearing.missing(2, t0, t0 + 300s, false), Verdict::no_reply);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, false), Verdict::no_reply);
}

TEST(Hearing, HalfOfAShortWaitIsEnough) {
    Hearing hearing(2);
    hearing.heard(t0 + 3s);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 5s, true), Verdict::no_reply);
    EXPECT_EQ(hearing.missing(2, t0 + 1s, t0 + 6s, true), Verdict::wait);
}

TEST(Hearing, WhatIsHeardEndsTheDoubt) {
    Hearing hearing(2);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::wait);
    hearing.heard(t0 + 60s);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::no_reply);
    EXPECT_EQ(hearing.missing(2, t0 + 1s, t0 + 1s + 300s, true), Verdict::wait)
        << "what was heard may have come before the line went deaf";
}

TEST(Hearing, AfterAFruitlessCureItTakesTwiceAsMany) {
    Hearing hearing(2);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::wait);
    EXPECT_EQ(hearing.missing(2, t0, t0 + 300s, true), Verdict::deaf);
    EXPECT_EQ(hearing.take_excused().size(), 2U);
    hearing.cured(t0 + 10s);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::no_reply) << "sent before the cure";
    for (store::Id id = 3; id < 6; ++id) EXPECT_EQ(hearing.missing(id, t0 + 20s, t0 + 20s + 300s, true), Verdict::wait);
    EXPECT_EQ(hearing.missing(6, t0 + 20s, t0 + 20s + 300s, true), Verdict::deaf);
    EXPECT_EQ(hearing.take_excused(), (std::set<store::Id>{3, 4, 5, 6}));
    hearing.heard(t0 + 30s);
    EXPECT_EQ(hearing.missing(7, t0 + 40s, t0 + 40s + 300s, true), Verdict::wait);
    EXPECT_EQ(hearing.missing(8, t0 + 40s, t0 + 40s + 300s, true), Verdict::deaf);
}

TEST(Hearing, AMessageIsExcusedOnce) {
    Hearing hearing(1);
    EXPECT_EQ(hearing.missing(1, t0, t0 + 300s, true), Verdict::deaf);
    EXPECT_EQ(hearing.take_excused(), (std::set<store::Id>{1}));
    hearing.cured(t0 + 1s);
    EXPECT_EQ(hearing.missing(1, t0 + 2s, t0 + 2s + 300s, true), Verdict::no_reply);
    EXPECT_EQ(hearing.missing(2, t0 + 2s, t0 + 2s + 300s, true), Verdict::deaf);
    EXPECT_EQ(hearing.take_excused(), (std::set<store::Id>{2}));
}

}  // namespace
}  // namespace gsmcfg::service
