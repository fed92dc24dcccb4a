#include "sim/meter.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::meter_phone;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const std::string head = "GS04\r\n011720163000001\r\n";
using Texts = std::vector<std::string>;

MeterSpec behaving(std::string_view behaviour) { return make_meter(meter_phone, behaviour); }

std::string error(std::string_view code) { return head + "ERROR " + std::string(code); }

}  // namespace

TEST(SimMeter, AnswersAsTheManualSays) {
    struct Case {
        std::string_view name;
        std::string_view text;
        std::string expected;
    };
    for (const auto& [name, text, expected] : {
             Case{"query of the mode", "12345678 MODE", head + "MODE: 0"},
             Case{"query of the APN", "12345678 APN", head + "APN: internet\r\n\r\n"},
             Case{"APN", "12345678 APN iot", head + "APN: iot\r\n\r\n"},
             Case{"user", "12345678 USER me", head + "APN: internet\r\nme\r\n"},
             Case{"password", "12345678 PSW pw", head + "APN: internet\r\n\r\npw"},
             Case{"no server yet", "12345678 DNS", head + "DNS: :8000"},
             Case{"server by name", "12345678 DNS a.example", head + "DNS: a.example:8000"},
             Case{"server by address", "12345678 DNS 10.0.0.1", head + "DNS: 10.0.0.1:8000"},
             Case{"port", "12345678 PORT 4059", head + "DNS: :4059"},
             Case{"time-out", "12345678 TIMEOUT 600", head + "TIMEOUT: 600"},
             Case{"reset", "12345678 RESET 12", head + "RESET: 12"},
             Case{"three letters", "12345678 tim", head + "TIMEOUT: 300"},
             Case{"any case", "12345678 rEsEt", head + "RESET: 24"},
             Case{"four letters", "12345678 Time 60", head + "TIMEOUT: 60"},
             Case{"two letters", "12345678 TI", error("0x06")},
             Case{"too many letters", "12345678 RESETS", error("0x06")},
             Case{"unknown command", "12345678 NONE", error("0x06")},
             Case{"wrong password", "87654321 APN", error("0x02")},
             Case{"the user's password", "0000 APN iot", error("0x02")},
             Case{"no command", "12345678", error("0x01")},
             Case{"empty message", "", error("0x01")},
             Case{"two spaces", "12345678  APN", error("0x06")},
             Case{"two spaces before the value", "12345678 APN  iot", error("0x05")},
             Case{"empty value", "12345678 APN ", error("0x05")},
             Case{"two values", "12345678 APN a,b", error("0x05")},
             Case{"unknown mode", "12345678 MODE 3", error("0x05")},
             Case{"mode in words", "12345678 MODE SMS", error("0x05")},
             Case{"port 0", "12345678 PORT 0", error("0x05")},
             Case{"port 65536", "12345678 PORT 65536", error("0x05")},
             Case{"time-out 59", "12345678 TIMEOUT 59", error("0x05")},
             Case{"time-out 65535", "12345678 TIMEOUT 65535", head + "TIMEOUT: 65535"},
             Case{"reset 0", "12345678 RESET 0", error("0x05")},
             Case{"reset 25", "12345678 RESET 25", error("0x05")},
             Case{"reset with letters", "12345678 RESET 5h", error("0x05")},
             Case{"address with octet 0", "12345678 DNS 0.1.2.3", error("0x05")},
             Case{"address with three octets", "12345678 DNS 1.2.3", error("0x05")},
             Case{"address with octet 256", "12345678 DNS 1.2.3.256", error("0x05")},
         }) {
        SimMeter meter(make_meter());
        EXPECT_EQ(meter.handle(text).reply, expected) << name;
    }
}

