#include "gsmcfg/sim/modem.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/random.hpp"
#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::meter_phone;
using gsmcfg::test::other_phone;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::milliseconds;
using std::chrono::minutes;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";

WorldOptions with(Condition condition) {
    auto options = quick_options();
    options.condition = condition;
    return options;
}

std::string info(std::string_view line) { return "\r\n" + std::string(line) + "\r\n\r\nOK\r\n"; }

std::string failure(std::string_view words) { return "\r\n" + std::string(words) + "\r\n"; }

}  // namespace

TEST(SimModem, EchoUntilE0) {
    SimBench bench;
    EXPECT_EQ(bench.type("AT\r"), "AT\r\r\nOK\r\n");
    EXPECT_EQ(bench.type("ATE0\r"), "ATE0\r\r\nOK\r\n");
    EXPECT_EQ(bench.type("AT\r"), ok);
    EXPECT_EQ(bench.type("ATZ\r"), ok);
    EXPECT_EQ(bench.type("at\r"), "at\r\r\nOK\r\n");
}

TEST(SimModem, NumericFinals) {
    SimBench bench;
    bench.at("ATE0");
    EXPECT_EQ(bench.at("ATV0"), "0\r");
    EXPECT_EQ(bench.at("AT+CSQ"), "+CSQ: 21,99\r\n0\r");
    EXPECT_EQ(bench.at("AT+NONE"), "4\r");
    EXPECT_EQ(bench.at("ATD112"), "3\r");
    EXPECT_EQ(bench.at("ATV1"), ok);
}

TEST(SimModem, LinesAreTakenAsV250Says) {
    SimBench bench;
    bench.at("ATE0");
    struct Case {
        std::string_view name;
        std::string_view typed;
        std::string expected;
    };
    for (const auto& [name, typed, expected] : {
             Case{"line feed is no part of it", "AT\r\n", std::string(ok)},
             Case{"without AT there is no answer", "HELLO\r", ""},
             Case{"noise before AT", "\x1B\x1A.AT\r", std::string(ok)},
             Case{"backspace", "ATX\x08\r", std::string(ok)},
             Case{"basic commands in a row", "ATE0V1&C1&D2S0=0\r", std::string(ok)},
             Case{"extended ones in a row", "AT+CMEE=2;+CMEE?;+CSQ\r", "\r\n+CMEE: 2\r\n+CSQ: 21,99\r\n\r\nOK\r\n"},
             Case{"the first error ends the line", "AT+CMEE=0;+NONE;+CSQ\r", "\r\nERROR\r\n"},
             Case{"bad form", "AT+CSQ!\r", "\r\nERROR\r\n"},
             Case{"register", "ATS3?\r", info("000")},
             Case{"two lines at once", "AT\rAT\r", "\r\nOK\r\n\r\nOK\r\n"},
         }) {
        EXPECT_EQ(bench.type(typed), expected) << name;
    }
}

TEST(SimModem, ErrorsFollowCmee) {
    SimBench bench;
    bench.at("ATE0");
    EXPECT_EQ(bench.at("AT+CTZU=1"), failure("ERROR"));
    EXPECT_EQ(bench.at("AT+CMGR=5"), failure("ERROR"));
    bench.at("AT+CMEE=1");
    EXPECT_EQ(bench.at("AT+CTZU=1"), failure("+CME ERROR: 4"));
    EXPECT_EQ(bench.at("AT+CMGR=5"), failure("+CMS ERROR: 321"));
    bench.at("AT+CMEE=2");
    EXPECT_EQ(bench.at("AT+CTZU=1"), failure("+CME ERROR: operation not supported"));
    EXPECT_EQ(bench.at("AT+CMGR=5"), failure("+CMS ERROR: invalid memory index"));
    EXPECT_EQ(bench.at("AT^CURC=0"), failure("ERROR"));
}

