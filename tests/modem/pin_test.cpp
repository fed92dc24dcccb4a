#include "modem_fixture.hpp"

namespace gsmcfg::modem {
namespace {

using base::ErrorCode;

class PinTest : public ModemFixture {
protected:
    PinTest() {
        options.pin = base::Secret("1234");
        options.pin_refused = [this](const std::string& sim) { refused.push_back(sim); };
        options.may_enter_pin = [this](const std::string& sim) -> base::Result<void> {
            asked.push_back(sim);
            return allowed ? base::Result<void>{} : base::fail(ErrorCode::refused, "pin", "it was refused before");
        };
        script.replace("AT+CPIN?", "+CPIN: SIM PIN\r\n" + ok);
        script.on(enter, ok);
    }
    void unlocks() { script.on("AT+CPIN?", "+CPIN: READY\r\n" + ok); }

    const std::string enter = "AT+CPIN=\"1234\"";
    std::vector<std::string> asked;
    std::vector<std::string> refused;
    bool allowed = true;
};

struct Attempts {
    std::string name;
    std::string command;
    std::string answer;
    bool entered;
};

class PinAttemptsTest : public PinTest, public testing::WithParamInterface<Attempts> {};

TEST_P(PinAttemptsTest, TheLastOneIsNeverTaken) {
    unlocks();
    script.replace(GetParam().command, GetParam().answer + "\r\n" + ok);
    const auto identity = make().open({});
    EXPECT_EQ(identity.has_value(), GetParam().entered);
    EXPECT_EQ(script.count(enter), GetParam().entered ? 1U : 0U);
    if (!identity) {
        EXPECT_EQ(identity.error().code, ErrorCode::refused);
        EXPECT_NE(identity.error().detail.find("only one more"), std::string::npos) << identity.error().detail;
    }
}

INSTANTIATE_TEST_SUITE_P(Makes, PinAttemptsTest,
                         testing::Values(Attempts{"standard_3", "AT+CPINR=\"SIM PIN\"", "+CPINR: SIM PIN,3,3", true},
                                         Attempts{"standard_1", "AT+CPINR=\"SIM PIN\"", "+CPINR: SIM PIN,1,3", false},
                                         Attempts{"huawei_3", "AT^CPIN?", "^CPIN: SIM PIN,,10,3,10,3", true},
                                         Attempts{"huawei_1", "AT^CPIN?", "^CPIN: SIM PIN,,10,1,10,3", false},
                                         Attempts{"simcom_2", "AT+SPIC", "+SPIC: 2,10,0,10", true},
                                         Attempts{"simcom_1", "AT+SPIC", "+SPIC: 1,10,0,10", false},
                                         Attempts{"quectel_1", "AT+QPINC=\"SC\"", "+QPINC: \"SC\",1,10", false},
                                         Attempts{"cinterion_1", "AT^SPIC", "^SPIC: 1", false},
                                         Attempts{"telit_1", "AT#PCT", "#PCT: 1", false},
                                         Attempts{"ublox_1", "AT+UPINCNT", "+UPINCNT: 1,3,10,10", false}),
                         [](const auto& one) { return one.param.name; });

TEST_F(PinTest, WhoForbidsItIsAskedWithTheIccid) {
    allowed = false;
    const auto identity = make().open({});
    ASSERT_FALSE(identity);
    EXPECT_EQ(script.count(enter), 0U);
    EXPECT_EQ(asked, std::vector<std::string>{"8999010000000000001"});
    EXPECT_EQ(identity.error().detail, "it was refused before");
}

TEST_F(PinTest, AModemWhoseSimTellsNoIccidStandsForIt) {
    script.replace("AT+CCID", "\r\nERROR\r\n");
    unlocks();
    EXPECT_TRUE(make().open({}));
    EXPECT_EQ(asked, std::vector<std::string>{"imei:350000000000006"});
}

TEST_F(PinTest, ARefusalIsToldAndNeverTriedAgain) {
    script.replace(enter, "+CME ERROR: 16\r\n");
    EXPECT_FALSE(make().open({}));
    EXPECT_FALSE(modem->open({}));
    EXPECT_FALSE(modem->open({}));
    EXPECT_EQ(script.count(enter), 1U);
    EXPECT_FALSE(refused.empty());
}

// The answer to the PIN is lost, and the SIM still asks for it: perhaps it was wrong.
TEST_F(PinTest, AnUnansweredPinCountsAsRefused) {
    script.silent(enter);
    EXPECT_FALSE(make().open({}));
    EXPECT_FALSE(modem->open({}));
    EXPECT_EQ(script.count(enter), 1U);
    EXPECT_EQ(refused, (std::vector<std::string>{"8999010000000000001", "imei:350000000000006"}));
}

TEST_F(PinTest, ItIsInNoRecord) {
    unlocks();
    ASSERT_TRUE(make().open({}));
    EXPECT_EQ(script.count(enter), 1U);
    EXPECT_EQ(modem->recent_dialogue().find("1234\""), std::string::npos) << modem->recent_dialogue();
}

}  // namespace
}  // namespace gsmcfg::modem