TEST(SimMeter, LongestValues) {
    struct Case {
        std::string_view command;
        std::size_t longest;
    };
    for (const auto& [command, longest] : {Case{"APN", 50}, Case{"USER", 32}, Case{"PSW", 32}, Case{"DNS", 50}}) {
        SimMeter meter(make_meter());
        const std::string start = "12345678 " + std::string(command) + " ";
        EXPECT_EQ(meter.handle(start + std::string(longest, 'a')).reply.find("ERROR"), std::string::npos) << command;
        EXPECT_EQ(meter.handle(start + std::string(longest + 1, 'a')).reply, error("0x04")) << command;
    }
}

TEST(SimMeter, DashEmptiesUserAndPassword) {
    auto spec = make_meter();
    spec.settings[Setting::user] = "me";
    spec.settings[Setting::psw] = "pw";
    SimMeter meter(spec);
    EXPECT_EQ(meter.handle("12345678 USER -").reply, head + "APN: internet\r\n\r\npw");
    EXPECT_EQ(meter.handle("12345678 PSW -").reply, head + "APN: internet\r\n\r\n");
    EXPECT_EQ(meter.stored()[Setting::user], "");
    EXPECT_EQ(meter.handle("12345678 APN -").reply, head + "APN: -\r\n\r\n");
}

TEST(SimMeter, OldFirmwareLacksModeAndPassword) {
    auto spec = make_meter();
    spec.firmware = "1.4";
    SimMeter meter(spec);
    for (const char* text : {"12345678 MODE", "12345678 MODE 1", "12345678 PSW x"})
        EXPECT_EQ(meter.handle(text).reply, error("0x06"));
    EXPECT_EQ(meter.handle("12345678 APN iot").reply, head + "APN: iot\r\n\r\n");
}

TEST(SimMeter, ErrorForms) {
    auto spec = make_meter();
    spec.error_form = "ERR: {}";
    EXPECT_EQ(SimMeter(spec).handle("x APN").reply, head + "ERR: 02");
    spec.error_form = "!0x{}";
    EXPECT_EQ(SimMeter(spec).handle("x APN").reply, "0x02");
}

TEST(SimMeter, StoredIsNotAppliedUntilARestart) {
    SimMeter meter(make_meter());
    EXPECT_EQ(meter.handle("12345678 APN iot").changed, Setting::apn);
    EXPECT_EQ(meter.handle("12345678 APN iot").changed, std::nullopt);
    EXPECT_EQ(meter.stored()[Setting::apn], "iot");
    EXPECT_EQ(meter.applied()[Setting::apn], "internet");
    EXPECT_FALSE(meter.handle("12345678 MODE").restarts);
    EXPECT_FALSE(meter.handle("12345678 MODE 9").restarts);
    EXPECT_TRUE(meter.handle("12345678 MODE 0").restarts);
    meter.restart();
    EXPECT_EQ(meter.applied(), meter.stored());
    EXPECT_EQ(meter.restarts(), 1U);
}

TEST(SimMeter, BehavioursThatChangeTheText) {
    struct Case {
        std::string_view behaviour;
        Texts commands;
        std::string last_reply;
    };
    const std::string other_head = "GS04\r\n011720163000002\r\n";
    for (const auto& [behaviour, commands, last_reply] : {
             Case{"wrong-value", {"APN iot"}, head + "APN: iot B038\r\n\r\n"},
             Case{"wrong-value", {"PORT 4059"}, head + "DNS: :4060"},
             Case{"wrong-value", {"RESET 24"}, head + "RESET: 23"},
             Case{"error=0x05", {"APN iot"}, error("0x05")},
             Case{"error=0x05", {"APN"}, head + "APN: internet\r\n\r\n"},
             Case{"error-on=PORT:0x03", {"PORT 1"}, error("0x03")},
             Case{"error-on=PORT:0x03", {"APN iot"}, head + "APN: iot\r\n\r\n"},
             Case{"serial-swap", {"MODE"}, head + "MODE: 0"},
             Case{"serial-swap", {"MODE", "MODE"}, other_head + "MODE: 0"},
             Case{"mode-name", {"MODE"}, head + "MODE: SMS"},
             Case{"mode-name", {"MODE 1"}, head + "MODE: Клиент CENC"},
             Case{"empty-as-dash", {"APN"}, head + "APN: internet\r\n-\r\n-"},
             Case{"empty-as-dash", {"DNS"}, head + "DNS: -:8000"},
             Case{"missing-blank-lines", {"APN"}, head + "APN: internet"},
             Case{"missing-blank-lines", {"USER me"}, head + "APN: internet\r\nme"},
             Case{"missing-blank-lines", {"PSW pw"}, head + "APN: internet\r\n\r\npw"},
             Case{"mode-name+error-on=apn:0x01", {"APN x"}, error("0x01")},
         }) {
        SimMeter meter(behaving(behaviour));
        std::string reply;
        for (const auto& command : commands) reply = meter.handle("12345678 " + command).reply;
        EXPECT_EQ(reply, last_reply) << behaviour << ": " << commands.back();
    }
}

