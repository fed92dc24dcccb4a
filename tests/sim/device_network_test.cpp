// Devices of other families in the simulated network, and in a fleet file.
#include <gtest/gtest.h>

#include "gsmcfg/sim/fleet.hpp"
#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::meter_phone;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

using Texts = std::vector<std::string>;

MeterSpec device(std::string_view family, std::string_view behaviour = "") {
    MeterSpec spec;
    spec.phone = meter_phone;
    spec.family = family;
    spec.serial = "352094080000001";
    spec.login = "opa";
    spec.password = family == "wm-m2m-easy" ? "ABCD" : "123";
    spec.behaviour = parse_behaviour(behaviour).value();
    return spec;
}

const std::string set_apn = "opa 123 setparam 2001:iot";
constexpr std::string_view head = "phone,family,type,serial,firmware,login,password,apn,settings,behaviour\n";

}  // namespace

TEST(SimDeviceNetwork, BehavioursApplyToEveryFamily) {
    struct Case {
        std::string_view behaviour;
        std::chrono::milliseconds wait;
        Texts replies;
        std::string stored;
    };
    const std::string good = "New value 2001:iot";
    for (const auto& [behaviour, wait, replies, stored] : {
             Case{"", seconds(10), {good}, "iot"},
             Case{"silent", minutes(5), {}, ""},
             Case{"off", minutes(5), {}, ""},
             Case{"one-way", minutes(5), {}, "iot"},
             Case{"slow=90", seconds(85), {}, "iot"},
             Case{"slow=90", seconds(95), {good}, "iot"},
             Case{"late-first=60", seconds(50), {}, "iot"},
             Case{"duplicate-reply", seconds(10), {good, good}, "iot"},
             Case{"lost-reply=1", minutes(5), {}, "iot"},
             Case{"wrong-value", seconds(10), {"New value 2001:iotB038"}, "iotB038"},
             Case{"garbled", seconds(10), {good.substr(0, 6)}, "iot"},
             Case{"error=0x05", seconds(10), {"WARNING: Not supported Param ID or Value detected"}, ""},
             Case{"unsolicited", seconds(10), {"ALARM 352094080000001: mains voltage low", good}, "iot"},
         }) {
        SimBench bench({device("teltonika", behaviour)});
        bench.bring_up();
        EXPECT_EQ(bench.ask(set_apn, wait), replies) << behaviour;
        EXPECT_EQ(bench.world.stored_values(meter_phone).at("apn"), stored) << behaviour;
        EXPECT_EQ(bench.world.stored(meter_phone), nullptr);
    }
}

TEST(SimDeviceNetwork, EveryChangedSettingIsLogged) {
    SimBench bench({device("teltonika")});
    bench.bring_up();
    bench.ask("opa 123 setparam 2001:iot;2006:0;2005:99");
    EXPECT_EQ(bench.logged("stored", "setting"), (Texts{"apn", "port"}));
    EXPECT_EQ(bench.logged("stored", "value"), (Texts{"iot", "99"}));
    bench.world.write_final();
    const auto& last = bench.log.back();
    EXPECT_EQ(last.at("stored").at("port").string(), "99");
    EXPECT_EQ(last.at("applied").at("port").string(), "99");
    EXPECT_EQ(last.at("serial").string(), "352094080000001");
}

TEST(SimDeviceNetwork, EasyAcknowledgesMinutesLater) {
    SimBench bench({device("wm-m2m-easy")});
    bench.bring_up();
    EXPECT_EQ(bench.ask("PW=ABCD,SERVER1=10.0.0.1,PORT1=99,RESET", seconds(115)), Texts{});
    EXPECT_EQ(bench.world.restarts(meter_phone), 1U);
    EXPECT_EQ(bench.world.applied_values(meter_phone).at("dns"), "10.0.0.1");
    bench.pass(seconds(10));
    EXPECT_EQ(bench.logged("inbound", "text"), (Texts{"OK 2"}));
    EXPECT_EQ(bench.ask("PW=ABCD,INFIP", seconds(10)).size(), 1U);
}

TEST(SimDeviceNetwork, TheFileMayShortenTheDelay) {
    auto spec = device("wm-m2m-easy");
    spec.reply_delay = seconds(3);
    SimBench bench({spec});
    bench.bring_up();
    EXPECT_EQ(bench.ask("PW=ABCD,APN=a,RESET", seconds(5)), (Texts{"OK 1"}));
}

