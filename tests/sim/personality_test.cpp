#include "gsmcfg/sim/personality.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";

WorldOptions of(std::string_view personality, bool chatter = false) {
    auto options = quick_options();
    options.personality = personality;
    options.chatter = chatter;
    return options;
}

std::string info(std::string_view line) { return "\r\n" + std::string(line) + "\r\n\r\nOK\r\n"; }
std::string final(std::string_view words) { return "\r\n" + std::string(words) + "\r\n"; }

}  // namespace

TEST(Personality, NamesAreFoundAndUnique) {
    std::set<std::string_view> names;
    for (const auto& one : personalities()) {
        EXPECT_TRUE(names.insert(one.name).second) << one.name;
        EXPECT_EQ(find_personality(one.name), &one);
    }
    EXPECT_EQ(names.size(), 16U);
    EXPECT_EQ(find_personality("nokia"), nullptr);
    EXPECT_EQ(generic_personality().name, "generic");
    EXPECT_THROW(SimBench({make_meter()}, of("nokia")), std::invalid_argument);
}

TEST(Personality, EachModemMayHaveItsOwn) {
    auto options = of("telit");
    options.modems = 3;
    options.personalities = {"sim800", "zte"};
    SimBench bench({make_meter()}, options);
    for (std::size_t i = 0; i < 3; ++i) {
        constexpr std::array<std::string_view, 3> expected{"sim800", "zte", "telit"};
        EXPECT_EQ(bench.world.modem(i).personality().name, expected[i]);
    }
}

TEST(Personality, AnswersInItsForm) {
    struct Case {
        std::string_view name;
        std::string_view command;
        std::string expected;
    };
    for (const auto& [name, command, expected] : {
             Case{"huawei-e1752", "AT+CGMI", "\r\nhuawei\r\r\n\r\nOK\r\n"},
             Case{"huawei-e1752", "AT+CPMS=?",
                  "\r\n+CPMS: (\"SM\",\"ME\",\"SR\"),(\"SM\",\"ME\"),(\"SM\",\"ME\",\"SR\")\r\r\n\r\nOK\r\n"},
             Case{"huawei-e1752", "AT^ICCID?", "\r\n^ICCID: 8999970000000000019\r\r\n\r\nOK\r\n"},
             Case{"huawei-e1752", "AT+CCID", final("COMMAND NOT SUPPORT")},
             Case{"huawei-e1752", "AT^CPIN?", "\r\n^CPIN: READY,3,10,3,10,3\r\r\n\r\nOK\r\n"},
             Case{"huawei-e1752", "AT+CMGR=0", "\r\n+CMGR: 0,,0\r\r\n\r\nOK\r\n"},
             Case{"huawei-e1752", "AT+CMGR=30", final("ERROR")},
             Case{"huawei-e1752", "AT+CNMI=2,2,0,0,0", final("ERROR")},
             Case{"huawei-e1752", "AT^PORTSEL=1", std::string(ok)},
             Case{"huawei-e3372", "AT^PORTSEL=1", std::string(ok)},
             Case{"generic", "AT^PORTSEL=1", final("ERROR")},
             Case{"huawei-e3372", "AT+CPIN?", std::string(ok)},
             Case{"huawei-e3372", "AT+CSCA?", info("+CSCA: \"002B00390039003900390030003000300030003000300030\",145")},
             Case{"huawei-e3372", "AT+CMGR=0", std::string(ok)},
             Case{"huawei-e3372", "AT+CPMS=\"ME\"", final("ERROR")},
             Case{"sim800", "AT+CCID", info("8999970000000000019")},
             Case{"sim800", "AT+CPMS=\"SM_P\",\"SM_P\",\"SM_P\"", info("+CPMS: 0,30,0,30,0,30")},
             Case{"sim800", "AT+CNMI?", info("+CNMI: 2,1,0,0,0")},
             Case{"sim800", "AT+CNMI=2,1,0,2,0", final("ERROR")},
             Case{"sim800", "AT+SPIC", info("+SPIC: 3,10,3,10")},
             Case{"sim7600", "AT+CICCID", info("+ICCID: 8999970000000000019")},
             Case{"sim7600", "AT+CMGS=20", "\r\n> "},
             Case{"sim7670", "AT+CMGS=20", "\r\n>\r\n"},
             Case{"quectel-m26", "AT+CSCA?", info("+CSCA: \"99990000000\",145")},
             Case{"quectel-m26", "AT+CPIN?", info("+CPIN: \"READY\"")},
             Case{"quectel-ec25", "AT+QCCID", info("+QCCID: 8999970000000000019")},
             Case{"quectel-ec25", "AT+CPMS?", info(R"(+CPMS: "ME",0,255,"ME",0,255,"ME",0,255)")},
             Case{"quectel-ec25", "AT+QPINC?", info("+QPINC: \"SC\",3,10")},
             Case{"telit", "AT#CCID", info("#CCID: 8999970000000000019")},
             Case{"telit", "AT+CSMS?", info("+CSMS: 1,1,1,1")},
             Case{"telit", "AT+CPMS=\"SM\",\"SM\",\"ME\"", final("+CMS ERROR: operation not allowed")},
             Case{"telit", "AT+CRSM=176,12258,0,0,10",
                  info("+CRSM: 144,0,9899790000000000"
                       "10F9")},
             Case{"cinterion", "AT+CNMI=2,1,0,0,0", final("ERROR")},
             Case{"cinterion", "AT+CNMI=2,1,0,2,1", std::string(ok)},
             Case{"cinterion", "AT^SCID", info("^SCID: 8999970000000000019")},
             Case{"cinterion", "AT+CPMS=\"ME\",\"SM\",\"MT\"", info("+CPMS: 0,25,0,30,0,30")},
             Case{"wavecom", "AT+CPIN?", "\r\n+CPIN: READY\r\n"},
             Case{"wavecom", "AT+CPMS=?", info(R"(+CPMS: (("SM","BM","SR"),("SM")))")},
             Case{"wavecom", "AT+CPMS=\"SM\",\"SM\",\"SM\"", final("ERROR")},
             Case{"wavecom", "AT+CPMS=\"SM\",\"SM\"", info("+CPMS: 0,30,0,30")},
             Case{"wavecom", "AT+CRSM=176,12258,0,0,10", final("ERROR")},
             Case{"zte", "AT+CPMS=\"SM\",\"SM\"", info("+CPMS: 0,30,0,30,0,30")},
             Case{"zte", "AT+CPIN?", info("+CPIN: READY")},
             Case{"zte", "AT+CNMI=2,1,0,1,0", std::string(ok)},
             Case{"zte", "AT+CMGS=20", "\r\n> "},
             Case{"patchwork", "AT+CPMS=?", info(R"(+CPMS: "ME","MT","SM","SR")")},
             Case{"patchwork", "AT+CPMS=\"SM\"", final("ERROR")},
             Case{"patchwork", "AT+CPMS=\"SM\",\"SM\",\"SM\"", std::string(ok)},
             Case{"patchwork", "AT+CPIN?", info("+CPIN:READY")},
             Case{"patchwork", "AT+CNMI=2,1,0,1,0", final("ERROR")},
             Case{"patchwork", "AT+CNMI=1,1,0,1,0", std::string(ok)},
             Case{"patchwork", "AT+CGSN", info("+CGSN: \"359999000000018\"")},
             Case{"patchwork", "AT+CMGS=20", "\r\n>"},
         }) {
        SimBench bench({make_meter()}, of(name));
        bench.at("ATE0");
        EXPECT_EQ(bench.at(command), expected) << name << ": " << command;
    }
}