TEST(SimMeter, GarbledRepliesAreCutOrTurned) {
    SimMeter meter(behaving("garbled"));
    EXPECT_EQ(meter.on_air("abcdef"), "ab");
    EXPECT_EQ(meter.on_air("abcdef"), "fedcba");
}

TEST(SimMeter, BehavioursOnTheAir) {
    struct Case {
        std::string_view behaviour;
        seconds wait;
        Texts expected;      // replies to two queries of the mode, each waited for
        std::string stored;  // APN after a setting command before
    };
    const std::string mode = head + "MODE: 0";
    const std::string apn = head + "APN: iot\r\n\r\n";
    for (const auto& [behaviour, wait, expected, stored] : {
             Case{"", seconds(10), {apn, mode, mode}, "iot"},
             Case{"silent", seconds(10), {}, "internet"},
             Case{"one-way", seconds(10), {}, "iot"},
             Case{"off", seconds(10), {}, "internet"},
             Case{"duplicate-reply", seconds(10), {apn, apn, mode, mode, mode, mode}, "iot"},
             Case{"lost-reply=2", seconds(10), {apn, mode}, "iot"},
             Case{"lost-reply=1+lost-reply=3", seconds(10), {mode}, "iot"},
             Case{"slow=8", seconds(7), {apn, mode}, "iot"},
             Case{"late-first=100", seconds(30), {mode, mode, apn}, "iot"},
             Case{"unsolicited", seconds(10), {"ALARM 011720163000001: mains voltage low", apn, mode, mode}, "iot"},
         }) {
        SimBench bench({behaving(behaviour)});
        bench.bring_up();
        for (const char* text : {"12345678 APN iot", "12345678 MODE", "12345678 MODE"}) bench.ask(text, wait);
        if (behaviour == "late-first=100") bench.pass(seconds(60));
        EXPECT_EQ(bench.logged("inbound", "text"), expected) << behaviour;
        EXPECT_EQ((*bench.world.stored(meter_phone))[Setting::apn], stored) << behaviour;
    }
}

TEST(SimMeter, RepliesComeAfterTheirDelay) {
    auto slow = make_meter();
    slow.reply_delay = milliseconds(700);
    for (const auto& [spec, delay] :
         {std::pair(make_meter(), 5000), std::pair(slow, 700), std::pair(behaving("slow=90"), 90000)}) {
        SimBench bench({spec});
        bench.bring_up();
        bench.send_text("12345678 MODE");
        EXPECT_EQ(bench.pass(milliseconds(delay - 1)), "");
        EXPECT_EQ(bench.pass(milliseconds(1)), "\r\n+CMTI: \"SM\",1\r\n");
    }
}

TEST(SimMeter, RepliesOfAStranger) {
    SimBench bench({behaving("stranger")});
    bench.bring_up();
    EXPECT_EQ(bench.ask("12345678 MODE").size(), 1U);
    EXPECT_EQ(bench.logged("inbound", "from"), Texts{"+99955500001"});
}