TEST(SimModem, GeneralCommands) {
    SimBench bench;
    bench.bring_up();
    struct Case {
        std::string_view command;
        std::string expected;
    };
    const std::string_view numeric_two = "+CREG: 2,1,\"03E8\",\"0000A1B2\"";
    for (const auto& [command, expected] : {
             Case{"AT+CGMI", info("Simulated")},
             Case{"AT+CGMM", info("SIM-100")},
             Case{"AT+CGMR", info("SIM-100 1.00")},
             Case{"AT+CGSN", info("359999000000018")},
             Case{"AT+CIMI", info("999700000000001")},
             Case{"AT+CCID", info("+CCID: 8999970000000000019")},
             Case{"AT+CNUM", info("+CNUM: ,\"+99900000001\",145")},
             Case{"AT+CPIN?", info("+CPIN: READY")},
             Case{"AT+CFUN?", info("+CFUN: 1")},
             Case{"AT+CFUN=9", failure("+CME ERROR: 50")},
             Case{"AT+CREG?", info("+CREG: 0,1")},
             Case{"AT+CREG=2", std::string(ok)},
             Case{"AT+CREG?", info(numeric_two)},
             Case{"AT+CGREG?", info("+CGREG: 0,1")},
             Case{"AT+CEREG?", info("+CEREG: 0,1")},
             Case{"AT+COPS?", info("+COPS: 0,0,\"Simulated\",7")},
             Case{"AT+COPS=3,2", std::string(ok)},
             Case{"AT+COPS?", info("+COPS: 0,2,\"99970\",7")},
             Case{"AT+CSCS=\"GSM\"", std::string(ok)},
             Case{"AT+CLCK=\"SC\",2", info("+CLCK: 0")},
             Case{"AT+CPAS", info("+CPAS: 0")},
             Case{"AT+GCAP", info("+GCAP: +CGSM")},
         }) {
        EXPECT_EQ(bench.at(command), expected) << command;
    }
    EXPECT_EQ(bench.at("ATI"), "\r\nSimulated\r\nSIM-100\r\nSIM-100 1.00\r\nIMEI: 359999000000018\r\n\r\nOK\r\n");
}

TEST(SimModem, MessageCommands) {
    SimBench bench;
    bench.bring_up();
    struct Case {
        std::string_view command;
        std::string expected;
    };
    for (const auto& [command, expected] : {
             Case{"AT+CSMS?", info("+CSMS: 0,1,1,1")},
             Case{"AT+CSMS=1", info("+CSMS: 1,1,1")},
             Case{"AT+CSMS=0", info("+CSMS: 1,1,1")},
             Case{"AT+CMGF=0", std::string(ok)},
             Case{"AT+CMGF=2", failure("+CMS ERROR: 303")},
             Case{"AT+CMGF?", info("+CMGF: 0")},
             Case{"AT+CPMS=?", info(R"(+CPMS: ("SM","ME"),("SM","ME"),("SM","ME"))")},
             Case{"AT+CPMS?", info(R"(+CPMS: "SM",0,30,"SM",0,30,"SM",0,30)")},
             Case{"AT+CPMS=\"ME\"", info("+CPMS: 0,50,0,30,0,30")},
             Case{"AT+CPMS=\"SM\",\"ME\"", info("+CPMS: 0,30,0,50,0,30")},
             Case{"AT+CPMS=\"SM\",\"SM\",\"ME\"", info("+CPMS: 0,30,0,30,0,50")},
             Case{"AT+CPMS=\"BM\"", failure("+CMS ERROR: 302")},
             Case{"AT+CNMI=?", info("+CNMI: (0-2),(0-2),(0,2),(0,1),(0,1)")},
             Case{"AT+CNMI?", info("+CNMI: 2,1,0,1,0")},
             Case{"AT+CNMI=2,3", failure("+CMS ERROR: 303")},
             Case{"AT+CNMI=2,1,2,1,0", std::string(ok)},
             Case{"AT+CNMI=1,1,0,0,0", std::string(ok)},
             Case{"AT+CSCA?", info("+CSCA: \"+99990000000\",145")},
             Case{"AT+CMMS=2", std::string(ok)},
             Case{"AT+CMMS?", info("+CMMS: 2")},
             Case{"AT+CMGL=4", std::string(ok)},
             Case{"AT+CMGL=5", failure("+CMS ERROR: 304")},
             Case{"AT+CMGD=?", info("+CMGD: (),(0-4)")},
             Case{"AT+CMGD=7", std::string(ok)},
             Case{"AT+CMGD=31", failure("+CMS ERROR: 321")},
             Case{"AT+CNMA", failure("+CMS ERROR: 340")},
             Case{"AT+CMGC=1", failure("+CMS ERROR: 303")},
         }) {
        EXPECT_EQ(bench.at(command), expected) << command;
    }
}

