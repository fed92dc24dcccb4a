// A whole SIM with database and plan, in a simulated modem.
#include "master_sim_fixture.hpp"

#include "cli/master_sim_stack.hpp"

namespace gsmcfg::cli {
namespace {

using MasterSimWrite = MasterSimFixture;

TEST_F(MasterSimWrite, WritesAndKeepsAManifest) {
    const auto outcome = write(job());
    ASSERT_EQ(outcome.end, End::written) << why(outcome);
    const auto kept = store::MasterSims(*database).find(iccid());
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->number, 1);
    EXPECT_EQ(kept->way, "cmgw");
    EXPECT_EQ(kept->user_name, "clerk");
    EXPECT_EQ(kept->credential, "default");
    ASSERT_EQ(kept->records.size(), 3U);
    EXPECT_EQ(kept->records[2].settings, "mode");
    EXPECT_EQ(audits, 1U);
    EXPECT_EQ(world->modem(0).stored(), 3U);
}

TEST_F(MasterSimWrite, KnowsWhatIsWrittenAlready) {
    ASSERT_EQ(write(job()).end, End::written);
    const auto again = write(job());
    EXPECT_EQ(again.end, End::already);
    EXPECT_EQ(again.manifest->number, 1);
    EXPECT_EQ(audits, 1U);
    // Something else is wanted now: the old records go, and count as saved.
    auto other = job();
    other.without = {"mode"};
    const auto rewritten = write(other);
    ASSERT_EQ(rewritten.end, End::written) << why(rewritten);
    EXPECT_EQ(rewritten.manifest->number, 2);
    EXPECT_EQ(saved, 3U);
    EXPECT_EQ(world->modem(0).stored(), 2U);
}

TEST_F(MasterSimWrite, OneThatIsNoLongerRightIsWrittenAgain) {
    ASSERT_EQ(write(job()).end, End::written);
    auto sim = *world->modem(0).remove_sim(clock.now());
    sim.records[1] = sim::free_sms_record();
    world->modem(0).insert_sim(sim, clock.now());
    clock.advance(30s);
    const auto again = write(job());
    ASSERT_EQ(again.end, End::written) << why(again);
    EXPECT_NE(said.find("no longer right"), std::string::npos) << said;
    EXPECT_EQ(world->modem(0).stored(), 3U);
}

TEST_F(MasterSimWrite, OtherMessages) {
    struct Case {
        std::string name;
        std::function<void(MasterSimJob&)> change;
        End end;
        std::size_t stored;
        std::size_t saved;
    };
    for (const auto& [name, change, end, stored, wanted_saved] : {
             Case{"neither", [](auto&) {}, End::failed, 2, 0},
             Case{"keep", [](auto& j) { j.keep = true; }, End::written, 5, 2},
             Case{"replace", [](auto& j) { j.replace = true; }, End::written, 3, 2},
         }) {
        start({});
        database = std::move(*store::Database::open(directory.file(name + ".db")));
        ASSERT_TRUE(card->open({}));
        ASSERT_TRUE(card->close());
        receive("Your balance is 5.00");
        receive("Another one");
        saved = 0;
        auto wanted = job();
        change(wanted);
        const auto outcome = write(wanted);
        EXPECT_EQ(outcome.end, end) << name << why(outcome);
        EXPECT_EQ(world->modem(0).stored(), stored) << name;
        EXPECT_EQ(saved, wanted_saved) << name;
        if (end == End::failed) {
            EXPECT_NE(why(outcome).find("--replace"), std::string::npos) << why(outcome);
        }
    }
}

TEST_F(MasterSimWrite, TenPlacesAndEightMessages) {
    sim::WorldOptions options;
    options.storage = 10;
    start(options);
    ASSERT_TRUE(card->open({}));
    ASSERT_TRUE(card->close());
    for (int i = 0; i < 8; ++i) receive("message " + std::to_string(i));
    const auto refused = write(job());
    EXPECT_EQ(refused.end, End::failed);
    EXPECT_NE(why(refused).find("10 places, and 8 other messages"), std::string::npos) << why(refused);
    EXPECT_NE(why(refused).find("3 records are needed"), std::string::npos) << why(refused);
    EXPECT_EQ(world->modem(0).stored(), 8U);
    auto replacing = job();
    replacing.replace = true;
    EXPECT_EQ(write(replacing).end, End::written);
    EXPECT_EQ(saved, 8U);
    EXPECT_EQ(world->modem(0).stored(), 3U);
}

TEST_F(MasterSimWrite, MoreRecordsThanPlaces) {
    sim::WorldOptions options;
    options.storage = 2;
    start(options);
    const auto outcome = write(job());
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_NE(why(outcome).find("--without"), std::string::npos) << why(outcome);
}

TEST_F(MasterSimWrite, TheSimOfTheCampaignsIsProtected) {
    {
        store::Transaction transaction(*database);
        store::Registers(*database).sim_seen(world->modem(0).imsi(), iccid(), clock.utc());
        transaction.commit();
    }
    const auto refused = write(job());
    EXPECT_EQ(refused.end, End::failed);
    EXPECT_NE(why(refused).find("--force"), std::string::npos);
    EXPECT_EQ(world->modem(0).stored(), 0U);
    auto forced = job();
    forced.force = true;
    EXPECT_EQ(write(forced).end, End::written);
}

TEST_F(MasterSimWrite, OnlySimsOfTheList) {
    auto wanted = job();
    wanted.sims = std::vector<SimEntry>{{"8999900000000000000", "+99900100009", "", "", "", wanted.profile.settings()}};
    const auto stranger = write(wanted);
    EXPECT_EQ(stranger.end, End::failed);
    EXPECT_NE(why(stranger).find("not in the list"), std::string::npos);
    wanted.sims->push_back({iccid(), "+99900100002", "0118", "Lesnaya 2", "other", {{"apn", "other.example"}}});
    const auto outcome = write(wanted);
    ASSERT_EQ(outcome.end, End::written) << why(outcome);
    EXPECT_EQ(outcome.manifest->phone, "+99900100002");
    EXPECT_EQ(outcome.manifest->credential, "other");
    EXPECT_EQ(outcome.manifest->sender, "+99900100002");
    EXPECT_EQ(outcome.manifest->records.size(), 1U);
}

TEST_F(MasterSimWrite, APinIsNotMadeUp) {
    sim::WorldOptions options;
    options.sims = {sim::make_sim_card("pin", 20)};
    options.sims[0].pin.enabled = true;
    const auto number = options.sims[0].iccid;
    struct Case {
        std::string name;
        std::function<void(MasterSimJob&)> change;
        int attempts;
        std::string said;
    };
    for (const auto& [name, change, attempts, text] : {
             Case{"nothing given", [](auto&) {}, 3, "--disable-pin --pins"},
             Case{"not in the file", [](auto& j) { j.disable_pin = true; }, 3, "no line for it"},
             Case{"a wrong one",
                  [&](auto& j) {
                      j.disable_pin = true;
                      j.pins[number] = base::Secret("4711");
                  },
                  2, "refused the PIN"},
             Case{"never a second time",
                  [&](auto& j) {
                      j.disable_pin = true;
                      j.pins[number] = base::Secret("1234");
                  },
                  3, "no second one is tried"},
         }) {
        start(options);
        auto wanted = job();
        change(wanted);
        const auto outcome = write(wanted);
        EXPECT_EQ(outcome.end, End::failed) << name;
        EXPECT_NE(why(outcome).find(text), std::string::npos) << name << ": " << why(outcome);
        EXPECT_EQ(why(outcome).find("4711"), std::string::npos);
        EXPECT_EQ(world->modem(0).sim_card()->pin.attempts, attempts) << name;
    }
}

TEST_F(MasterSimWrite, APinIsSwitchedOff) {
    sim::WorldOptions options;
    options.sims = {sim::make_sim_card("pin", 20)};
    options.sims[0].pin.enabled = true;
    start(options);
    auto wanted = job();
    wanted.disable_pin = true;
    wanted.pins[options.sims[0].iccid] = base::Secret("1234");
    const auto outcome = write(wanted);
    ASSERT_EQ(outcome.end, End::written) << why(outcome);
    EXPECT_FALSE(world->modem(0).sim_card()->pin.enabled);
    EXPECT_EQ(world->modem(0).sim_card()->pin.attempts, 3);
}

TEST_F(MasterSimWrite, TheLastAttemptIsNotTaken) {
    sim::WorldOptions options;
    options.personality = "sim800";  // tells how many are left
    options.sims = {sim::make_sim_card("pin", 20)};
    options.sims[0].pin.enabled = true;
    options.sims[0].pin.attempts = 1;
    start(options);
    auto wanted = job();
    wanted.disable_pin = true;
    wanted.pins[options.sims[0].iccid] = base::Secret("1234");
    const auto outcome = write(wanted);
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_EQ(world->modem(0).sim_card()->pin.attempts, 1);
    EXPECT_TRUE(world->modem(0).sim_card()->pin.enabled);
}

TEST_F(MasterSimWrite, PulledOutInTheMiddleIsSaidRecordByRecord) {
    sim::Faults faults;
    faults.planned.push_back({sim::Fault::sim_pulled, 2});
    world->modem(0).set_faults(faults);
    const auto outcome = write(job());
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_NE(why(outcome).find("record 1 (apn): left on the SIM"), std::string::npos) << why(outcome);
    EXPECT_NE(why(outcome).find("record 2 (port): unknown"), std::string::npos) << why(outcome);
    EXPECT_NE(why(outcome).find("record 3 (mode): not written"), std::string::npos) << why(outcome);
    EXPECT_NE(why(outcome).find("don't put this SIM into a meter"), std::string::npos) << why(outcome);
    EXPECT_FALSE(store::MasterSims(*database).find(iccid()));
    EXPECT_EQ(why(outcome).find("87654321"), std::string::npos);
}

TEST_F(MasterSimWrite, AStopLeavesNothingAndIsNoFault) {
    base::StopSource stop;
    auto stopping = desk();
    stopping.audit = [&]() -> Outcome<void> {
        stop.request();
        return {};
    };
    const auto outcome = write_one_sim(*card, job(), stopping, base::StopToken(stop));
    EXPECT_EQ(outcome.end, End::interrupted);
    EXPECT_EQ(outcome.exit, 130);
    EXPECT_EQ(world->modem(0).stored(), 0U);
}

// A clerk with three SIMs at a modem that notices, and at one that has to be plugged in anew.
TEST_F(MasterSimWrite, AStack) {
    for (const std::string personality : {"generic", "huawei-e1752", "huawei-e3372"}) {
        SCOPED_TRACE(personality);
        sim::WorldOptions options;
        options.personality = personality;
        options.sims = {sim::make_sim_card("one" + personality, 20)};
        start(options);
        std::deque<sim::SimCard> stack{sim::make_sim_card("two" + personality, 20),
                                       sim::make_sim_card("three" + personality, 20)};
        auto wanted = job();
        const auto made = desk();
        StackHooks hooks;
        int looks = 0;
        hooks.look = [&]() -> base::Result<modem::SimLook> {
            if (++looks == 3 && !stack.empty()) {
                world->modem(0).insert_sim(stack.front(), clock.now());
                stack.pop_front();
            }
            // What the clerk is told to do.
            if (said.ends_with("plug it in again.\n")) {
                world->modem(0).unplug(clock.now());
                clock.advance(5s);
                world->modem(0).plug(clock.now());
                clock.advance(20s);
                said += "replugged\n";
            }
            auto look = card->look({});
            if (look) return look;
            if (auto again = channel->identify({}); !again) return base::fail(again.error());
            return card->look({});
        };
        hooks.work = [&] {
            looks = 0;
            return write_one_sim(*card, wanted, made, {});
        };
        hooks.say = made.say;
        StackOptions walk;
        walk.count = 3;
        walk.hint_after = 20s;
        const auto recap = walk_stack(walk, hooks, clock, {});
        EXPECT_EQ(recap.written, 3U) << said;
        EXPECT_EQ(recap.exit, 0);
        const bool replugged = said.find("replugged") != std::string::npos;
        EXPECT_EQ(replugged, personality != "generic") << said;
        said.clear();
    }
}

}  // namespace
}  // namespace gsmcfg::cli
