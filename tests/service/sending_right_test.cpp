// A worker whose process may not send: its lease on a shared database has run out, or is others' by now.
#include "worker_fixture.hpp"

#include "gsmcfg/store/owners.hpp"

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class Right final : public SendingRight {
public:
    std::function<bool()> answer = [] { return true; };
    bool taken = false;

    [[nodiscard]] bool holds() const override { return answer(); }
    [[nodiscard]] bool gone() const override { return taken; }
};

class SendingRightTest : public WorkerTest {
protected:
    SendingRightTest() { run_options.right = &right; }
    std::size_t attempts(store::Id campaign) {
        std::size_t count = 0;
        for (const auto& message : messages(campaign, phone_of(1))) count += store->messages.attempts_of(message.id).size();
        return count;
    }
    Right right;
};

TEST_F(SendingRightTest, NothingIsSentWithoutItAndRepliesAreFiledAllTheSame) {
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    right.answer = [this] { return clock.elapsed() < 10s || clock.elapsed() > 20min; };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    std::size_t early = 0;
    for (const auto& event : truth("submitted")) {
        const auto at = event.at("t_ms").integer().value();
        EXPECT_TRUE(at < 15'000 || at >= 1'200'000) << at;
        early += at < 15'000 ? 1U : 0U;
    }
    EXPECT_GT(early, 0U);
    EXPECT_EQ(truth("submitted").size(), 8U) << "and none twice";
    EXPECT_LE(attempts(campaign), 9U) << "none is even begun, but for one at the moment when it ends";
    const auto first = messages(campaign, phone_of(1)).front();
    ASSERT_TRUE(first.closed_at);
    EXPECT_LT(*first.closed_at, clock.utc() - (clock.elapsed() - 10min)) << "filed while nothing might be sent";
}

// Between the choice of a message and its Ctrl-Z.
TEST_F(SendingRightTest, IsAskedForRightBeforeTheTextIsGivenToTheModem) {
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    std::size_t refusals = 0;
    right.answer = [&] {
        // There is an attempt of which the network knows nothing yet.
        const bool chosen = attempts(campaign) > truth("submitted").size() + refusals;
        if (!chosen || refusals == 3) return true;
        ++refusals;
        return false;
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(refusals, 3U);
    EXPECT_EQ(truth("submitted").size(), 8U);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
}

TEST_F(SendingRightTest, WhatOthersHaveTakenOverIsLeftAtOnce) {
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    right.answer = [this] {
        right.taken = clock.elapsed() > 12s;
        return !right.taken;
    };
    EXPECT_THROW((void)run(campaign), store::LeaseLost);
    EXPECT_LT(clock.elapsed(), 1min);
}

}  // namespace
}  // namespace gsmcfg::service
