#include "gsmcfg/modem/probe.hpp"

#include "support/scripted_link.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace gsmcfg::modem {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using test::Reply;
using test::Script;

const std::string ok = "\r\nOK\r\n";
const std::string error = "\r\nERROR\r\n";

// A port whose modem answers at one speed; at the others nothing comes.
class Probe : public testing::Test {
protected:
    Script script = modem();
    Script dead = silent();
    test::VirtualClock clock;
    int speed = 115200;
    std::vector<int> tried;

    static Script modem() {
        Script script = Script::warm_modem();
        script.on("ATV1", ok);
        script.on("AT+CMGF=?", "\r\n+CMGF: (0,1)\r\n" + ok);
        script.on("AT+CPMS?", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" + ok);
        return script;
    }
    static Script silent() {
        Script script;
        for (const char* const command : {"\x1b", "AT"}) script.on(command, Reply{});
        return script;
    }

    base::Result<ProbeResult> ask(std::vector<int> speeds = {115200}, base::StopToken stop = {}) {
        return probe_port(
            [this](int baud, base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
                tried.push_back(baud);
                return std::make_unique<test::ScriptedLink>(baud == speed ? script : dead, clock);
            },
            speeds, stop);
    }
};

TEST_F(Probe, TellsWhatAPortIsGoodFor) {
    struct Case {
        std::string name;
        std::map<std::string, Reply> changes;
        PortAnswer answer;
    };
    const std::vector<Case> cases{
        {"a modem", {}, PortAnswer::sms},
        {"CMGF=? refused, CPMS? taken", {{"AT+CMGF=?", {{error}}}}, PortAnswer::sms},
        {"no SIM: CMS error", {{"AT+CMGF=?", {{error}}}, {"AT+CPMS?", {{"\r\n+CMS ERROR: 310\r\n"}}}}, PortAnswer::sms},
        {"SIM wants its PIN", {{"AT+CMGF=?", {{"\r\n+CME ERROR: 11\r\n"}}}}, PortAnswer::sms},
        {"a word for it", {{"AT+CMGF=?", {{"\r\n+CME ERROR: SIM not inserted\r\n"}}}}, PortAnswer::sms},
        {"not supported", {{"AT+CMGF=?", {{"\r\n+CME ERROR: 4\r\n"}}}, {"AT+CPMS?", {{error}}}}, PortAnswer::at_only},
        {"all refused", {{"AT+CMGF=?", {{error}}}, {"AT+CPMS?", {{error}}}}, PortAnswer::at_only},
        {"falls silent at SMS", {{"AT+CMGF=?", {}}}, PortAnswer::at_only},
        {"echo on", {{"AT", {{"AT\r" + ok}}}, {"AT+CMGF=?", {{"AT+CMGF=?\r\r\n+CMGF: (0,1)\r\n" + ok}}}}, PortAnswer::sms},
        {"numbers for results", {{"AT", {{"0\r"}}}, {"ATV1", {{ok}}}}, PortAnswer::sms},
        {"chatter between", {{"AT", {{"\r\n^RSSI: 17\r\n"}, {ok, 50ms}}}}, PortAnswer::sms},
        {"the first AT is lost", {{"AT", {}}}, PortAnswer::silent},
        {"rubbish", {{"AT", {{"\x80\xf8\x1e\x80"}}}}, PortAnswer::silent},
        {"positions for ever",
         {{"AT", {{"$GPGGA,1\r\n", 300ms}, {"$GPGGA,2\r\n", 300ms}, {"$GPGGA,3\r\n", 300ms}, {"$GPGGA,4\r\n", 300ms}}}},
         PortAnswer::silent},
    };
    for (const auto& [name, changes, answer] : cases) {
        script = modem();
        for (const auto& [command, reply] : changes) script.replace(command, reply);
        const auto begin = clock.now();
        const auto result = ask();
        ASSERT_TRUE(result) << name << ": " << result.error().message();
        EXPECT_EQ(result->answer, answer) << name;
        EXPECT_EQ(result->link != nullptr, answer != PortAnswer::silent) << name;
        EXPECT_LE(clock.now() - begin, answer == PortAnswer::silent ? 2s : 10s) << name;
    }
}

TEST_F(Probe, AsksWhoItIs) {
    const auto result = ask();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->make, "ACME");
    EXPECT_EQ(result->model, "M1");
    EXPECT_EQ(result->imei, "350000000000006");
    EXPECT_EQ(result->baud, 115200);
    EXPECT_LT(clock.elapsed(), 1s) << "a modem that answers is not waited for";
}

TEST_F(Probe, ChangesNothing) {
    ASSERT_TRUE(ask());
    for (const auto& written : script.log) {
        const bool harmless = written == "\x1b" || written == "AT" || written == "ATV1" || written.ends_with("?") ||
                              written.starts_with("AT+CGM") || written == "AT+CGSN";
        EXPECT_TRUE(harmless) << written;
    }
}

TEST_F(Probe, FindsTheSpeed) {
    speed = 38400;
    const auto result = ask({115200, 9600, 38400, 19200});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->baud, 38400);
    EXPECT_EQ(tried, (std::vector{115200, 9600, 38400}));
    EXPECT_LT(clock.elapsed(), 5s);
}

TEST_F(Probe, AModemThatNeedsTheFirstAtForTheSpeed) {
    script.silent("AT").on("AT", ok);
    const auto result = ask();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->answer, PortAnswer::sms);
}

TEST_F(Probe, ASpeedTakesTwoSecondsAtMost) {
    speed = 0;
    const auto result = ask({115200, 9600, 460800, 57600, 38400, 19200, 230400, 921600});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->answer, PortAnswer::silent);
    EXPECT_EQ(tried.size(), 8U);
    EXPECT_LE(clock.elapsed(), 11s);
}

TEST_F(Probe, AStopOrALostPortEndsIt) {
    base::StopSource source;
    source.request();
    const auto stopped = ask({115200, 9600}, base::StopToken(source));
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::stopped);
    EXPECT_TRUE(tried.empty()) << "no port is opened any more";
    const auto refused = probe_port(
        [](int, base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
            return base::fail(ErrorCode::permission, "/dev/ttyUSB0", "not allowed");
        },
        std::vector{115200, 9600}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::permission);
    const auto lost = probe_port(
        [this](int, base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
            auto link = std::make_unique<test::ScriptedLink>(script, clock);
            link->lose_after("AT+CMGF=?\r");
            return link;
        },
        std::vector{115200}, {});
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::port_lost);
}

TEST(ProbeSpeeds, OnePerUsbModem) {
    struct Case {
        std::string driver;
        int first;
        std::size_t count;
        int begin;
    };
    for (const auto& [driver, first, count, begin] : std::vector<Case>{{"option", 0, 1, 115200},
                                                                       {"cdc_acm", 0, 1, 115200},
                                                                       {"option", 460800, 1, 460800},
                                                                       {"ftdi_sio", 0, 8, 115200},
                                                                       {"", 0, 8, 115200},
                                                                       {"", 9600, 8, 9600},
                                                                       {"pl2303", 4800, 9, 4800}}) {
        link::PortInfo port;
        port.driver = driver;
        const auto speeds = probe_speeds(port, first);
        ASSERT_EQ(speeds.size(), count) << driver << first;
        EXPECT_EQ(speeds.front(), begin) << driver << first;
        EXPECT_EQ(std::set<int>(speeds.begin(), speeds.end()).size(), count) << "each once";
    }
}

}  // namespace
}  // namespace gsmcfg::modem
