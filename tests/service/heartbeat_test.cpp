// The lease of a process on a database that several hosts share, and the time that they share.
#include "gsmcfg/service/heartbeat.hpp"

#include "store/each_store_fixture.hpp"

#include "gsmcfg/store/server_clock.hpp"

#include <atomic>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;
using store::noon;
using store::name_of;  // for the names of the tests
using store::Owner;
using store::ServerClock;
using store::StoreKind;

// Stands still until it is moved.
class HandClock final : public base::Clock {
public:
    void advance(std::chrono::milliseconds period) { awake_ += period.count(); }
    void sleep(std::chrono::milliseconds period) { asleep_ += period.count(); }

    [[nodiscard]] base::MonoTime now() const override { return base::MonoTime(std::chrono::milliseconds(awake_)); }
    [[nodiscard]] base::MonoTime now_with_sleep() const override { return now() + std::chrono::milliseconds(asleep_); }
    [[nodiscard]] base::UtcTime utc() const override { return noon; }
    void wait_until(base::MonoTime deadline, base::StopToken stop) override {
        base::SystemClock real;
        while (now() < deadline && !stop.requested()) real.wait_until(real.now() + 1ms, stop);
    }

private:
    std::atomic<std::int64_t> awake_{3'600'000};
    std::atomic<std::int64_t> asleep_{0};
};

class HeartbeatTest : public store::EachStoreTest {
protected:
    // By the real clock: the heartbeat has a thread of its own.
    template <typename Condition>
    static bool soon(Condition&& condition) {
        base::SystemClock real;
        const auto end = real.now() + 60s;
        while (!condition() && real.now() < end) real.wait_until(real.now() + 1ms, base::StopToken());
        return condition();
    }

    HandClock clock;
    Owner owner{*database, noon, "", 60s};
};

TEST_P(HeartbeatTest, HoldsFromTheFirstAnswerOfTheServer) {
    const Heartbeat heartbeat(url, owner, clock);
    EXPECT_TRUE(soon([&] { return heartbeat.holds(); }));
    EXPECT_FALSE(heartbeat.gone());
}

TEST_P(HeartbeatTest, OthersGetHalfALeaseToBeHeardAfterABreak) {
    const Heartbeat heartbeat(url, owner, clock);
    clock.advance(29s);
    EXPECT_FALSE(heartbeat.steady());
    clock.advance(1s);
    EXPECT_TRUE(heartbeat.steady());
}

TEST_P(HeartbeatTest, AMachineThatSleptMayNotSendBeforeItHasAsked) {
    const Heartbeat heartbeat(url, owner, clock);
    ASSERT_TRUE(soon([&] { return heartbeat.holds(); }));
    clock.sleep(53s);
    EXPECT_TRUE(heartbeat.holds());
    clock.sleep(1s);
    EXPECT_FALSE(heartbeat.holds()) << "a tenth of the lease is kept in reserve";
    clock.advance(20s);
    EXPECT_TRUE(soon([&] { return heartbeat.holds(); })) << "renewed";
}

TEST_P(HeartbeatTest, IsGoneWhenOthersHaveTakenOver) {
    const Heartbeat heartbeat(url, owner, clock);
    ASSERT_TRUE(soon([&] { return heartbeat.holds(); }));
    {
        store::Transaction transaction(*database);
        Owner::bury(*database, owner.id(), noon);
        transaction.commit();
    }
    EXPECT_FALSE(heartbeat.gone()) << "nothing is asked before a third of the lease";
    clock.advance(20s);
    EXPECT_TRUE(soon([&] { return heartbeat.gone(); }));
    EXPECT_FALSE(heartbeat.holds());
}

ON_POSTGRESQL(HeartbeatTest);

class ServerClockTest : public store::EachStoreTest {
protected:
    HandClock machine;
};

TEST_P(ServerClockTest, IsTheServersTimeAndGoesOnWhileTheMachineSleeps) {
    const auto asked = base::SystemClock().utc();
    const ServerClock clock(*database, machine);
    if (!on_postgresql()) {
        EXPECT_EQ(clock.utc(), noon);
        EXPECT_EQ(clock.machine_ahead(), 0ms);
        return;
    }
    const auto first = clock.utc();
    EXPECT_GE(first, asked - 1s) << "the server of the tests runs on this machine";
    EXPECT_LE(first, base::SystemClock().utc() + 1s);
    EXPECT_EQ(clock.machine_ahead(), noon - first);
    machine.advance(2s);
    machine.sleep(1h);
    EXPECT_EQ(clock.utc(), first + 1h + 2s);
}

ON_EACH_STORE(ServerClockTest);

}  // namespace
}  // namespace gsmcfg::service