TEST(SimMeter, DuplicatesHaveDifferentTimeStamps) {
    SimBench bench({behaving("duplicate-reply")});
    bench.bring_up();
    bench.ask("12345678 MODE");
    const auto tpdus = bench.logged("inbound", "tpdu");
    ASSERT_EQ(tpdus.size(), 2U);
    const auto sent = [&](std::size_t i) { return decode_deliver(base::from_hex(tpdus[i]).value())->sent; };
    EXPECT_EQ(sent(1) - sent(0), seconds(2));
}

TEST(SimMeter, ModeRestartsAndApplies) {
    SimBench bench;
    bench.bring_up();
    bench.ask("12345678 APN iot");
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::apn], "internet");
    bench.send_text("12345678 MODE 1");
    bench.pass(milliseconds(19999));
    EXPECT_EQ(bench.logged("inbound", "text").back(), head + "MODE: 1");  // before the restart ends
    EXPECT_EQ(bench.world.restarts(meter_phone), 0U);
    bench.pass(milliseconds(1));
    EXPECT_EQ(bench.world.restarts(meter_phone), 1U);
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::apn], "iot");
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::mode], "1");
    EXPECT_EQ(bench.logged("stored", "setting"), (Texts{"apn", "mode"}));
    EXPECT_EQ(bench.logged("restarted", "phone").size(), 1U);
    EXPECT_EQ(bench.logged("applied", "settings").size(), 1U);
}

TEST(SimMeter, MessagesWaitForTheEndOfARestart) {
    SimBench bench;
    bench.bring_up();
    bench.send_text("12345678 MODE 1");
    bench.send_text("12345678 APN");
    bench.pass(milliseconds(17999 + 5000));
    EXPECT_EQ(bench.logged("delivered", "text").size(), 2U);
    EXPECT_EQ(bench.logged("inbound", "text").size(), 1U);
    bench.pass(milliseconds(1));
    EXPECT_EQ(bench.logged("inbound", "text").size(), 2U);
    EXPECT_EQ(bench.logged("delivered", "t_ms"), (Texts{"2000", "22000"}));
}

TEST(SimMeter, RestartBehaviours) {
    struct Case {
        std::string_view behaviour;
        int reply_at;  // ms after the delivery; 0 = never
    };
    for (const auto& [behaviour, reply_at] : {Case{"", 5000}, Case{"restart-before-reply", 25000}, Case{"no-mode-reply", 0}}) {
        SimBench bench({behaving(behaviour)});
        bench.bring_up();
        bench.ask("12345678 MODE 1");
        const auto times = bench.logged("inbound", "t_ms");
        EXPECT_EQ(times, reply_at == 0 ? Texts{} : Texts{std::to_string(2000 + reply_at)}) << behaviour;
        EXPECT_EQ(bench.world.restarts(meter_phone), 1U);
        EXPECT_EQ(bench.ask("12345678 MODE"), Texts{head + "MODE: 1"}) << behaviour;
    }
}

TEST(SimMeter, RestartsTakeFifteenToThirtySeconds) {
    auto options = quick_options();
    options.restart_time.reset();
    std::set<std::string> times;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        options.seed = seed;
        SimBench bench({make_meter()}, options);
        bench.bring_up();
        bench.ask("12345678 MODE 1");
        const auto at = bench.logged("restarted", "t_ms");
        ASSERT_EQ(at.size(), 1U);
        EXPECT_GE(std::stoi(at[0]), 2000 + 15000);
        EXPECT_LE(std::stoi(at[0]), 2000 + 30000);
        times.insert(at[0]);
    }
    EXPECT_GT(times.size(), 10U);
}

TEST(SimMeter, NamesOutsideTheDefaultAlphabetComeAsUcs2) {
    SimBench bench({behaving("mode-name")});
    bench.bring_up();
    EXPECT_EQ(bench.ask("12345678 MODE 2"), Texts{head + "MODE: Сервер"});
    EXPECT_EQ(decode_deliver(base::from_hex(bench.logged("inbound", "tpdu")[0]).value())->coding, 0x08);
}