TEST(SimModem, SendsAfterThePrompt) {
    SimBench bench;
    bench.bring_up();
    const auto tpdu = encode_submit(SimBench::submit("12345678 APN"));
    EXPECT_EQ(bench.type("AT+CMGS=" + std::to_string(tpdu.size()) + "\r"), "\r\n> ");
    EXPECT_EQ(bench.type("00" + base::to_hex(tpdu)), "");
    EXPECT_EQ(bench.type("\x1A"), "");
    EXPECT_EQ(bench.pass(milliseconds(1999)), "");
    EXPECT_EQ(bench.pass(milliseconds(1)), info("+CMGS: 0"));
    EXPECT_EQ(bench.send_text("12345678 DNS"), info("+CMGS: 1"));
    EXPECT_EQ(bench.logged("submitted", "text"), (std::vector<std::string>{"12345678 APN", "12345678 DNS"}));
    EXPECT_EQ(bench.logged("submitted", "reference"), (std::vector<std::string>{"0", "1"}));
    EXPECT_EQ(bench.logged("submitted", "t_ms"), (std::vector<std::string>{"2000", "4000"}));
    EXPECT_EQ(bench.logged("submitted", "destination")[0], meter_phone);
}

TEST(SimModem, EchoesTheBody) {
    SimBench bench;
    const auto tpdu = encode_submit(SimBench::submit("x"));
    EXPECT_EQ(bench.type("AT+CMGS=" + std::to_string(tpdu.size()) + "\r"), "AT+CMGS=" + std::to_string(tpdu.size()) + "\r\r\n> ");
    EXPECT_EQ(bench.type("00" + base::to_hex(tpdu)), "00" + base::to_hex(tpdu));
}

TEST(SimModem, EscapeCancelsTheBody) {
    SimBench bench;
    bench.bring_up();
    bench.type("AT+CMGS=20\r0011\x1B");
    EXPECT_EQ(bench.at("AT"), ok);
    EXPECT_EQ(bench.pass(minutes(1)), "");
    EXPECT_TRUE(bench.logged("submitted", "text").empty());
    EXPECT_EQ(bench.world.modem(0).sends(), 0U);
}

TEST(SimModem, BadUnitsAreRefused) {
    SimBench bench;
    bench.bring_up();
    const std::string good = base::to_hex(encode_submit(SimBench::submit("x")));
    const std::string length = std::to_string(good.size() / 2);
    struct Case {
        std::string_view name;
        std::string announced;
        std::string body;
    };
    for (const auto& [name, announced, body] : {
             Case{"one too many announced", std::to_string(good.size() / 2 + 1), "00" + good},
             Case{"no service centre octet", length, good},
             Case{"not hexadecimal", length, "0G" + good},
             Case{"a DELIVER", length, "0004" + good.substr(2)},
             Case{"nothing", length, ""},
         }) {
        bench.type("AT+CMGS=" + announced + "\r");
        EXPECT_EQ(bench.type(body + "\x1A"), failure("+CMS ERROR: 304")) << name;
    }
    EXPECT_EQ(bench.at("AT+CMGS=abc"), failure("+CMS ERROR: 304"));
    EXPECT_EQ(bench.at("AT+CMGS=6"), failure("+CMS ERROR: 304"));
    EXPECT_EQ(bench.at("AT+CMGS"), failure("+CMS ERROR: 304"));
    EXPECT_TRUE(bench.logged("submitted", "text").empty());
}

