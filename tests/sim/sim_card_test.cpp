#include <gtest/gtest.h>

#include "sim/alphabet.hpp"
#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::seconds;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";

std::string info(std::string_view line) { return "\r\n" + std::string(line) + "\r\n\r\nOK\r\n"; }
std::string final(std::string_view words) { return "\r\n" + std::string(words) + "\r\n"; }

WorldOptions with_pin() {
    auto options = quick_options();
    options.condition = Condition::pin;
    return options;
}

std::string packed(std::string_view text) { return base::to_hex(pack(to_septets(text).value(), 0)); }

}  // namespace

TEST(SimCard, Files) {
    SimBench bench;
    bench.bring_up();
    struct Case {
        std::string_view command;
        std::string expected;
    };
    for (const auto& [command, expected] : {
             Case{"AT+CRSM=176,12258,0,0,10", info("+CRSM: 144,0,\"989979000000000010F9\"")},
             Case{"AT+CRSM=176,28423,0,0,9", info("+CRSM: 144,0,\"089999070000000010\"")},
             Case{"AT+CRSM=192,28476", info("+CRSM: 144,0,\"000014A06F3C04001"
                                            "1FFFF010201B0\"")},
             Case{"AT+CRSM=178,28480,1,4,28", info("+CRSM: 144,0,\"FFFFFFFFFFFFFFFFFFFFFFFFFFFF0791990900"
                                                   "0000F1FFFFFFFFFFFF\"")},
             Case{"AT+CRSM=176,28589,0,0,4", info("+CRSM: 148,4")},
             Case{"AT+CRSM=178,28476,31,4,176", info("+CRSM: 106,131")},
             Case{"AT+CRSM=178,28476,1,4,175", info("+CRSM: 103,0")},
             Case{"AT+CRSM=178", final("+CME ERROR: 50")},
         }) {
        EXPECT_EQ(bench.at(command), expected) << command;
    }
}

TEST(SimCard, MessageRecordsAreTheStoredMessages) {
    SimBench bench;
    bench.bring_up();
    bench.world.send_to_modem(0, "+99955500001", "one");
    bench.type("");
    const std::string unit = base::to_hex(encode_service_centre("+99990000000")) + bench.logged("inbound", "tpdu")[0];
    const auto record = [](std::string status, std::string content) {
        content = status + content;
        return content + std::string(352 - content.size(), 'F');
    };
    EXPECT_EQ(bench.at("AT+CRSM=178,28476,1,4,176"), info("+CRSM: 144,0,\"" + record("03", unit) + "\""));
    EXPECT_EQ(bench.at("AT+CRSM=178,28476,2,4,176"), info("+CRSM: 144,0,\"" + record("00", "") + "\""));
    EXPECT_EQ(bench.at("AT+CRSM=220,28476,5,4,176," + record("01", unit)), info("+CRSM: 144,0"));
    EXPECT_NE(bench.at("AT+CMGR=5").find("+CMGR: 1,,"), std::string::npos);
    EXPECT_EQ(bench.world.modem(0).stored(), 2U);
    EXPECT_EQ(bench.at("AT+CRSM=178,28476,1,4,176").substr(0, 20), "\r\n+CRSM: 144,0,\"0307") << "raw reading leaves it unread";
    bench.at("AT+CMGR=1");
    EXPECT_EQ(bench.at("AT+CRSM=178,28476,1,4,176").substr(0, 20), "\r\n+CRSM: 144,0,\"0107");
    EXPECT_EQ(bench.at("AT+CRSM=220,28476,5,4,176," + record("00", "")), info("+CRSM: 144,0"));
    EXPECT_EQ(bench.world.modem(0).stored(), 1U);
    EXPECT_EQ(bench.logged("deleted", "index"), std::vector<std::string>{"5"});
}

