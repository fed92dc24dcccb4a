#include "modem_fixture.hpp"

#include <functional>

namespace gsmcfg::modem {
namespace {

using base::ErrorCode;

class BringUpTest : public ModemFixture {};

TEST_F(BringUpTest, WarmModem) {
    const auto began = clock.now();
    const auto identity = make().open({});
    ASSERT_TRUE(identity) << identity.error().message();
    EXPECT_EQ(clock.now(), began) << "a modem that answers at once is not waited for";
    EXPECT_EQ(identity->make, "ACME");
    EXPECT_EQ(identity->model, "M1");
    EXPECT_EQ(identity->imei, "350000000000006");
    EXPECT_EQ(identity->imsi, "999010000000001");
    EXPECT_EQ(identity->iccid, "8999010000000000001");
    EXPECT_EQ(identity->storage_places, 20U);
    const ModemInfo& info = modem->info();
    EXPECT_EQ(info.smsc, "+99900000000");
    EXPECT_EQ(info.registration, 1);
    EXPECT_EQ(info.registration_words, "registered, home network");
    EXPECT_EQ(info.signal_dbm, -79);
    EXPECT_EQ(info.operator_name, "Testnet");
    EXPECT_EQ(info.store, "SM");
    EXPECT_TRUE(info.announces);
    EXPECT_EQ(opened, 1);
    EXPECT_LE(modem->commands(), 32U);
    // Not one of these may be written to a modem that takes its usual form.
    EXPECT_TRUE(script.starting("AT+CPIN=").empty());
    EXPECT_EQ(script.count("AT+CFUN=1"), 0U);
}

struct Case {
    std::string name;
    std::function<void(test::Script&)> change;
    std::string written;  // must be there afterwards
};

class FallbackTest : public ModemFixture, public testing::WithParamInterface<Case> {};

TEST_P(FallbackTest, StillComesUp) {
    GetParam().change(script);
    const auto identity = make().open({});
    ASSERT_TRUE(identity) << identity.error().message();
    EXPECT_GE(script.count(GetParam().written), 1U) << GetParam().written;
    EXPECT_FALSE(modem->info().smsc.empty());
}

const std::string error = "\r\nERROR\r\n";

INSTANTIATE_TEST_SUITE_P(
    Fallbacks, FallbackTest,
    testing::Values(
        Case{"first_at_unanswered", [](auto& s) { s.replace("AT", test::Reply{}).on("AT", test::Reply{}).on("AT", ok); }, "ATZ"},
        Case{"numeric_until_v1", [](auto& s) { s.replace("AT", "0\r").replace("ATZ", "0\r").replace("ATE0", "ATE0\r0\r"); },
             "ATV1"},
        Case{"atz_refused", [](auto& s) { s.replace("ATZ", error); }, "ATE0"},
        Case{"echo_stays", [](auto& s) { s.replace("AT+CPIN?", "AT+CPIN?\r\r\n+CPIN: READY\r\n" + ok); }, "AT+CMGF=0"},
        Case{"cmee_1_refused", [](auto& s) { s.replace("AT+CMEE=1", error).replace("AT+CMEE=2", ok); }, "AT+CMEE=2"},
        Case{"cmee_refused", [](auto& s) { s.replace("AT+CMEE=1", error).replace("AT+CMEE=2", error); }, "AT+CMGF=0"},
        Case{"switched_off", [](auto& s) { s.replace("AT+CFUN?", "+CFUN: 4\r\n" + ok).replace("AT+CFUN=1", ok); }, "AT+CFUN=1"},
        Case{"sim_busy_14",
             [](auto& s) {
                 s.replace("AT+CPIN?", "\r\n+CME ERROR: 14\r\n")
                     .on("AT+CPIN?", "+CME ERROR: 515\r\n")
                     .on("AT+CPIN?", "+CPIN: READY\r\n" + ok);
             },
             "AT+CMGF=0"},
        Case{"sim_busy_in_words",
             [](auto& s) { s.replace("AT+CPIN?", "\r\n+CME ERROR: SIM busy\r\n").on("AT+CPIN?", "+CPIN: READY\r\n" + ok); },
             "AT+CMGF=0"},
        Case{"cpin_quoted", [](auto& s) { s.replace("AT+CPIN?", "+CPIN: \"READY\"\r\n" + ok); }, "AT+CMGF=0"},
        Case{"cpin_no_blank", [](auto& s) { s.replace("AT+CPIN?", "+CPIN:READY\r\n" + ok); }, "AT+CMGF=0"},
        Case{"cpin_without_ok", [](auto& s) { s.replace("AT+CPIN?", "+CPIN: READY\r\n"); }, "AT+CMGF=0"},
        Case{"cpin_bare_ok", [](auto& s) { s.replace("AT+CPIN?", ok); }, "AT+CMGF=0"},
        Case{"huawei_curc_refused", [](auto& s) { s.replace("AT+CGMI", "huawei\r\n" + ok).replace("AT^CURC=0", error); },
             "AT^CURC=0"},
        Case{"csms_refused", [](auto& s) { s.replace("AT+CSMS=0", error); }, "AT+CSMS?"},
        Case{"cmgf_retried", [](auto& s) { s.replace("AT+CMGF=0", error).on("AT+CMGF=0", ok); }, "AT+CPMS=?"},
        Case{"cpms_two_stores",
             [](auto& s) {
                 s.replace("AT+CPMS=?", "+CPMS: ((\"SM\",\"BM\",\"SR\"),(\"SM\"))\r\n" + ok)
                     .replace("AT+CPMS=\"SM\",\"SM\"", "+CPMS: 1,10,1,10\r\n" + ok);
             },
             "AT+CPMS=\"SM\",\"SM\""},
        Case{"cpms_send_only", [](auto& s) { s.replace("AT+CPMS=?", "+CPMS: (),(),()\r\n" + ok); },
             "AT+CPMS=\"SM\",\"SM\",\"SM\""},
        Case{"cpms_without_brackets", [](auto& s) { s.replace("AT+CPMS=?", "+CPMS: \"SM\",\"SM\",\"SM\"\r\n" + ok); },
             "AT+CPMS=\"SM\",\"SM\",\"SM\""},
        Case{"cpms_sm_p",
             [](auto& s) {
                 s.replace("AT+CPMS=?", "+CPMS: (\"SM_P\"),(\"SM_P\"),(\"SM_P\")\r\n" + ok)
                     .replace("AT+CPMS=\"SM_P\",\"SM_P\",\"SM_P\"", ok);
             },
             "AT+CPMS=\"SM_P\",\"SM_P\",\"SM_P\""},
        Case{"cpms_query_refused", [](auto& s) { s.replace("AT+CPMS=?", error); }, "AT+CPMS=\"SM\",\"SM\",\"SM\""},
        Case{"cpms_one_argument_only",
             [](auto& s) { s.replace("AT+CPMS=\"SM\",\"SM\",\"SM\"", error).replace("AT+CPMS=\"SM\"", ok); }, "AT+CPMS=\"SM\""},
        Case{"cpms_only_me",
             [](auto& s) {
                 s.replace("AT+CPMS=?", "+CPMS: (\"ME\"),(\"ME\"),(\"ME\",\"SM\")\r\n" + ok)
                     .replace("AT+CPMS=\"ME\",\"ME\",\"SM\"", ok);
             },
             "AT+CPMS=\"ME\",\"ME\",\"SM\""},
        Case{"cpms_never", [](auto& s) { s.replace("AT+CPMS=\"SM\",\"SM\",\"SM\"", error); }, "AT+CPMS?"},
        Case{"cnmi_second", [](auto& s) { s.replace("AT+CNMI=2,1,0,1,0", error).replace("AT+CNMI=2,1,0,0,0", ok); },
             "AT+CNMI=2,1,0,0,0"},
        Case{"cnmi_third", [](auto& s) { s.replace("AT+CNMI=2,1,0,1,0", error).replace("AT+CNMI=1,1,0,1,0", ok); },
             "AT+CNMI=1,1,0,1,0"},
        Case{"cnmi_built",
             [](auto& s) {
                 s.replace("AT+CNMI=2,1,0,1,0", error)
                     .replace("AT+CNMI=?", "+CNMI: (3),(0,1),(0),(0,2),(1)\r\n" + ok)
                     .replace("AT+CNMI=3,1,0,2,1", ok);
             },
             "AT+CNMI=3,1,0,2,1"},
        Case{"cnmi_cinterion", [](auto& s) { s.replace("AT+CGMI", "Cinterion\r\n" + ok).replace("AT+CNMI=2,1,0,1,1", ok); },
             "AT+CNMI=2,1,0,1,1"},
        Case{"registered_for_packets_only",
             [](auto& s) { s.replace("AT+CREG?", "+CREG: 0,2\r\n" + ok).replace("AT+CGREG?", "+CGREG: 0, 5\r\n" + ok); },
             "AT+CGREG?"},
        Case{"registered_in_lte_only",
             [](auto& s) {
                 s.replace("AT+CREG?", "+CREG: 2,,\r\n" + ok).replace("AT+CEREG?", "+CEREG: 2,1,\"A\",\"B\",7\r\n" + ok);
             },
             "AT+CEREG?"},
        Case{"searches_first",
             [](auto& s) { s.replace("AT+CREG?", "+CREG: 0,2\r\n" + ok).on("AT+CREG?", "+CREG: 0,1\r\n" + ok); }, "AT+CMGL=4"},
        Case{"iccid_other_command",
             [](auto& s) { s.replace("AT+CCID", error).replace("AT^ICCID?", "^ICCID: 8999010000000000001F\r\n" + ok); },
             "AT^ICCID?"},
        Case{"optional_ones_refused",
             [](auto& s) {
                 for (const char* const command :
                      {"AT+CGMI", "AT+CGMM", "AT+CGMR", "AT+CIMI", "AT+CCID", "AT+CSQ", "AT+COPS=3,0", "AT+COPS?", "AT+CMMS=2"}) {
                     s.replace(command, error);
                 }
             },
             "AT+CMGL=4"},
        Case{"operator_never_answers", [](auto& s) { s.silent("AT+COPS=3,0"); }, "AT+CMGL=4"},
        Case{"cmgl_refused", [](auto& s) { s.replace("AT+CMGL=4", error); }, "AT+CMGR=20"},
        Case{"cmgl_hangs", [](auto& s) { s.silent("AT+CMGL=4"); }, "AT+CMGR=0"},
        Case{"cancelled_prompt_says_ok", [](auto& s) { s.replace("\x1b", test::Reply{{ok}}).on("\x1b", test::Reply{}); },
             "AT+CMGL=4"},
        Case{"chatter", [](auto& s) { s.replace("AT+CSQ", "^RSSI:9\r\n+CSQ: 9,99\r\n^HCSQ:1\r\n" + ok); }, "AT+CMGL=4"}),
    [](const auto& one) { return one.param.name; });

struct Refusal {
    std::string name;
    std::function<void(test::Script&)> change;
    ErrorCode code;
    std::string detail;  // a part of it
};

class RefusalTest : public ModemFixture, public testing::WithParamInterface<Refusal> {};

TEST_P(RefusalTest, SaysTheNextStep) {
    GetParam().change(script);
    const auto identity = make().open({});
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().code, GetParam().code) << identity.error().message();
    EXPECT_NE(identity.error().detail.find(GetParam().detail), std::string::npos) << identity.error().detail;
    EXPECT_EQ(modem->dialogue(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    Refusals, RefusalTest,
    testing::Values(
        Refusal{"no_sim", [](auto& s) { s.replace("AT+CPIN?", "+CME ERROR: 10\r\n"); }, ErrorCode::refused, "insert one"},
        Refusal{"no_sim_in_words", [](auto& s) { s.replace("AT+CPIN?", "+CME ERROR: SIM not inserted\r\n"); }, ErrorCode::refused,
                "insert one"},
        Refusal{"pin", [](auto& s) { s.replace("AT+CPIN?", "+CPIN: SIM PIN\r\n" + ok); }, ErrorCode::refused, "pin_file"},
        Refusal{"puk", [](auto& s) { s.replace("AT+CPIN?", "+CPIN: SIM PUK\r\n" + ok); }, ErrorCode::refused, "PUK"},
        Refusal{"always_busy", [](auto& s) { s.replace("AT+CPIN?", "+CME ERROR: 14\r\n"); }, ErrorCode::not_ready, "busy"},
        Refusal{"no_smsc", [](auto& s) { s.replace("AT+CSCA?", "+CSCA: \"\",129\r\n" + ok); }, ErrorCode::refused, "SMSC"},
        Refusal{"searching", [](auto& s) { s.replace("AT+CREG?", "+CREG: 0,2\r\n" + ok); }, ErrorCode::not_ready, "searching"},
        Refusal{"denied", [](auto& s) { s.replace("AT+CREG?", "+CREG: 0,3\r\n" + ok); }, ErrorCode::refused, "denied"},
        Refusal{"no_signal",
                [](auto& s) { s.replace("AT+CREG?", "+CREG: 0,2\r\n" + ok).replace("AT+CSQ", "+CSQ: 99,99\r\n" + ok); },
                ErrorCode::not_ready, "antenna"},
        Refusal{"no_pdu_mode", [](auto& s) { s.replace("AT+CMGF=0", error); }, ErrorCode::not_ready, "PDU mode"},
        Refusal{"silent", [](auto& s) { s.silent("AT"); }, ErrorCode::timeout, "is it a modem"}),
    [](const auto& one) { return one.param.name; });

TEST_F(BringUpTest, ReopensASilentPortOnce) {
    script.silent("AT");
    EXPECT_FALSE(make().open({}));
    EXPECT_EQ(opened, 2);
    EXPECT_GE(script.count("\x1a"), 1U);
}

TEST_F(BringUpTest, EntersThePinOnce) {
    options.pin = base::Secret("1234");
    script.replace("AT+CPIN?", "+CPIN: SIM PIN\r\n" + ok).on("AT+CPIN?", "+CPIN: READY\r\n" + ok);
    script.on("AT+CPIN=\"1234\"", ok);
    EXPECT_TRUE(make().open({}));
    EXPECT_EQ(script.count("AT+CPIN=\"1234\""), 1U);
    EXPECT_EQ(script.count("ATZ"), 2U) << "settings are redone after unlocking";
}

TEST_F(BringUpTest, NeverEntersAWrongPinAgain) {
    options.pin = base::Secret("1234");
    script.replace("AT+CPIN?", "+CPIN: SIM PIN\r\n" + ok);
    script.on("AT+CPIN=\"1234\"", "+CME ERROR: 16\r\n");
    const auto first = make().open({});
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().detail.find("1234"), std::string::npos);
    EXPECT_FALSE(modem->open({}));
    EXPECT_EQ(script.count("AT+CPIN=\"1234\""), 1U);
}

TEST_F(BringUpTest, ChatterDoesNotExtendADeadline) {
    test::Reply chatter;
    for (int i = 0; i < 100; ++i) chatter.push_back({"^RSSI:9\r\n", 1s});
    script.replace("AT+CSCA?", chatter);
    const auto began = clock.now();
    [[maybe_unused]] const auto identity = make().open({});
    // One time-out of 5 s, then the resynchronisation has its own bounded time.
    EXPECT_LT(clock.now() - began, 60s);
}

TEST_F(BringUpTest, StopEndsIt) {
    base::StopSource source;
    source.request();
    const auto identity = make().open(base::StopToken(source));
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().code, ErrorCode::stopped);
}

TEST_F(BringUpTest, ARestartOnTheWayStartsAnew) {
    script.replace("AT+CGMR", "R1\r\n" + ok + "\r\nRDY\r\n").on("AT+CGMR", "R1\r\n" + ok);
    ASSERT_TRUE(make().open({}));
    EXPECT_EQ(script.count("AT+CMGF=0"), 2U);
    EXPECT_TRUE(notices(collect()).empty());
}

TEST_F(BringUpTest, ListsEveryStore) {
    script.replace("AT+CMGL=4", "+CMGL: 3,1,,21\r\n" + deliver_pdu(1) + "\r\n" + ok)
        .on("AT+CMGL=4", "+CMGL: 0,0,,21\r\n" + deliver_pdu(2) + "\r\n" + ok);
    ASSERT_TRUE(make().open({}));
    EXPECT_EQ(inbounds(collect()).size(), 2U);
    EXPECT_EQ(script.count("AT+CPMS=\"ME\",\"SM\",\"SM\""), 1U);
}

TEST_F(BringUpTest, IdentifyNeedsNoSim) {
    script.replace("AT+CPIN?", "+CME ERROR: 10\r\n");
    const auto info = make().identify({});
    ASSERT_TRUE(info);
    EXPECT_EQ(info->imei, "350000000000006");
}

}  // namespace
}  // namespace gsmcfg::modem