TEST(SimModem, WhatIsTypedDuringASendWaits) {
    SimBench bench;
    bench.bring_up();
    const auto tpdu = encode_submit(SimBench::submit("x"));
    bench.type("AT+CMGS=" + std::to_string(tpdu.size()) + "\r00" + base::to_hex(tpdu) + "\x1A" + "AT+CSQ\r");
    EXPECT_EQ(bench.pass(milliseconds(1999)), "");
    EXPECT_EQ(bench.pass(milliseconds(1)), info("+CMGS: 0") + info("+CSQ: 21,99"));
}

TEST(SimModem, AnnouncementsComeBetweenLinesButNotIntoABody) {
    SimBench bench;
    bench.bring_up();
    const auto tpdu = encode_submit(SimBench::submit("x", "+99955500000"));
    bench.type("AT+CMGS=" + std::to_string(tpdu.size()) + "\r");
    bench.world.send_to_modem(0, "Operator", "hello");
    EXPECT_EQ(bench.type("00" + base::to_hex(tpdu)), "");
    EXPECT_EQ(bench.type("\x1A"), "\r\n+CMTI: \"SM\",1\r\n");
    bench.world.send_to_modem(0, "Operator", "again");
    EXPECT_EQ(bench.pass(milliseconds(2000)), "\r\n+CMTI: \"SM\",2\r\n" + info("+CMGS: 0"));
    bench.world.modem(0).say("^RSSI: 12", bench.clock.now());
    EXPECT_EQ(bench.at("AT"), "\r\n^RSSI: 12\r\n\r\nOK\r\n");
}

TEST(SimModem, ReadsListsAndDeletes) {
    SimBench bench;
    bench.bring_up();
    bench.world.send_to_modem(0, "+99955500001", "one");
    bench.world.send_to_modem(0, "+99955500001", "two");
    EXPECT_EQ(bench.type(""), "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n");
    const auto tpdus = bench.logged("inbound", "tpdu");
    const auto line = [&](std::size_t i) { return base::to_hex(encode_service_centre("+99990000000")) + tpdus[i]; };
    const auto size = [&](std::size_t i) { return std::to_string(tpdus[i].size() / 2); };
    EXPECT_EQ(bench.at("AT+CMGR=1"), "\r\n+CMGR: 0,," + size(0) + "\r\n" + line(0) + "\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CMGL=0"), "\r\n+CMGL: 2,0,," + size(1) + "\r\n" + line(1) + "\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CMGL=0"), ok);
    EXPECT_EQ(bench.at("AT+CMGL=4"), "\r\n+CMGL: 1,1,," + size(0) + "\r\n" + line(0) + "\r\n+CMGL: 2,1,," + size(1) + "\r\n" +
                                         line(1) + "\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CPMS?"), info(R"(+CPMS: "SM",2,30,"SM",2,30,"SM",2,30)"));
    EXPECT_EQ(bench.at("AT+CMGD=?"), info("+CMGD: (1,2),(0-4)"));
    EXPECT_EQ(bench.at("AT+CMGD=1"), ok);
    EXPECT_EQ(bench.at("AT+CMGR=1"), failure("+CMS ERROR: 321"));
    EXPECT_EQ(bench.logged("deleted", "index"), std::vector<std::string>{"1"});
    bench.world.send_to_modem(0, "+99955500001", "three");
    EXPECT_EQ(bench.type(""), "\r\n+CMTI: \"SM\",1\r\n");  // the first free place
    EXPECT_EQ(decode_deliver(base::from_hex(tpdus[1]).value())->text, "two");
}