TEST(SimCard, PinIsSwitchedChangedAndUnblocked) {
    SimBench bench({make_meter()}, with_pin());
    bench.bring_up();
    EXPECT_EQ(bench.at("AT+CPINR"), info("+CPINR: SIM PIN,3,3"));
    EXPECT_EQ(bench.at("AT+CPIN=\"1234\""), ok);
    EXPECT_EQ(bench.at("AT+CPWD=\"SC\",\"1234\",\"4321\""), ok);
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",2"), info("+CLCK: 1"));
    bench.at("AT+CFUN=0");
    bench.at("AT+CFUN=1");
    for (int left = 2; left > 0; --left) {
        EXPECT_EQ(bench.at("AT+CPIN=\"1234\""), final("+CME ERROR: 16"));
        EXPECT_EQ(bench.at("AT+CPINR"), info("+CPINR: SIM PIN," + std::to_string(left) + ",3"));
    }
    EXPECT_EQ(bench.at("AT+CPIN=\"1234\""), final("+CME ERROR: 12"));
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: SIM PUK"));
    EXPECT_EQ(bench.at("AT+CPIN=\"00000000\",\"1111\""), final("+CME ERROR: 16"));
    EXPECT_EQ(bench.at("AT+CPIN=\"12345678\",\"1111\""), ok);
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",0,\"1111\""), ok);
    bench.at("AT+CFUN=0");
    bench.at("AT+CFUN=1");
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: READY"));
    EXPECT_EQ(bench.logged("wrong_pin", "left"), (std::vector<std::string>{"2", "1", "0"}));
}

TEST(SimCard, Ussd) {
    struct Case {
        std::string_view name;
        std::string code;
        std::string answer;
    };
    for (const auto& [name, code, answer] : {
             Case{"generic", "*100#", "+CUSD: 0,\"Balance: 5.00 EUR\",15"},
             Case{"generic", "*111#", "+CUSD: 0,\"Your number is +99900000001\",15"},
             Case{"generic", "*999#", "+CUSD: 2"},
             Case{"generic", "hello", "+CUSD: 4"},
             Case{"huawei-e1752", packed("*100#"), "+CUSD: 0,\"" + packed("Balance: 5.00 EUR") + "\",15"},
             Case{"huawei-e1752", "*100#", "+CUSD: 4"},
             Case{"huawei-e3372", "AA180C3602", "+CUSD: 0,\"" + base::to_hex(to_ucs2("Balance: 5.00 EUR")) + "\",72"},
             Case{"zte", base::to_hex(to_ucs2("*100#")), "+CUSD: 0,\"" + base::to_hex(to_ucs2("Balance: 5.00 EUR")) + "\",72"},
         }) {
        auto options = quick_options();
        options.personality = name;
        options.chatter = false;
        options.balance = 5;
        SimBench bench({make_meter()}, options);
        bench.at("ATE0");
        EXPECT_EQ(bench.at("AT+CUSD=1,\"" + code + "\",15"), ok) << name;
        EXPECT_EQ(bench.pass(seconds(3)), "\r\n" + answer + "\r\n") << name << " " << code;
    }
}

TEST(SimCard, MessagesCostMoney) {
    auto options = quick_options();
    options.balance = 1;
    options.price = 0.25;
    SimBench bench({make_meter()}, options);
    bench.bring_up();
    bench.send_text("x", "+99955500001");
    bench.send_text("x", "+99955500001");
    bench.at("AT+CUSD=1,\"*100#\"");
    EXPECT_EQ(bench.pass(seconds(3)), "\r\n+CUSD: 0,\"Balance: 0.50 EUR\",15\r\n");
}

TEST(SimCard, PowerOffNeedsPower) {
    SimBench bench;
    bench.at("ATE0");
    EXPECT_EQ(bench.at("AT+CPOF"), "\r\nOK\r\n\r\nNORMAL POWER DOWN\r\n");
    bench.world.modem(0).reopened(bench.clock.now());
    EXPECT_EQ(bench.at("AT"), "");
    bench.world.modem(0).power_cycle(bench.clock.now());
    bench.pass(seconds(5));
    EXPECT_EQ(bench.at("AT"), "AT\r\r\nOK\r\n");
}
