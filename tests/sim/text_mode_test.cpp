#include <gtest/gtest.h>

#include "sim/alphabet.hpp"
#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::meter_phone;
using gsmcfg::test::SimBench;
using std::chrono::seconds;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";

class TextMode : public ::testing::Test {
protected:
    TextMode() {
        bench.bring_up();
        EXPECT_EQ(bench.at("AT+CMGF=1"), ok);
        EXPECT_EQ(bench.at("AT+CMGF?"), "\r\n+CMGF: 1\r\n\r\nOK\r\n");
    }
    std::string send(const std::string& number, const std::string& body) {
        EXPECT_EQ(bench.at("AT+CMGS=\"" + number + "\""), "\r\n> ");
        bench.type(body + "\x1A");
        return bench.pass(seconds(2));
    }
    SimBench bench;
};

}  // namespace

TEST_F(TextMode, Sends) {
    EXPECT_EQ(send(std::string(meter_phone), "12345678 APN"), "\r\n+CMGS: 0\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.logged("submitted", "destination"), std::vector<std::string>{std::string(meter_phone)});
    EXPECT_EQ(bench.logged("submitted", "text"), std::vector<std::string>{"12345678 APN"});
    EXPECT_EQ(bench.logged("submitted", "validity_s"), std::vector<std::string>{"86400"}) << "CSMP's 167";
    bench.pass(seconds(30));
    EXPECT_EQ(bench.logged("reply", "lost"), std::vector<std::string>{"false"});
}

TEST_F(TextMode, LinesOfABody) {
    EXPECT_EQ(bench.at("AT+CMGS=\"+99955500001\""), "\r\n> ");
    EXPECT_EQ(bench.type("one\rtwo"), "\r\n> ");
    bench.type("\x1A");
    bench.pass(seconds(2));
    EXPECT_EQ(bench.logged("submitted", "text"), std::vector<std::string>{"one\ntwo"});
}

TEST_F(TextMode, Ucs2AndReports) {
    EXPECT_EQ(bench.at("AT+CSMP=49,167,0,8"), ok);
    EXPECT_EQ(bench.at("AT+CSCS=\"UCS2\""), ok);
    EXPECT_EQ(bench.at("AT+CNUM"), "\r\n+CNUM: ,\"+99900000001\",145\r\n\r\nOK\r\n") << "ModemManager shows it as it comes";
    const auto hex = [](std::string_view text) { return base::to_hex(to_ucs2(text)); };
    EXPECT_EQ(send(hex(meter_phone), hex("Привет")).substr(0, 12), "\r\n+CMGS: 0\r\n");
    EXPECT_EQ(bench.logged("submitted", "text"), std::vector<std::string>{"Привет"});
    EXPECT_EQ(bench.logged("submitted", "report_requested"), std::vector<std::string>{"true"});
    EXPECT_EQ(bench.at("AT+CMGS=\"zz\""), "\r\n> ");
}

TEST_F(TextMode, ListsAndReads) {
    bench.world.send_to_modem(0, "+99955500001", "one");
    bench.world.send_to_modem(0, "+99955500001", "два");
    bench.type("");
    const std::string first = "\"+99955500001\",,\"26/03/01,09:00:00+00\"";
    EXPECT_EQ(bench.at("AT+CMGR=1"), "\r\n+CMGR: \"REC UNREAD\"," + first + "\r\none\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CMGL=\"REC READ\""), "\r\n+CMGL: 1,\"REC READ\"," + first + "\r\none\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CMGL=\"NONE\""), "\r\n+CMS ERROR: 305\r\n");
    EXPECT_EQ(bench.at("AT+CMGL=\"REC UNREAD\""),
              "\r\n+CMGL: 2,\"REC UNREAD\",\"+99955500001\",,\"26/03/01,09:00:01+00\"\r\n043404320430\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CSDH=1"), ok);
    EXPECT_EQ(bench.at("AT+CMGR=1"),
              "\r\n+CMGR: \"REC READ\"," + first + ",145,4,0,0,\"+99990000000\",145,3\r\none\r\n\r\nOK\r\n");
}

TEST_F(TextMode, Announcements) {
    bench.at("AT+CNMI=2,2,0,1,0");
    bench.world.send_to_modem(0, "+99955500001", "hello");
    EXPECT_EQ(bench.type(""), "\r\n+CMT: \"+99955500001\",,\"26/03/01,09:00:00+00\"\r\nhello\r\n");
    bench.at("AT+CSMP=49,167,0,0");
    auto said = send(std::string(meter_phone), "12345678 APN");
    said += bench.pass(seconds(1));
    EXPECT_NE(
        said.find("+CDS: 6,0,\"" + std::string(meter_phone) + "\",145,\"26/03/01,09:00:02+00\",\"26/03/01,09:00:02+00\",0\r\n"),
        std::string::npos)
        << said;
}

TEST_F(TextMode, WritesAndSendsWhatIsStored) {
    EXPECT_EQ(bench.at("AT+CMGW=\"+99955500001\""), "\r\n> ");
    EXPECT_EQ(bench.type("stored\x1A"), "\r\n+CMGW: 1\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT+CMGR=1"), "\r\n+CMGR: \"STO UNSENT\",\"+99955500001\",\r\nstored\r\n\r\nOK\r\n");
    bench.at("AT+CMSS=1");
    EXPECT_EQ(bench.pass(seconds(2)), "\r\n+CMGS: 0\r\n\r\nOK\r\n");
    bench.at("AT+CMSS=1,\"+99955500002\"");
    bench.pass(seconds(2));
    EXPECT_EQ(bench.logged("submitted", "destination"), (std::vector<std::string>{"+99955500001", "+99955500002"}));
}