TEST(SimModem, DeleteFlags) {
    struct Case {
        int flag;
        std::vector<int> left;  // of unread 1, read 2, unsent 3, sent 4
    };
    for (const auto& [flag, left] : {Case{1, {1, 3, 4}}, Case{2, {1, 3}}, Case{3, {1}}, Case{4, {}}}) {
        SimBench bench;
        bench.bring_up();
        const std::string submit = base::to_hex(encode_submit(SimBench::submit("x")));
        Deliver received;
        received.originator = make_address("+99955500001");
        received.sent = test::VirtualClock::start_utc;
        received.text = "x";
        const std::string deliver = base::to_hex(encode_deliver(received));
        for (int status = 0; status < 4; ++status) {
            const std::string& unit = status < 2 ? deliver : submit;
            bench.type("AT+CMGW=" + std::to_string(unit.size() / 2) + "," + std::to_string(status) + "\r");
            EXPECT_EQ(bench.type("00" + unit + "\x1A"), info("+CMGW: " + std::to_string(status + 1)));
        }
        EXPECT_EQ(bench.at("AT+CMGD=1," + std::to_string(flag)), ok);
        for (int index = 1; index <= 4; ++index) {
            const bool there = bench.at("AT+CMGR=" + std::to_string(index)).find("+CMGR:") != std::string::npos;
            EXPECT_EQ(there, std::ranges::find(left, index) != left.end()) << "flag " << flag << ", place " << index;
        }
    }
}

TEST(SimModem, CmgwWantsTheRightKindOfUnit) {
    SimBench bench;
    bench.bring_up();
    const std::string submit = base::to_hex(encode_submit(SimBench::submit("x")));
    bench.type("AT+CMGW=" + std::to_string(submit.size() / 2) + ",1\r");
    EXPECT_EQ(bench.type("00" + submit + "\x1A"), failure("+CMS ERROR: 304"));
    bench.type("AT+CMGW=" + std::to_string(submit.size() / 2) + "\r");
    EXPECT_EQ(bench.type("00" + submit + "\x1A"), info("+CMGW: 1"));
    EXPECT_EQ(bench.at("AT+CMGR=1").substr(0, 12), "\r\n+CMGR: 2,,");
}

TEST(SimModem, FullStorageWaitsInTheNetwork) {
    auto options = quick_options();
    options.storage = 2;
    SimBench bench({make_meter()}, options);
    bench.bring_up();
    for (const char* text : {"1", "2", "3", "4"}) bench.world.send_to_modem(0, "+99955500001", text);
    EXPECT_EQ(bench.pass(minutes(10)), "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n");
    EXPECT_EQ(bench.world.modem(0).stored(), 2U);
    EXPECT_GT(bench.logged("no_room", "from").size(), 0U);
    bench.at("AT+CMGD=2");
    EXPECT_EQ(bench.pass(minutes(10)), "\r\n+CMTI: \"SM\",2\r\n");
    bench.at("AT+CMGD=1,4");
    EXPECT_EQ(bench.pass(minutes(10)), "\r\n+CMTI: \"SM\",1\r\n");
    EXPECT_EQ(bench.logged("inbound", "text"), (std::vector<std::string>{"1", "2", "3", "4"}));
}

