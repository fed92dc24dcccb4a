// A SIM that is taken out, put in, swapped, and what a make of modem notices of it.
#include <gtest/gtest.h>

#include "record_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_card;
using gsmcfg::test::make_meter;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";

std::string info(std::string_view line) { return "\r\n" + std::string(line) + "\r\n\r\nOK\r\n"; }
std::string final(std::string_view words) { return "\r\n" + std::string(words) + "\r\n"; }

WorldOptions of(std::string_view personality) {
    auto options = quick_options();
    options.personality = personality;
    options.chatter = false;
    return options;
}

// Awake, whatever it does at its start.
void wake(SimBench& bench) {
    bench.pass(minutes(1));
    bench.at("AT");
    bench.bring_up();
    bench.pass(seconds(1));
}

}  // namespace

TEST(SimSwap, WhileItIsOutNothingThatNeedsItWorks) {
    SimBench bench;
    bench.bring_up();
    const auto card = bench.world.modem(0).remove_sim(bench.clock.now());
    ASSERT_TRUE(card);
    EXPECT_EQ(card->iccid, "8999970000000000019");
    EXPECT_EQ(bench.type(""), "\r\n+CPIN: NOT READY\r\n");
    EXPECT_FALSE(bench.world.modem(0).sim_card());
    EXPECT_EQ(bench.world.modem(0).pulled_sim(), card);
    EXPECT_FALSE(bench.world.modem(0).remove_sim(bench.clock.now())) << "it is out already";
    struct Case {
        std::string_view command;
        std::string expected;
    };
    for (const auto& [command, expected] : {
             Case{"AT+CPIN?", final("+CME ERROR: 10")},
             Case{"AT+CIMI", final("+CME ERROR: 10")},
             Case{"AT+CCID", final("+CME ERROR: 10")},
             Case{"AT+CRSM=176,12258,0,0,10", final("+CME ERROR: 10")},
             Case{"AT+CLCK=\"SC\",2", final("+CME ERROR: 10")},
             Case{"AT+CPMS?", final("+CMS ERROR: 310")},
             Case{"AT+CMGL=4", final("+CMS ERROR: 310")},
             Case{"AT+CMGW=20,0", final("+CMS ERROR: 310")},
             Case{"AT+CMGS=20", final("+CMS ERROR: 310")},
             Case{"AT+CREG?", info("+CREG: 0,0")},
             Case{"AT", std::string(ok)},
         }) {
        EXPECT_EQ(bench.at(command), expected) << command;
    }
}

TEST(SimSwap, ModemsNoticeTheNextOneOrDoNot) {
    struct Case {
        std::string_view name;
        std::string removed;
        std::string inserted;
        bool noticed;
        bool remembers;
    };
    for (const auto& [name, removed, inserted, noticed, remembers] : {
             Case{"generic", "\r\n+CPIN: NOT READY\r\n", "\r\n+CPIN: READY\r\n", true, false},
             Case{"sim800", "\r\n+CPIN: NOT READY\r\n", "\r\n+CPIN: READY\r\n", true, false},
             Case{"quectel-ec25", "\r\n+CPIN: NOT READY\r\n\r\n+QSIMSTAT: 1,0\r\n", "\r\n+QSIMSTAT: 1,1\r\n\r\n+CPIN: READY\r\n",
                  true, false},
             Case{"telit", "\r\n#QSS: 0\r\n", "\r\n#QSS: 1\r\n", true, false},
             Case{"cinterion", "\r\n^SCKS: 0\r\n", "\r\n^SCKS: 1\r\n", true, false},
             Case{"wavecom", "\r\n+WIND: 0\r\n", "\r\n+WIND: 1\r\n", true, false},
             Case{"patchwork", "", "", true, false},
             Case{"huawei-e1752", "\r\n^SIMST:255\r\n", "", false, false},
             Case{"huawei-e3372", "", "", false, true},
             Case{"zte", "", "", false, false},
         }) {
        SimBench bench({make_meter()}, of(name));
        wake(bench);
        SimModem& modem = bench.world.modem(0);
        const std::string old = modem.imsi();
        const SimCard next = make_card({"12345678 MODE 0"});
        ASSERT_TRUE(modem.remove_sim(bench.clock.now())) << name;
        EXPECT_EQ(bench.type(""), removed) << name;
        EXPECT_EQ(bench.at("AT+CIMI"), remembers ? info(old) : final("+CME ERROR: 10")) << name;
        modem.insert_sim(next, bench.clock.now());
        EXPECT_EQ(bench.type(""), inserted) << name;
        EXPECT_EQ(modem.sim_card(), next) << name;
        bench.pass(seconds(20));
        EXPECT_EQ(bench.at("AT+CIMI"), noticed ? info(next.imsi) : remembers ? info(old) : final("+CME ERROR: 10")) << name;
        EXPECT_EQ(bench.at("AT+CMGL=4").find("CMS ERROR: 310") != std::string::npos, !noticed) << name;
        bench.at("AT+CFUN=1,1");
        wake(bench);
        EXPECT_NE(bench.at("AT+CIMI").find(next.imsi), std::string::npos) << name;
        EXPECT_EQ(modem.own_number(), next.number) << name;
        EXPECT_EQ(modem.stored(), 1U) << name;
    }
}

