// Several modems on one campaign, in virtual time.
#include "worker_fixture.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class SeveralModems : public WorkerTest {
protected:
    std::vector<std::string> meters(int count, std::size_t modems) {
        world_options.modems = modems;
        world_options.send_latency = 2s;
        return make_fleet(count);
    }
    std::map<std::int64_t, std::size_t> sent_by_modem() {
        std::map<std::int64_t, std::size_t> sent;
        for (const auto& event : truth("submitted")) ++sent[event.at("modem").integer().value()];
        return sent;
    }
};

TEST_F(SeveralModems, ShareTheWork) {
    const auto phones = meters(60, 3);
    const auto campaign = apply(phones);
    const auto report = run_all(campaign);
    EXPECT_TRUE(report.finished);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 60);
    const auto sent = sent_by_modem();
    ASSERT_EQ(sent.size(), 3U);
    for (const auto& [modem, count] : sent) EXPECT_GT(count, 100U) << modem;
    EXPECT_EQ(row(campaign).possible_duplicates, 0);
}

TEST_F(SeveralModems, AreAsFastAsTheyAreMany) {
    const auto phones = meters(48, 4);
    const auto campaign = apply(phones);
    const auto begin = clock.elapsed();
    EXPECT_TRUE(run_all(campaign).finished);
    // 48 meters of 8 messages, 2 s each, on 4 modems: 192 s, and the last replies.
    EXPECT_LT(clock.elapsed() - begin, 192s * 13 / 10);
}

TEST_F(SeveralModems, WorkMovesOverWhenOneDiesAndComesBackWhenItReturns) {
    const auto phones = meters(200, 2);
    run_options.move_after = 3min;
    std::size_t sent_at_return = 0;
    on_tick = [&](const Progress&) {
        auto& second = world->modem(1);
        if (second.plugged() && clock.elapsed() > 1min && clock.elapsed() < 2min) second.unplug(clock.now());
        if (!second.plugged() && clock.elapsed() > 8min) {
            sent_at_return = second.sends();
            second.plug(clock.now());
        }
    };
    const auto campaign = apply(phones);
    const auto report = run_all(campaign);
    EXPECT_TRUE(report.finished);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 200);
    ASSERT_GT(sent_at_return, 0U);
    EXPECT_GT(world->modem(1).sends(), sent_at_return) << "it works again";
}

TEST_F(SeveralModems, OneThatWasNotThereAtTheStartJoinsLater) {
    const auto phones = meters(100, 2);
    world->modem(1).unplug(clock.now());
    on_tick = [&](const Progress&) {
        if (!world->modem(1).plugged() && clock.elapsed() > 2min) world->modem(1).plug(clock.now());
    };
    const auto campaign = apply(phones);
    EXPECT_TRUE(run_all(campaign, {1}).finished);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 100);
    EXPECT_GT(world->modem(1).sends(), 0U);
}

TEST_F(SeveralModems, OneThatNeedsAPersonIsTriedAgainWhileOthersWork) {
    const auto phones = meters(200, 2);
    sim::Faults faults;
    for (unsigned send = 5; send < 8; ++send) faults.cms_error[send] = 313;  // SIM failure
    world->modem(1).set_faults(faults);
    bool paused = false;
    on_tick = [&](const Progress&) {
        for (const auto& modem : store->registers.modems())
            if (modem.name == "modem1" && modem.state == store::ModemState::paused) paused = true;
    };
    const auto campaign = apply(phones);
    EXPECT_TRUE(run_all(campaign).finished);
    EXPECT_TRUE(paused);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 200);
    EXPECT_GT(world->modem(1).sends(), 50U) << "it works again";
    EXPECT_EQ(row(campaign).possible_duplicates, 0);
}

TEST_F(SeveralModems, WithoutAnyOfThemTheRunEnds) {
    const auto phones = meters(40, 2);
    run_options.reopen_limit = 5min;
    on_tick = [&](const Progress&) {
        for (std::size_t i = 0; i < 2; ++i)
            if (world->modem(i).plugged() && clock.elapsed() > 30s) world->modem(i).unplug(clock.now());
    };
    const auto campaign = apply(phones);
    const auto report = run_all(campaign);
    EXPECT_FALSE(report.finished);
    for (const auto& line : report.lines) EXPECT_EQ(line.end, LineReport::End::unusable) << line.modem << ": " << line.reason;
    EXPECT_LT(clock.elapsed(), 40min);
}

TEST_F(SeveralModems, AReplyThatReachesAnotherModemIsMatched) {
    const auto phones = meters(1, 2);
    const auto campaign = apply(phones);
    bool moved = false;
    // The meter's first answer, sent by hand to the other modem: a meter that replies to a number of its own choice.
    on_tick = [&](const Progress&) {
        if (moved || truth("delivered", phones.front()).empty()) return;
        moved = true;
        const auto modem = truth("delivered", phones.front()).front().at("modem").integer().value();
        world->send_to_modem(modem == 0 ? 1 : 0, phones.front(), "TYPE: GS04\nSERIAL: 011700001\nAPN: m2m.example\n");
    };
    EXPECT_TRUE(run_all(campaign).finished);
    EXPECT_TRUE(moved);
    std::size_t replies = 0;
    store->inbox.each([&](const store::InboundMessage& message) {
        if (message.message) ++replies;
    });
    EXPECT_GE(replies, messages(campaign, phones.front()).size());
}

// Its meters are not left with it.
TEST_F(SeveralModems, AWorkerThatDiesLeavesItsMetersToTheOther) {
    const auto phones = meters(40, 2);
    run_options.move_after = 3min;
    bool thrown = false;
    on_link_call = [&] {
        if (thrown || clock.elapsed() < 1min) return;
        thrown = true;
        throw std::runtime_error("out of memory");
    };
    on_tick = [&](const Progress&) {
        if (clock.elapsed() > 4h) stop->request();
    };
    const auto campaign = apply(phones);
    EXPECT_TRUE(run_all(campaign).finished);
    EXPECT_TRUE(thrown);
    EXPECT_LT(clock.elapsed(), 4h);
}

}  // namespace
}  // namespace gsmcfg::service