TEST(SimModem, AnnouncementsFollowCnmi) {
    SimBench bench;
    bench.at("ATE0");
    bench.world.send_to_modem(0, "+99955500001", "a");
    EXPECT_EQ(bench.type(""), "");  // mt=0: stored, not announced
    bench.at("AT+CNMI=0,1");
    bench.world.send_to_modem(0, "+99955500001", "b");
    EXPECT_EQ(bench.type(""), "");  // mode 0: kept back
    EXPECT_EQ(bench.at("AT+CNMI=2,1"), "\r\nOK\r\n\r\n+CMTI: \"SM\",2\r\n");
    bench.at("AT+CPMS=\"SM\",\"SM\",\"ME\"");
    bench.world.send_to_modem(0, "+99955500001", "c");
    EXPECT_EQ(bench.type(""), "\r\n+CMTI: \"ME\",1\r\n");
    bench.at("AT+CNMI=2,2");
    bench.world.send_to_modem(0, "+99955500001", "d");
    const auto tpdu = bench.logged("inbound", "tpdu").back();
    EXPECT_EQ(bench.type(""), "\r\n+CMT: ," + std::to_string(tpdu.size() / 2) + "\r\n" +
                                  base::to_hex(encode_service_centre("+99990000000")) + tpdu + "\r\n");
    EXPECT_EQ(bench.world.modem(0).stored(), 2U);
}

TEST(SimModem, UnacknowledgedMessagesEndTheRouting) {
    SimBench bench;
    bench.bring_up();
    bench.at("AT+CSMS=1");
    bench.at("AT+CNMI=2,2,0,0,0");
    bench.world.send_to_modem(0, "+99955500001", "a");
    bench.world.send_to_modem(0, "+99955500001", "b");
    EXPECT_EQ(bench.logged("inbound", "text"), std::vector<std::string>{"a"});
    EXPECT_NE(bench.type("").find("+CMT:"), std::string::npos);
    EXPECT_EQ(bench.at("AT+CNMA"), ok);
    EXPECT_NE(bench.pass(milliseconds(1000)).find("+CMT:"), std::string::npos);
    bench.pass(minutes(1));
    EXPECT_EQ(bench.at("AT+CNMI?"), info("+CNMI: 2,0,0,0,0"));
}

TEST(SimModem, Conditions) {
    struct Case {
        std::string_view name;
        Condition condition;
        std::string_view command;
        std::string expected;
    };
    for (const auto& [name, condition, command, expected] : {
             Case{"no SIM", Condition::no_sim, "AT+CPIN?", failure("+CME ERROR: 10")},
             Case{"no SIM", Condition::no_sim, "AT+CIMI", failure("+CME ERROR: 10")},
             Case{"no SIM", Condition::no_sim, "AT+CMGL=4", failure("+CMS ERROR: 310")},
             Case{"no SIM", Condition::no_sim, "AT+CREG?", info("+CREG: 0,0")},
             Case{"PIN", Condition::pin, "AT+CPIN?", info("+CPIN: SIM PIN")},
             Case{"PIN", Condition::pin, "AT+CMGS=20", failure("+CMS ERROR: 311")},
             Case{"PIN", Condition::pin, "AT+CNUM", failure("+CME ERROR: 11")},
             Case{"PIN", Condition::pin, "AT+CIMI", failure("+CME ERROR: 11")},
             Case{"PIN", Condition::pin, "AT+CCID", info("+CCID: 8999970000000000019")},
             Case{"unregistered", Condition::unregistered, "AT+CREG?", info("+CREG: 0,2")},
             Case{"unregistered", Condition::unregistered, "AT+CSQ", info("+CSQ: 21,99")},
             Case{"unregistered", Condition::unregistered, "AT+COPS?", info("+COPS: 0")},
             Case{"no service centre", Condition::no_smsc, "AT+CSCA?", info("+CSCA: \"\",129")},
             Case{"no signal", Condition::no_signal, "AT+CSQ", info("+CSQ: 99,99")},
             Case{"no signal", Condition::no_signal, "AT+CREG?", info("+CREG: 0,2")},
         }) {
        SimBench bench({make_meter()}, with(condition));
        bench.bring_up();
        EXPECT_EQ(bench.at(command), expected) << name << ": " << command;
    }
}