TEST(SimDeviceNetwork, WhatIsNotSavedIsLostWithThePower) {
    SimBench bench({device("robustel")});
    bench.bring_up();
    EXPECT_EQ(bench.ask("123:1001,gate"), (Texts{"OK"}));
    EXPECT_TRUE(bench.world.power(meter_phone, false));
    EXPECT_TRUE(bench.world.power(meter_phone, true));
    bench.pass(minutes(1));
    EXPECT_EQ(bench.ask("123:0002"), (Texts{"OK"}));
    EXPECT_EQ(bench.world.stored_values(meter_phone).at("name"), "");
}

TEST(SimDeviceNetwork, CardsAreForModulesOnly) {
    SimBench bench({device("teltonika")});
    EXPECT_FALSE(bench.world.insert_sim(meter_phone, make_sim_card("device", 10)));
    EXPECT_FALSE(bench.world.boot_meter(meter_phone, make_sim_card("device", 10)));
}

TEST(SimDeviceNetwork, FleetFile) {
    const auto fleet =
        parse_fleet(std::string(head) +
                        "+99900300001,teltonika,FMB120,352094080000001,03.27,opa,123,iot,server=a.example;port=99,\n"
                        "+99900300002,wm-m2m-easy,,,,,,,,variant=bare-ok\n"
                        "+99900300003,,GS04,7,2.0,,12345678,iot,,\n",
                    "f.csv");
    ASSERT_TRUE(fleet) << fleet.error().message();
    const auto& tracker = fleet->meters[0];
    EXPECT_EQ(tracker.family, "teltonika");
    EXPECT_EQ(tracker.login, "opa");
    EXPECT_EQ(tracker.values, (SettingValues{{"apn", "iot"}, {"dns", "a.example"}, {"port", "99"}}));
    EXPECT_EQ(fleet->meters[1].password, "ABCD");
    EXPECT_EQ(fleet->meters[1].behaviour.variants, Texts{"bare-ok"});
    EXPECT_EQ(fleet->meters[2].family, default_family);
    EXPECT_EQ(fleet->meters[2].settings[Setting::apn], "iot");

    SimBench bench(fleet->meters);
    EXPECT_EQ(bench.world.stored_values("+99900300001").at("dns"), "a.example");
    EXPECT_EQ(bench.world.stored_values("+99900300003").at("apn"), "iot");
    EXPECT_TRUE(bench.world.stored_values("+99900300009").empty());
}

TEST(SimDeviceNetwork, FleetFileComplaints) {
    struct Case {
        std::string line;
        std::string part;
    };
    for (const auto& [line, part] : {
             Case{"+99900300001,telltonika,,1,1,a,b,,,", "'telltonika'"},
             Case{"+99900300001,teltonika,,1,1,a,b,,colour=red,", "no setting 'colour'"},
             Case{"+99900300001,teltonika,,1,1,a,b,iot,apn=iot,", "'apn' stands there twice"},
             Case{"+99900300001,teltonika,,1,1,a,b,,apn,", "NAME=VALUE"},
             Case{"+99900300001,kamstrup-gsm7i,,1,1,,,iot,,", "no setting 'apn'"},
             Case{"+99900300001,teltonika,,1,1,a,b,,,variant=no-uid", "no variant 'no-uid' (param-id"},
             Case{"+99900300001,,GS04,1,2.0,,1,,,variant=no-uid", "no variant 'no-uid'"},
             Case{"+99900300001,,GS04,1,2.0,,1,,apn=iot,", "columns of their own"},
             Case{"+99900300001,,FMB120,1,2.0,,1,,,", "neither GS04 nor GB04"},
         }) {
        const auto fleet = parse_fleet(std::string(head) + line + "\n", "f.csv");
        ASSERT_FALSE(fleet) << line;
        EXPECT_EQ(fleet.error().where, "f.csv:2");
        EXPECT_NE(fleet.error().detail.find(part), std::string::npos) << fleet.error().detail;
    }
}

TEST(SimDeviceNetwork, EveryFamilyHasADevice) {
    for (const Family& family : families()) {
        auto spec = device(family.name);
        SimBench bench({spec});
        const auto stored = bench.world.stored_values(meter_phone);
        for (const std::string_view setting : family.settings) EXPECT_TRUE(stored.contains(std::string(setting))) << setting;
        for (const std::string_view variant : family.variants)
            EXPECT_TRUE(parse_behaviour("variant=" + std::string(variant))) << variant;
    }
}
