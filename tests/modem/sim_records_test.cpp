// The SIM's records, its radio and its lock, on a modem that answers from a script.
#include "gsmcfg/modem/sim_records.hpp"

#include "gsmcfg/modem/sim_lock.hpp"
#include "gsmcfg/modem/sim_look.hpp"
#include "gsmcfg/modem/sim_radio.hpp"
#include "gsmcfg/modem/sim_stores.hpp"
#include "modem/modem_fixture.hpp"

namespace gsmcfg::modem {
namespace {

class SimTest : public testing::Test {
protected:
    test::Script script = test::Script::warm_modem();
    test::VirtualClock clock;
    Dialogue dialogue{std::make_unique<test::ScriptedLink>(script, clock)};
    std::shared_ptr<link::TraceMask> mask = std::make_shared<link::TraceMask>();
};

const std::string free_octets = "00" + std::string(350, 'F');
const std::string gsm_description =
    "0000"
    "0DC0"
    "6F3C"
    "04"
    "00"
    "11FFFF"
    "01"
    "02"
    "01"
    "B0";

base::Secret record() { return base::Secret(std::string(176, '\x42')); }
std::string record_hex() {
    std::string hex;
    for (int i = 0; i < 176; ++i) hex += "42";
    return hex;
}

TEST_F(SimTest, TheTableIsFoundInEveryForm) {
    struct Case {
        std::string name, description;
        std::optional<std::size_t> count;
    };
    for (const auto& [name, description, count] : {
             Case{"of a SIM", "\r\n+CRSM: 144,0,\"" + gsm_description + "\"\r\n" + ok, 20},
             Case{"without quotes", "\r\n+CRSM: 144,0," + gsm_description + "\r\n" + ok, 20},
             Case{"of a USIM",
                  "\r\n+CRSM: 144,0,\"621C8205422100B00A8302"
                  "6F3C"
                  "8A01058B036F0603"
                  "80020"
                  "6E0"
                  "8800\"\r\n" +
                      ok,
                  10},
             Case{"refused, but it can be read", "\r\nERROR\r\n", 2},
         }) {
        script.replace("AT+CRSM=192,28476,0,0,15", description);
        script.replace("AT+CRSM=178,28476,1,4,176", "\r\n+CRSM: 144,0,\"" + free_octets + "\"\r\n" + ok);
        script.replace("AT+CRSM=178,28476,2,4,176", "\r\n+CRSM: 144,0,\"" + free_octets + "\"\r\n" + ok);
        script.replace("AT+CRSM=178,28476,3,4,176", "\r\n+CRSM: 106,131\r\n" + ok);
        SimRecords records(dialogue, mask);
        const auto table = records.table({});
        ASSERT_TRUE(table) << name;
        ASSERT_TRUE(*table) << name;
        EXPECT_EQ((*table)->count, *count) << name;
        EXPECT_EQ((*table)->size, 176U) << name;
    }
    script.replace("AT+CRSM=192,28476,0,0,15", "\r\nERROR\r\n").replace("AT+CRSM=178,28476,1,4,176", "\r\nERROR\r\n");
    EXPECT_FALSE(*SimRecords(dialogue, mask).table({}));
}

TEST_F(SimTest, OnlyAGoodStatusIsAWrite) {
    struct Case {
        std::string name, answer, fault;
    };
    for (const auto& [name, answer, fault] : {
             Case{"done", "\r\n+CRSM: 144,0\r\n" + ok, ""},
             Case{"done, and a toolkit command waits", "\r\n+CRSM: 145,12\r\n" + ok, ""},
             Case{"refused by the card", "\r\n+CRSM: 105,130\r\n" + ok, "6982"},
             Case{"before the PIN", "\r\n+CRSM: 152,4\r\n" + ok, "PIN"},
             Case{"no such record", "\r\n+CRSM: 106,131\r\n" + ok, "no such record"},
             Case{"memory", "\r\n+CRSM: 146,64\r\n" + ok, "faulty"},
             Case{"OK alone", ok, "without a result"},
             Case{"refused by the modem", "\r\n+CME ERROR: 3\r\n", "3"},
         }) {
        script.replace("AT+CRSM=220,28476,5,4,176,\"" + record_hex() + "\"", answer);
        SimRecords records(dialogue, mask);
        const auto written = records.update(5, record(), {});
        EXPECT_EQ(written.has_value(), fault.empty()) << name;
        if (written) continue;
        EXPECT_EQ(written.error().code, base::ErrorCode::refused) << name;
        EXPECT_NE(written.error().detail.find(fault), std::string::npos) << name << written.error().detail;
        EXPECT_EQ(written.error().message().find("4242"), std::string::npos) << name;
    }
}

TEST_F(SimTest, ABusySimIsAskedAgain) {
    script.on("AT+CRSM=220,28476,5,4,176,\"" + record_hex() + "\"", "\r\n+CME ERROR: 14\r\n");
    script.on("AT+CRSM=220,28476,5,4,176,\"" + record_hex() + "\"", "\r\n+CRSM: 144,0\r\n" + ok);
    SimRecords records(dialogue, mask);
    EXPECT_TRUE(records.update(5, record(), {}));
    EXPECT_EQ(script.starting("AT+CRSM=220").size(), 2U);
}

TEST_F(SimTest, AMessageIsStoredOnlyWithAPlace) {
    struct Case {
        std::string name, answer;
        std::optional<int> index;
        std::string fault;
    };
    for (const auto& [name, answer, index, fault] : {
             Case{"a place", "\r\n+CMGW: 7\r\n" + ok, 7, ""},
             Case{"the first place of a modem that counts from 0", "\r\n+CMGW: 0\r\n" + ok, 0, ""},
             Case{"OK alone", ok, {}, "names no place"},
             Case{"refused", "\r\n+CMS ERROR: 302\r\n", {}, "302"},
         }) {
        script.replace("AT+CMGW=21,0", "\r\n> ");
        script.replace("*\x1a", answer);
        SimRecords records(dialogue, mask);
        const auto octets = base::from_hex(deliver_pdu()).value();
        const base::Secret pdu(std::string_view(reinterpret_cast<const char*>(octets.data()), octets.size()));
        const auto stored = records.store(pdu, true, {});
        EXPECT_EQ(stored.has_value(), index.has_value()) << name;
        if (stored) {
            EXPECT_EQ(*stored, *index) << name;
        } else {
            EXPECT_NE(stored.error().detail.find(fault), std::string::npos) << name << stored.error().detail;
        }
    }
}

TEST_F(SimTest, RecordsAreMaskedInATrace) {
    {
        SimRecords records(dialogue, mask);
        EXPECT_EQ(mask->apply("AT+CRSM=220,28476,5,4,176,\"0307919A\"\r"), "AT+CRSM=220,28476,5,4,176,\"********\"\r");
    }
    EXPECT_EQ(mask->apply("0307919A"), "0307919A");
}

TEST_F(SimTest, TheRadioGoesOffAndComesBack) {
    script.replace("AT+CFUN?", "\r\n+CFUN: 1\r\n" + ok).on("AT+CFUN=4", ok).on("AT+CFUN=1", ok);
    SimRadio radio;
    ASSERT_TRUE(radio.switch_off(dialogue, {}));
    EXPECT_TRUE(radio.off());
    EXPECT_TRUE(radio.warning().empty());
    ASSERT_TRUE(radio.restore(dialogue));
    EXPECT_FALSE(radio.off());
    EXPECT_EQ(script.count("AT+CFUN=1"), 1U);
    ASSERT_TRUE(radio.restore(dialogue));
    EXPECT_EQ(script.count("AT+CFUN=1"), 1U);
}

// Most likely a run before this was cut off.
TEST_F(SimTest, ARadioThatWasOffIsSwitchedOnAtTheEnd) {
    script.replace("AT+CFUN?", "\r\n+CFUN: 4\r\n" + ok).on("AT+CFUN=1", ok);
    SimRadio radio;
    ASSERT_TRUE(radio.switch_off(dialogue, {}));
    EXPECT_TRUE(radio.off());
    EXPECT_NE(radio.warning().find("was off already"), std::string::npos) << radio.warning();
    EXPECT_EQ(script.count("AT+CFUN=4"), 0U);
    ASSERT_TRUE(radio.restore(dialogue));
    EXPECT_EQ(script.count("AT+CFUN=1"), 1U);
}

TEST_F(SimTest, TheIccidIsReadFromTheCard) {
    for (const auto& [name, answer, wanted] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"quoted", "\r\n+CRSM: 144,0,\"98990000000000000011\"\r\n" + ok, "98990000000000000011"},
             {"unquoted, lower case", "\r\n+CRSM: 144,0,9899000000000000001f\r\n" + ok, "9899000000000000001F"},
             {"with a command of the card", "\r\n+CRSM: 145,16,\"98990000000000000011\"\r\n" + ok, "98990000000000000011"},
             {"refused by the card", "\r\n+CRSM: 148,4\r\n" + ok, ""},
             {"an error with octets", "\r\n+CRSM: 148,4,\"98990000000000000011\"\r\n" + ok, ""},
             {"too short", "\r\n+CRSM: 144,0,\"9899\"\r\n" + ok, ""},
             {"no hexadecimal digits", "\r\n+CRSM: 144,0,\"9899000000000000001?\"\r\n" + ok, ""},
             {"no AT+CRSM", "\r\nERROR\r\n", ""},
         }) {
        script.replace("AT+CRSM=176,12258,0,0,10", answer);
        const auto iccid = read_iccid_file(dialogue, {});
        ASSERT_TRUE(iccid) << name;
        EXPECT_EQ(*iccid, wanted) << name;
    }
    script.replace("AT+CRSM=176,12258,0,0,10", "\r\n+CME ERROR: 14\r\n")
        .on("AT+CRSM=176,12258,0,0,10", "\r\n+CRSM: 144,0,\"98990000000000000011\"\r\n" + ok);
    EXPECT_EQ(read_iccid_file(dialogue, {}), "98990000000000000011") << "busy at first";
}