TEST(SimSwap, AReplugShowsWhatIsInTheSlot) {
    SimBench bench({make_meter()}, of("huawei-e3372"));
    wake(bench);
    SimModem& modem = bench.world.modem(0);
    ASSERT_TRUE(modem.remove_sim(bench.clock.now()));
    modem.unplug(bench.clock.now());
    modem.plug(bench.clock.now());
    wake(bench);
    EXPECT_EQ(bench.at("AT+CIMI"), final("+CME ERROR: 10")) << "it remembers no longer";
    modem.unplug(bench.clock.now());
    const SimCard next = make_card({});
    modem.insert_sim(next, bench.clock.now());
    modem.plug(bench.clock.now());
    wake(bench);
    EXPECT_EQ(bench.at("AT+CIMI"), info(next.imsi));
}

TEST(SimSwap, WhatWasInTheModemComesOutAndBack) {
    SimBench bench;
    bench.bring_up();
    bench.world.send_to_modem(0, "+99955500001", "one");
    bench.at("AT+CLCK=\"SC\",1,\"1234\"");
    SimModem& modem = bench.world.modem(0);
    const auto card = modem.remove_sim(bench.clock.now());
    ASSERT_TRUE(card);
    EXPECT_EQ(card->used(), 1U);
    EXPECT_EQ(card->records[0][0], 0x03);
    EXPECT_TRUE(card->pin.enabled);
    modem.swap_sim(make_card({}), seconds(5), bench.clock.now());
    bench.pass(seconds(4));
    EXPECT_FALSE(modem.sim_card());
    bench.pass(seconds(1));
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: READY"));
    EXPECT_EQ(modem.stored(), 0U);
    modem.insert_sim(*card, bench.clock.now());
    EXPECT_EQ(bench.type(""), "\r\n+CPIN: NOT READY\r\n\r\n+CPIN: SIM PIN\r\n");
    EXPECT_EQ(bench.at("AT+CPIN=\"1234\""), ok);
    EXPECT_NE(bench.at("AT+CMGL=4").find("+CMGL: 1,0,"), std::string::npos);
    EXPECT_EQ(bench.logged("sim_inserted", "iccid").size(), 2U);
    EXPECT_EQ(bench.logged("sim_removed", "iccid").size(), 2U);
}

TEST(SimSwap, OfTwoSwapsTheLaterCounts) {
    SimBench bench;
    SimModem& modem = bench.world.modem(0);
    modem.swap_sim(make_card({}, "a"), seconds(5), bench.clock.now());
    bench.pass(seconds(2));
    modem.swap_sim(make_card({}, "b"), seconds(5), bench.clock.now());
    bench.pass(seconds(10));
    EXPECT_EQ(modem.sim_card(), make_card({}, "b"));
}

TEST(SimSwap, MessagesWaitForTheirOwnSim) {
    SimBench bench;
    bench.bring_up();
    SimModem& modem = bench.world.modem(0);
    bench.at("AT+CFUN=4");
    bench.world.send_to_modem(0, "+99955500001", "for the first");
    const auto first = modem.remove_sim(bench.clock.now());
    modem.insert_sim(make_card({}), bench.clock.now());
    bench.at("AT+CFUN=1");
    bench.world.send_to_modem(0, "+99955500001", "for the second");
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("inbound", "text"), std::vector<std::string>{"for the second"});
    modem.insert_sim(*first, bench.clock.now());
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("inbound", "text"), (std::vector<std::string>{"for the second", "for the first"}));
}

TEST(SimSwap, ASendWithoutItsSimFails) {
    SimBench bench;
    bench.bring_up();
    const auto unit = encode_submit(SimBench::submit("x"));
    bench.type("AT+CMGS=" + std::to_string(unit.size()) + "\r");
    bench.type("00" + base::to_hex(unit) + "\x1A");
    ASSERT_TRUE(bench.world.modem(0).remove_sim(bench.clock.now()));
    EXPECT_EQ(bench.pass(seconds(3)), "\r\n+CPIN: NOT READY\r\n\r\n+CMS ERROR: 310\r\n");
    EXPECT_TRUE(bench.logged("submitted", "text").empty());
}

TEST(SimSwap, CardsOfTheOptionsAreInFromTheStart) {
    auto options = of("huawei-e3372");
    options.modems = 2;
    options.sims = {make_card({"12345678 APN a"})};
    SimBench bench({make_meter()}, options);
    EXPECT_EQ(bench.world.modem(0).sim_card(), options.sims[0]);
    EXPECT_EQ(bench.world.modem(0).stored(), 1U);
    EXPECT_EQ(bench.world.modem(1).own_number(), "+99900000002");
}