TEST(Personality, RegistrationForms) {
    struct Case {
        std::string_view name;
        std::string expected;
    };
    for (const auto& [name, expected] :
         {Case{"generic", "+CREG: 2,1,\"03E8\",\"0000A1B2\""}, Case{"wavecom", "+CREG: 2, 1, \"03E8\", \"A1B2\""},
          Case{"sim7600", "+CREG: 2,1,03E8,A1B2"}, Case{"quectel-ec25", "+CREG: 2,1,\"03E8\",\"0000A1B2\",7"}}) {
        SimBench bench({make_meter()}, of(name));
        bench.at("ATE0");
        bench.at("AT+CREG=2");
        EXPECT_EQ(bench.at("AT+CREG?"), info(expected)) << name;
    }
    auto options = of("sim7600");
    options.condition = Condition::unregistered;
    SimBench bench({make_meter()}, options);
    bench.at("ATE0");
    bench.at("AT+CREG=2");
    EXPECT_EQ(bench.at("AT+CREG?"), info("+CREG: 2,,"));
    bench.world.modem(0).set_condition(Condition::none, bench.clock.now());
    EXPECT_EQ(bench.type(""), "\r\n+CREG: 1,\"03E8\",\"0000A1B2\"\r\n");
}

TEST(Personality, ListsInItsForm) {
    struct Case {
        std::string_view name;
        std::string header;  // {} = TPDU octets, or those with the service centre
        std::size_t more;
    };
    for (const auto& [name, header, more] : {Case{"generic", "+CMGL: 1,0,,", 0}, Case{"huawei-e1752", "+CMGL: 0,0,,", 0},
                                             Case{"sim800", "+CMGL: 1,0,\"\",", 0}, Case{"patchwork", "+CMGL: 2,0,", 8}}) {
        SimBench bench({make_meter()}, of(name));
        bench.at("ATE0");
        bench.world.send_to_modem(0, "+99955500001", "one");
        if (name == "patchwork") bench.world.send_to_modem(0, "+99955500001", "two");
        bench.type("");
        const auto size = bench.logged("inbound", "tpdu").back().size() / 2;
        EXPECT_TRUE(bench.at("AT+CMGL=4").starts_with("\r\n" + header + std::to_string(size + more) + "\r")) << name;
    }
}