TEST_F(SimTest, ARadioThatCannotBeSwitchedOff) {
    script.replace("AT+CFUN?", "\r\n+CFUN: 1\r\n" + ok).on("AT+CFUN=4", "\r\nERROR\r\n");
    SimRadio radio;
    ASSERT_TRUE(radio.switch_off(dialogue, {}));
    EXPECT_FALSE(radio.off());
    EXPECT_NE(radio.warning().find("AT+CFUN=4"), std::string::npos);
    EXPECT_TRUE(script.starting("AT+CFUN=1").empty());
}

TEST_F(SimTest, AModemThatLosesTheSimWithItsRadio) {
    script.replace("AT+CFUN?", "\r\n+CFUN: 1\r\n" + ok).on("AT+CFUN=4", ok).on("AT+CFUN=1", ok);
    script.replace("AT+CPIN?", "\r\n+CME ERROR: 10\r\n");
    for (int i = 0; i < 10; ++i) script.on("AT+CPIN?", "\r\n+CME ERROR: 10\r\n");
    script.on("AT+CPIN?", "\r\n+CPIN: READY\r\n" + ok);
    SimRadio radio;
    ASSERT_TRUE(radio.switch_off(dialogue, {}));
    EXPECT_FALSE(radio.off());
    EXPECT_NE(radio.warning().find("loses the SIM"), std::string::npos) << radio.warning();
    EXPECT_EQ(script.count("AT+CFUN=1"), 1U);
}