TEST(SimModem, PinOpensAndThreeWrongOnesBlock) {
    SimBench bench({make_meter()}, with(Condition::pin));
    bench.bring_up();
    EXPECT_EQ(bench.at("AT+CPIN=\"0000\""), failure("+CME ERROR: 16"));
    EXPECT_EQ(bench.at("AT+CPIN=\"1234\""), ok);
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: READY"));
    EXPECT_EQ(bench.at("AT+CREG?"), info("+CREG: 0,1"));
    SimBench blocked({make_meter()}, with(Condition::pin));
    blocked.bring_up();
    for (int i = 0; i < 2; ++i) EXPECT_EQ(blocked.at("AT+CPIN=\"1\""), failure("+CME ERROR: 16"));
    EXPECT_EQ(blocked.at("AT+CPIN=\"1\""), failure("+CME ERROR: 12"));
    EXPECT_EQ(blocked.at("AT+CPIN?"), info("+CPIN: SIM PUK"));
    EXPECT_EQ(blocked.at("AT+CMGL=4"), failure("+CMS ERROR: 316"));
}

TEST(SimModem, SendsFailByCondition) {
    struct Case {
        Condition condition;
        std::string_view expected;
    };
    for (const auto& [condition, expected] :
         {Case{Condition::unregistered, "+CMS ERROR: 331"}, Case{Condition::no_signal, "+CMS ERROR: 331"},
          Case{Condition::no_smsc, "+CMS ERROR: 330"}}) {
        SimBench bench({make_meter()}, with(condition));
        bench.bring_up();
        EXPECT_EQ(bench.send_text("x"), failure(expected));
        EXPECT_TRUE(bench.logged("submitted", "text").empty());
    }
    SimBench bench({make_meter()}, with(Condition::no_smsc));
    bench.bring_up();
    EXPECT_EQ(bench.at("AT+CSCA=\"99990000000\",145"), ok);
    EXPECT_EQ(bench.send_text("x"), info("+CMGS: 0"));
}

TEST(SimModem, MessagesWaitWhileItIsNotRegistered) {
    SimBench bench;
    bench.bring_up();
    bench.at("AT+CFUN=4");
    bench.world.send_to_modem(0, "+99955500001", "a");
    EXPECT_EQ(bench.pass(minutes(1)), "");
    EXPECT_EQ(bench.at("AT+CFUN=1"), ok);
    EXPECT_EQ(bench.pass(minutes(1)), "\r\n+CMTI: \"SM\",1\r\n");
}

TEST(SimModem, RestartForgetsTheSettings) {
    SimBench bench;
    bench.bring_up();
    EXPECT_EQ(bench.at("AT+CFUN=1,1"), ok);
    EXPECT_EQ(bench.at("AT"), "");
    bench.pass(milliseconds(3000));
    EXPECT_EQ(bench.at("AT+CNMI?"), "AT+CNMI?\r" + info("+CNMI: 0,0,0,0,0"));
}

TEST(SimModem, PlannedCmsError) {
    SimBench bench;
    bench.bring_up();
    Faults faults;
    faults.cms_error[2] = 38;
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(bench.send_text("a"), info("+CMGS: 0"));
    EXPECT_EQ(bench.send_text("b"), failure("+CMS ERROR: 38"));
    EXPECT_EQ(bench.send_text("c"), info("+CMGS: 1"));
    EXPECT_EQ(bench.logged("submitted", "text"), (std::vector<std::string>{"a", "c"}));
}

TEST(SimModem, LostFinalIsTakenByTheNetwork) {
    SimBench bench;
    bench.bring_up();
    Faults faults;
    faults.lose_final.insert(1);
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(bench.send_text("a", "+99955500000"), "");
    EXPECT_EQ(bench.logged("submitted", "text"), std::vector<std::string>{"a"});
    EXPECT_EQ(bench.at("AT"), ok);
    EXPECT_EQ(bench.send_text("b", "+99955500000"), info("+CMGS: 1"));
}

