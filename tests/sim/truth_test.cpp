// What a test can learn from the log, and that it is the same for the same seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::meter_phone;
using gsmcfg::test::other_phone;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

namespace {

// A host that knows little: it sends, reads and deletes whatever happens. Everything said and everything logged.
std::pair<std::string, std::string> run(WorldOptions options, std::uint64_t seed) {
    options.seed = seed;
    SimBench bench({make_meter(), make_meter(other_phone)}, options);
    bench.bring_up();
    std::string said;
    for (int i = 0; i < 60; ++i) {
        auto unit = SimBench::submit("12345678 PORT " + std::to_string(4000 + i), i % 2 == 0 ? meter_phone : other_phone);
        unit.report_requested = true;
        unit.validity = minutes(5);
        said += bench.send(unit) + bench.pass(seconds(20));
        if (bench.world.modem(0).hung()) bench.world.modem(0).reopened(bench.clock.now());
        said += bench.at("AT+CMGL=4");
        for (int slot = 1; slot <= 5; ++slot) said += bench.at("AT+CMGD=" + std::to_string(slot));
        if (i % 10 == 9) {
            said += bench.at("AT+CFUN=0") + bench.at("AT+CFUN=1");
            bench.bring_up();
        }
    }
    said += bench.pass(minutes(60));
    bench.world.write_final();
    std::string log;
    for (const auto& event : bench.log) log += event.dump() + "\n";
    return {said, log};
}

WorldOptions faulty(double rate, std::string_view personality = "generic") {
    auto options = quick_options();
    options.faults = FaultRates::all(rate);
    options.personality = personality;
    return options;
}

}  // namespace

TEST(Truth, TheSameSeedGivesTheSameBytes) {
    for (const std::string_view personality : {"generic", "huawei-e1752", "sim800"}) {
        EXPECT_EQ(run(faulty(0.05, personality), 3), run(faulty(0.05, personality), 3)) << personality;
        EXPECT_NE(run(faulty(0.05, personality), 3), run(faulty(0.05, personality), 4)) << personality;
    }
}

TEST(Truth, RatesOfNothingChangeNothing) {
    const auto plain = run(quick_options(), 1);
    EXPECT_EQ(run(faulty(0), 1), plain);
    EXPECT_EQ(run(faulty(0), 2).first, plain.first);
}

// The rate of one fault does not move the others.
TEST(Truth, FaultsAreIndependent) {
    const auto lost = [](double other) {
        auto options = quick_options();
        options.faults[Fault::lost] = 0.3;
        options.faults[Fault::urc_anywhere] = other;
        SimBench bench({make_meter()}, options);
        bench.bring_up();
        for (int i = 0; i < 30; ++i) bench.send_text("12345678 PORT " + std::to_string(4000 + i));
        return bench.logged("lost", "t_ms");
    };
    EXPECT_EQ(lost(0), lost(0.5));
    EXPECT_FALSE(lost(0).empty());
}

// Every send has one verdict, and what the network took is exactly what was marked as taken.
TEST(Truth, EverySendIsAccountedFor) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        auto options = faulty(0.05);
        options.seed = seed;
        SimBench bench({make_meter()}, options);
        bench.bring_up();
        for (int i = 0; i < 100; ++i) {
            bench.send_text("12345678 PORT " + std::to_string(4000 + i));
            bench.pass(minutes(3));
            bench.world.modem(0).reopened(bench.clock.now());
            bench.bring_up();
            bench.at("AT+CMGD=1,4");
        }
        bench.pass(minutes(60));
        const auto verdicts = bench.logged("send", "send");
        EXPECT_EQ(verdicts.size(), bench.world.modem(0).sends());
        EXPECT_EQ(std::set(verdicts.begin(), verdicts.end()).size(), verdicts.size());
        Texts taken;
        for (const auto& event : bench.log) {
            if (event.at("event").string() == "send" && *event.at("taken").boolean()) taken.push_back(*event.at("text").string());
        }
        auto submitted = bench.logged("submitted", "text");
        std::ranges::sort(taken);
        std::ranges::sort(submitted);
        EXPECT_EQ(taken, submitted) << seed;
    }
}

// Each reply of a meter that is not lost is on the modem in the end, or waits and says so.
TEST(Truth, EveryReplyIsAccountedFor) {
    auto options = faulty(0.05);
    SimBench bench({make_meter()}, options);
    bench.bring_up();
    for (int i = 0; i < 60; ++i) {
        bench.send_text("12345678 PORT " + std::to_string(4000 + i));
        bench.pass(minutes(1));
    }
    bench.pass(minutes(60));
    bench.world.write_final();
    std::set<std::int64_t> expected, arrived;
    for (const auto& event : bench.log) {
        const auto kind = event.at("event").string();
        if (kind == "reply" && !*event.at("lost").boolean()) expected.insert(*event.at("reply").integer());
        if ((kind == "inbound" || kind == "waiting") && event.contains("reply")) arrived.insert(*event.at("reply").integer());
    }
    EXPECT_EQ(arrived, expected);
    EXPECT_FALSE(expected.empty());
}

TEST(Truth, DeletedUnseenIsTold) {
    SimBench bench;
    bench.bring_up();
    for (const char* text : {"read", "listed", "raw", "unseen"}) bench.world.send_to_modem(0, "+99955500001", text);
    bench.at("AT+CMGR=1");
    bench.at("AT+CRSM=178,28476,3,4,176");
    for (const int index : {1, 4, 3}) bench.at("AT+CMGD=" + std::to_string(index));
    bench.at("AT+CMGL=4");
    bench.at("AT+CMGD=2");
    EXPECT_EQ(bench.logged("deleted", "index"), (Texts{"1", "4", "3", "2"}));
    EXPECT_EQ(bench.logged("deleted", "seen"), (Texts{"true", "false", "true", "true"}));
}

TEST(Truth, WithoutAStorageMessagesWaitOrGoToTheHost) {
    auto options = quick_options();
    options.condition = Condition::no_storage;
    SimBench bench({make_meter()}, options);
    bench.at("ATE0");
    EXPECT_EQ(bench.at("AT+CPMS=?"), "\r\n+CPMS: (),(),()\r\n\r\nOK\r\n");
    bench.world.send_to_modem(0, "+99955500001", "one");
    EXPECT_TRUE(bench.logged("inbound", "text").empty());
    bench.world.write_final();
    EXPECT_EQ(bench.logged("waiting", "text"), Texts{"one"});
    bench.at("AT+CNMI=2,2,0,0,0");
    EXPECT_NE(bench.pass(seconds(1)).find("+CMT: ,"), std::string::npos);
}