TEST_F(SimTest, ThePinIsGivenOnce) {
    struct Case {
        std::string name, answer;
        base::ErrorCode code;
        int refusals;
    };
    for (const auto& [name, answer, code, refusals] : {
             Case{"wrong", "\r\n+CME ERROR: 16\r\n", base::ErrorCode::refused, 1},
             Case{"busy", "\r\n+CME ERROR: 14\r\n", base::ErrorCode::not_ready, 0},
             Case{"no answer", "", base::ErrorCode::timeout, 1},
         }) {
        ModemOptions options;
        options.mask = mask;
        int refused = 0;
        options.pin_refused = [&](const std::string& sim) { refused += sim == "8999901" ? 1 : 0; };
        script.log.clear();
        if (answer.empty()) script.silent("AT+CLCK=\"SC\",0,\"1234\"");
        else script.replace("AT+CLCK=\"SC\",0,\"1234\"", answer);
        const auto off = take_off_pin_lock(dialogue, options, "8999901", false, base::Secret("1234"), {});
        ASSERT_FALSE(off) << name;
        EXPECT_EQ(off.error().code, code) << name;
        EXPECT_EQ(refused, refusals) << name;
        EXPECT_EQ(script.count("AT+CLCK=\"SC\",0,\"1234\""), 1U) << name;
        EXPECT_EQ(off.error().message().find("1234"), std::string::npos) << name;
    }
}

TEST_F(SimTest, APinThatIsAskedForIsEnteredBeforeTheLockIsTakenOff) {
    ModemOptions options;
    options.mask = mask;
    int accepted = 0;
    options.pin_accepted = [&](const std::string&) { ++accepted; };
    script.on("AT+CPIN=\"1234\"", ok).on("AT+CLCK=\"SC\",0,\"1234\"", ok);
    ASSERT_TRUE(take_off_pin_lock(dialogue, options, "8999901", true, base::Secret("1234"), {}));
    EXPECT_EQ(script.count("AT+CPIN=\"1234\""), 1U);
    EXPECT_EQ(accepted, 1);
    // A wrong one is not tried at the lock.
    script.log.clear();
    script.replace("AT+CPIN=\"1234\"", "\r\n+CME ERROR: 16\r\n");
    EXPECT_FALSE(take_off_pin_lock(dialogue, options, "8999901", true, base::Secret("1234"), {}));
    EXPECT_TRUE(script.starting("AT+CLCK=\"SC\",0").empty());
}