TEST(Personality, ReportsAsItRoutesThem) {
    struct Case {
        std::string_view name;
        std::string_view cnmi;
        std::string hint;
    };
    for (const auto& [name, cnmi, hint] :
         {Case{"huawei-e1752", "2,1,0,1,0", "+CDS: "}, Case{"patchwork", "1,1,0,1,0", "+CDS: ,"},
          Case{"huawei-e1752", "2,1,0,2,0", "+CDSI: \"SR\",0"}, Case{"quectel-ec25", "2,1,0,2,0", "+CDSI: \"SM\",0"},
          Case{"cinterion", "2,1,0,2,1", "+CDSI: \"SR\",1"}}) {
        SimBench bench({make_meter()}, of(name));
        bench.at("ATE0");
        bench.at("AT+CNMI=" + std::string(cnmi));
        auto unit = SimBench::submit("12345678 APN");
        unit.report_requested = true;
        EXPECT_NE((bench.send(unit) + bench.pass(milliseconds(10))).find(hint), std::string::npos) << name;
        if (hint.starts_with("+CDS: ")) continue;
        bench.at("AT+CPMS=\"SR\"");
        EXPECT_NE(bench.at("AT+CMGL=4").find("+CMGL: "), std::string::npos) << name;
        EXPECT_EQ(bench.logged("inbound", "storage").front(), "SR");
    }
}

TEST(Personality, StartsWithItsBanner) {
    struct Case {
        std::string_view name;
        std::vector<std::string> lines;
    };
    for (const auto& [name, lines] : {
             Case{"sim800", {"RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready"}},
             Case{"telit", {"#QSS: 1", "#QSS: 2", "#QSS: 3"}},
             Case{"cinterion", {"^SYSSTART"}},
             Case{"wavecom", {"+WIND: 3", "+WIND: 7", "+WIND: 4"}},
             Case{"generic", {}},
         }) {
        SimBench bench({make_meter()}, of(name));
        bench.at("ATE0");
        EXPECT_EQ(bench.at("AT+CFUN=1,1"), ok) << name;
        EXPECT_EQ(bench.at("AT"), "") << name << " is starting";
        const auto said = bench.pass(seconds(60));
        std::size_t at = 0;
        for (const auto& line : lines) {
            at = said.find("\r\n" + line + "\r\n", at);
            ASSERT_NE(at, std::string::npos) << name << ": " << line;
        }
        EXPECT_EQ(said.empty(), lines.empty()) << name;
        if (find_personality(name)->autobaud) {
            EXPECT_EQ(bench.at("AT"), "") << "tells it the speed";
        }
        EXPECT_EQ(bench.at("AT"), "AT\r\r\nOK\r\n") << name;
    }
}

TEST(Personality, SticksTakeTheirPortAlong) {
    for (const std::string_view name : {"huawei-e1752", "huawei-e3372", "sim7600", "quectel-ec25", "zte"}) {
        SimBench bench({make_meter()}, of(name));
        auto& modem = bench.world.modem(0);
        EXPECT_EQ(modem.appearances(), 1U);
        bench.at("AT+CFUN=1,1");
        bench.pass(seconds(2));
        EXPECT_FALSE(modem.plugged()) << name;
        bench.pass(seconds(20));
        EXPECT_TRUE(modem.plugged()) << name;
        EXPECT_EQ(modem.appearances(), 2U);
        EXPECT_TRUE(bench.at("AT").ends_with("OK\r\n")) << name;
    }
}