TEST(SimModem, UnpluggedAfterASendAndBack) {
    SimBench bench;
    bench.bring_up();
    Faults faults;
    faults.unplug_after_send = 1;
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(bench.send_text("12345678 APN"), "");
    EXPECT_FALSE(bench.world.modem(0).plugged());
    EXPECT_EQ(bench.logged("submitted", "text"), std::vector<std::string>{"12345678 APN"});
    EXPECT_EQ(bench.at("AT"), "");
    bench.pass(minutes(1));
    EXPECT_TRUE(bench.logged("inbound", "text").empty());
    bench.world.modem(0).plug(bench.clock.now());
    EXPECT_EQ(bench.at("AT"), "AT\r\r\nOK\r\n");
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("inbound", "text").size(), 1U);
}

TEST(SimModem, UnpluggedDuringASendTakesTheMessageAlong) {
    SimBench bench;
    bench.bring_up();
    Faults faults;
    faults.unplug_at = milliseconds(1000);
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(bench.send_text("a"), "");
    EXPECT_FALSE(bench.world.modem(0).plugged());
    bench.pass(minutes(1));
    EXPECT_TRUE(bench.logged("submitted", "text").empty());
}

TEST(SimModem, ChunksDoNotMatter) {
    const auto tpdu = encode_submit(SimBench::submit("12345678 PORT"));
    const std::string typed = "AT\rATE0\rAT+CMEE=1;+CNMI=2,1,0,1,0\rAT+CMGS=" + std::to_string(tpdu.size()) + "\r00" +
                              base::to_hex(tpdu) + "\x1A" + "AT+CPMS?\r\x1B\rAT+CSQ\r";
    std::string expected;
    for (std::size_t chunk = typed.size(); chunk >= 1; --chunk) {
        SimBench bench;
        std::string said;
        for (std::size_t at = 0; at < typed.size(); at += chunk) said += bench.type(typed.substr(at, chunk));
        said += bench.pass(minutes(1));
        if (expected.empty()) expected = said;
        ASSERT_EQ(said, expected) << chunk;
    }
    EXPECT_NE(expected.find("+CMGS: 0"), std::string::npos);
    EXPECT_NE(expected.find("+CMTI: \"SM\",1"), std::string::npos);
}

TEST(SimModem, AnyBytesAreSurvived) {
    const std::string_view alphabet = "ATE0V1+CMGS=?,;\"\r\n\x1A\x1B 0123456789ABCDEF&^+CNMI+CMGD+CPMS\x08\x80\xFF";
    Random random(5);
    SimBench bench;
    for (int i = 0; i < 20000; ++i) {
        std::string chunk;
        for (int j = 0; j < 12; ++j) chunk += alphabet[random.up_to(alphabet.size() - 1)];
        bench.type(chunk);
        if (random.chance(0.05)) bench.world.send_to_modem(0, "+99955500001", "x");
        bench.pass(milliseconds(10));
    }
    bench.pass(minutes(1));
    bench.type("\x1B\rATZ\r");
    EXPECT_TRUE(bench.type("AT\r").ends_with("OK\r\n"));
}

TEST(SimModem, EachHasAnIdentityOfItsOwn) {
    auto options = quick_options();
    options.modems = 2;
    SimBench bench({make_meter()}, options);
    auto& first = bench.world.modem(0);
    auto& second = bench.world.modem(1);
    EXPECT_EQ(first.own_number(), "+99900000001");
    EXPECT_EQ(second.own_number(), "+99900000002");
    EXPECT_NE(first.imei(), second.imei());
    EXPECT_NE(first.imsi(), second.imsi());
    EXPECT_NE(first.iccid(), second.iccid());
    EXPECT_EQ(first.imei().size(), 15U);
    EXPECT_EQ(first.imsi().size(), 15U);
    EXPECT_EQ(first.iccid().size(), 19U);
}