TEST_F(SimTest, TheLastAttemptStays) {
    script.replace("AT+CPINR=\"SIM PIN\"", "\r\n+CPINR: SIM PIN,1,3\r\n" + ok);
    const auto off = take_off_pin_lock(dialogue, {}, "8999901", false, base::Secret("1234"), {});
    ASSERT_FALSE(off);
    EXPECT_NE(off.error().detail.find("only one more"), std::string::npos);
    EXPECT_TRUE(script.starting("AT+CLCK=\"SC\",0").empty());
}

TEST_F(SimTest, WhetherTheLockIsOn) {
    for (const auto& [answer, lock] : std::vector<std::pair<std::string, PinLock>>{
             {"\r\n+CLCK: 1\r\n" + ok, PinLock::on},
             {"\r\n+CLCK: 0\r\n" + ok, PinLock::off},
             {ok, PinLock::unknown},
             {"\r\nERROR\r\n", PinLock::unknown},
         }) {
        script.replace("AT+CLCK=\"SC\",2", answer);
        EXPECT_EQ(*read_pin_lock(dialogue, {}), lock) << answer;
    }
}

TEST_F(SimTest, ALook) {
    struct Case {
        std::string name, answer;
        bool ready, absent, asks_pin;
    };
    for (const auto& [name, answer, ready, absent, asks_pin] : {
             Case{"ready", "\r\n+CPIN: READY\r\n" + ok, true, false, false},
             Case{"no SIM", "\r\n+CME ERROR: 10\r\n", false, true, false},
             Case{"no SIM in words", "\r\n+CPIN: NOT INSERTED\r\n" + ok, false, true, false},
             Case{"PIN", "\r\n+CPIN: SIM PIN\r\n" + ok, false, false, true},
             Case{"PUK", "\r\n+CPIN: SIM PUK\r\n" + ok, false, false, false},
             Case{"busy", "\r\n+CME ERROR: 14\r\n", false, false, false},
         }) {
        script.replace("AT+CPIN?", answer);
        const auto look = look_at_sim(dialogue, {}, 2s, {});
        ASSERT_TRUE(look) << name;
        EXPECT_EQ(look->ready, ready) << name;
        EXPECT_EQ(look->absent, absent) << name;
        EXPECT_EQ(look->asks_pin, asks_pin) << name;
    }
}

TEST_F(SimTest, StoresAreTheSimAndComeBack) {
    script.replace("AT+CPMS?", "\r\n+CPMS: \"ME\",0,99,\"ME\",0,99,\"MT\",0,99\r\n" + ok);
    script.on("AT+CPMS?", "\r\n+CPMS: \"SM\",2,20,\"SM\",2,20,\"MT\",0,99\r\n" + ok);
    script.replace("AT+CPMS=?", "\r\n+CPMS: (\"ME\",\"SM\"),(\"ME\",\"SM\"),(\"MT\",\"SM\")\r\n" + ok);
    script.on("AT+CPMS=\"SM\",\"SM\",\"MT\"", "\r\n+CPMS: 2,20,2,20,0,99\r\n" + ok);
    script.on("AT+CPMS=\"ME\",\"ME\",\"MT\"", "\r\n+CPMS: 0,99,0,99,0,99\r\n" + ok);
    SimStores stores;
    ASSERT_TRUE(stores.select(dialogue, false, {}));
    EXPECT_EQ(stores.name(), "SM");
    EXPECT_EQ(stores.total(), 20U);
    EXPECT_EQ(stores.used(), 2U);
    ASSERT_TRUE(stores.restore(dialogue));
    EXPECT_EQ(script.count("AT+CPMS=\"ME\",\"ME\",\"MT\""), 1U);
}

TEST_F(SimTest, AModemThatDoesNotStoreOnTheSim) {
    script.replace("AT+CPMS?", "\r\n+CPMS: \"SM\",2,20,\"ME\",0,99,\"ME\",0,99\r\n" + ok);
    SimStores stores;
    const auto selected = stores.select(dialogue, false, {});
    ASSERT_FALSE(selected);
    EXPECT_EQ(selected.error().code, base::ErrorCode::refused);
}

}  // namespace
}  // namespace gsmcfg::modem