TEST(Personality, TheSimIsBusyAfterAStart) {
    SimBench bench({make_meter()}, of("telit"));
    bench.at("ATE0");
    bench.at("AT+CFUN=1,1");
    bench.pass(milliseconds(6100));
    EXPECT_EQ(bench.at("ATE0;+CMEE=1").substr(0, 4), "ATE0");
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: READY")) << "too early";
    EXPECT_EQ(bench.at("AT+CMGL=4"), final("+CMS ERROR: 314"));
    EXPECT_EQ(bench.at("AT+CREG?"), info("+CREG: 0,0"));
    bench.pass(seconds(8));
    EXPECT_EQ(bench.at("AT+CMGL=4"), ok);
    EXPECT_EQ(bench.at("AT+CREG?"), info("+CREG: 0,1"));
    SimBench other({make_meter()}, of("cinterion"));
    other.at("ATE0");
    other.at("AT+CMEE=1");
    other.at("AT+CFUN=4");
    other.at("AT+CFUN=1");
    EXPECT_EQ(other.at("AT+CPIN?"), final("+CME ERROR: 14"));
    other.pass(seconds(10));
    EXPECT_EQ(other.at("AT+CPIN?"), info("+CPIN: READY"));
}

TEST(Personality, ChattersUntilItIsToldNotTo) {
    SimBench bench({make_meter()}, of("huawei-e1752", true));
    bench.at("ATE0");
    EXPECT_NE(bench.pass(seconds(60)), "");
    EXPECT_EQ(bench.at("AT^CURC=0"), ok);
    EXPECT_EQ(bench.pass(seconds(60)), "");
    EXPECT_EQ(bench.at("AT^CURC=1"), ok);
    EXPECT_NE(bench.pass(seconds(60)), "");
    SimBench quiet({make_meter()}, of("huawei-e1752", false));
    EXPECT_EQ(quiet.pass(seconds(600)), "");
}

TEST(Personality, Peculiarities) {
    SimBench zte({make_meter()}, of("zte"));
    zte.at("ATE0");
    EXPECT_EQ(zte.at("AT+CSMP=17,167,0,0"), ok);
    EXPECT_EQ(zte.at("AT+CSCA?"), info("+CSCA: \"\",129")) << "CSMP clears the service centre";

    auto locked = of("cinterion");
    locked.condition = Condition::pin;
    SimBench cinterion({make_meter()}, locked);
    cinterion.at("ATE0");
    EXPECT_EQ(cinterion.at("ATZ"), final("ERROR"));
    cinterion.at("AT+CPIN=\"0000\"");
    EXPECT_EQ(cinterion.at("AT^SPIC"), info("^SPIC: 2"));
    EXPECT_EQ(cinterion.at("AT+CPIN=\"1234\""), ok);
    EXPECT_TRUE(cinterion.at("ATZ").ends_with(ok));

    SimBench wavecom({make_meter()}, of("wavecom"));
    wavecom.at("ATE0");
    const auto tpdu = encode_submit(SimBench::submit("x"));
    wavecom.type("AT+CMGS=" + std::to_string(tpdu.size()) + "\r\n00" + base::to_hex(tpdu) + "\x1A");
    EXPECT_EQ(wavecom.pass(seconds(5)), "") << "refused at once: the LF is in the body";
    EXPECT_TRUE(wavecom.logged("submitted", "text").empty());

    SimBench sim800({make_meter()}, of("sim800"));
    EXPECT_TRUE(sim800.type("AT+CMGS=20\r00\x1A").find("00\x1A") != std::string::npos) << "echoes Ctrl-Z";
}

TEST(Personality, AFullStorageIsSaid) {
    for (const auto& [name, line] : {std::pair("huawei-e1752", "^SMMEMFULL: \"SM\""), std::pair("sim800", "+SMS FULL")}) {
        auto options = of(name);
        options.storage = 1;
        SimBench bench({make_meter()}, options);
        bench.at("ATE0");
        bench.world.send_to_modem(0, "+99955500001", "one");
        bench.world.send_to_modem(0, "+99955500001", "two");
        EXPECT_NE(bench.type("").find(line), std::string::npos) << name;
    }
}

TEST(Personality, SaysNothingOfASimThatIsNotThere) {
    struct Case {
        std::string_view name;
        Condition condition;
        std::string said;  // the lines of a restart
    };
    for (const auto& [name, condition, said] : {
             Case{"sim800", Condition::none,
                  "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n"},
             Case{"sim800", Condition::pin,
                  "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: SIM PIN\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n"},
             Case{"sim800", Condition::no_sim, "\r\nRDY\r\n\r\n+CFUN: 1\r\n"},
             Case{"telit", Condition::no_sim, ""},
         }) {
        auto options = of(name);
        options.chatter = false;
        options.condition = condition;
        SimBench bench({make_meter()}, options);
        bench.at("AT+CFUN=1,1");
        EXPECT_EQ(bench.pass(std::chrono::minutes(1)), said) << name;
    }
}
