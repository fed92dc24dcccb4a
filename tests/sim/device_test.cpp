// The devices of the other families, each against the facts that its manual or its maker's pages give.
#include "sim/device.hpp"

#include <gtest/gtest.h>

#include "gsmcfg/base/text.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;

namespace {

using Texts = std::vector<std::string>;
constexpr std::string_view silence = "(silence)";

struct Subject {
    std::string_view family;
    std::string_view login;
    std::string_view password;
};
constexpr Subject tracker{"teltonika", "opa", "123"};
constexpr Subject easy{"wm-m2m-easy", "", "ABCD"};
constexpr Subject smartcom{"2n-smartcom", "", "secret"};
constexpr Subject kamstrup{"kamstrup-gsm7i", "", ""};
constexpr Subject robustel{"robustel", "", "1234"};
constexpr Subject rayleigh{"rayleigh", "user", "secret"};

std::unique_ptr<Device> make(const Subject& subject, std::string_view behaviour = "") {
    MeterSpec spec;
    spec.phone = "+99900300001";
    spec.family = subject.family;
    spec.login = subject.login;
    spec.password = subject.password;
    spec.serial = "Q1234567890123456";
    spec.firmware = "1.8.0";
    spec.behaviour = parse_behaviour(behaviour).value();
    return make_device(spec);
}

// Sends each text; the last answer.
std::string say(Device& device, const Texts& texts) {
    std::string last(silence);
    for (const std::string& text : texts) {
        const auto response = device.receive(text);
        last = response.reply.value_or(std::string(silence));
        if (response.restarts) device.restart();
    }
    return last;
}

struct Case {
    std::string name;
    std::string behaviour;
    Texts texts;
    std::string reply;                        // to the last text
    std::map<std::string, std::string> held;  // some of what is stored then
};

void check(const Subject& subject, const std::vector<Case>& cases) {
    for (const Case& one : cases) {
        const auto device = make(subject, one.behaviour);
        EXPECT_EQ(say(*device, one.texts), one.reply) << subject.family << ": " << one.name;
        const auto stored = device->stored_values();
        for (const auto& [name, value] : one.held) {
            ASSERT_TRUE(stored.contains(name)) << name;
            EXPECT_EQ(stored.at(name), value) << subject.family << ": " << one.name << ": " << name;
        }
    }
}

const std::string warning = "WARNING: Not supported Param ID or Value detected";

}  // namespace

TEST(SimDevice, Teltonika) {
    const std::string quiet(silence);
    check(
        tracker,
        {
            {"one", "", {"opa 123 setparam 2001:wap"}, "New value 2001:wap", {{"apn", "wap"}}},
            {"several",
             "",
             {"opa 123 setparam 2001:wap;2002:user;2003:pass"},
             "New value 2001:wap;2002:user;2003:pass",
             {{"apn", "wap"}, {"user", "user"}, {"psw", "pass"}}},
            {"the server", "", {"opa 123 setparam 2004:a.example;2005:12050"}, "New value 2004:a.example;2005:12050", {}},
            {"emptied", "", {"opa 123 setparam 2002:me", "opa 123 setparam 2002:"}, "New value 2002:", {{"user", ""}}},
            {"the old form", "variant=param-id", {"opa 123 setparam 2001:wap"}, "Param ID:2001 Value:wap", {}},
            {"the old form, several", "variant=param-id", {"opa 123 setparam 2001:a;2002:b"}, "Param ID:2001 Value:a;2002:b", {}},
            {"a semicolon at the end", "variant=semicolon", {"opa 123 setparam 2001:a;2002:"}, "New value 2001:a;2002:;", {}},
            {"unknown parameter", "", {"opa 123 setparam 001:wap"}, warning, {{"apn", ""}}},
            {"one bad among good", "", {"opa 123 setparam 2001:wap;9:1"}, warning, {{"apn", ""}}},
            {"the good ones are kept",
             "variant=partial",
             {"opa 123 setparam 2001:wap;9:1;2005:70000"},
             "New value 2001:wap",
             {{"apn", "wap"}, {"port", "0"}}},
            {"a port too high", "", {"opa 123 setparam 2005:65536"}, warning, {}},
            {"the highest port", "", {"opa 123 setparam 2005:65535"}, "New value 2005:65535", {}},
            {"an APN of 32", "", {"opa 123 setparam 2001:" + std::string(32, 'a')}, "New value 2001:" + std::string(32, 'a'), {}},
            {"an APN of 33", "", {"opa 123 setparam 2001:" + std::string(33, 'a')}, warning, {}},
            {"the other error", "variant=error-text", {"opa 123 setparam 9:1"}, "Error while configuring parameters", {}},
            {"nothing to set", "", {"opa 123 setparam"}, warning, {}},
            {"read", "", {"opa 123 getparam 2001"}, "Param ID:2001 Value:", {}},
            {"read several",
             "",
             {"opa 123 setparam 2001:wap", "opa 123 getparam 2001;2005"},
             "Param ID:2001 Value:wap;2005:0",
             {}},
            {"read what is not there", "", {"opa 123 getparam 99999"}, "Param ID:99999 doesn't exist", {}},
            {"read nonsense", "", {"opa 123 getparam 99999999"}, "Invalid parameter id provided", {}},
            {"wrong password", "", {"opa 124 setparam 2001:wap"}, quiet, {{"apn", ""}}},
            {"wrong login", "", {"opo 123 setparam 2001:wap"}, quiet, {{"apn", ""}}},
            {"no credential", "", {"  setparam 2001:wap"}, quiet, {{"apn", ""}}},
            {"capitals", "", {"opa 123 SETPARAM 2001:wap"}, quiet, {{"apn", ""}}},
            {"unknown command", "", {"opa 123 setparams 2001:wap"}, quiet, {}},
            {"161 characters", "", {"opa 123 setparam 2001:" + std::string(139, 'a')}, quiet, {}},
            {"160 characters", "", {"opa 123 setparam 2001:" + std::string(138, 'a')}, warning, {}},
            {"password alone", "variant=password-only", {"123 setparam 2001:wap"}, "New value 2001:wap", {}},
            {"a new password", "", {"opa 123 setparam 3004:456", "opa 456 getparam 2006"}, "Param ID:2006 Value:0", {}},
            {"restart", "", {"opa 123 cpureset"}, quiet, {}},
            {"refused", "error-on=apn:0x05", {"opa 123 setparam 2001:wap"}, warning, {{"apn", ""}}},
            {"altered",
             "wrong-value",
             {"opa 123 setparam 2001:wap;2005:99"},
             "New value 2001:wapB038;2005:100",
             {{"port", "100"}}},
        });
    const auto open = make({"teltonika", "", ""});
    EXPECT_EQ(say(*open, {"  setparam 2001:wap"}), "New value 2001:wap");
    EXPECT_EQ(say(*open, {" setparam 2001:wap"}), silence);
}

TEST(SimDevice, Easy) {
    const std::string quiet(silence);
    check(easy,
          {
              {"one", "", {"PW=ABCD,SERVER1=10.0.0.1,RESET"}, "OK 1", {{"dns", "10.0.0.1"}}},
              {"several", "", {"PW=ABCD,APN=a,APNUSER=b,APNPASS=c,PORT1=99,RESET"}, "OK 4", {{"psw", "c"}, {"port", "99"}}},
              {"without RESET", "", {"PW=ABCD,SERVER1=10.0.0.1"}, quiet, {{"dns", "10.0.0.1"}}},
              {"counted together", "", {"PW=ABCD,APN=a", "PW=ABCD,PORT1=1,RESET"}, "OK 2", {}},
              {"each acknowledged", "variant=reply-each", {"PW=ABCD,APN=a"}, "OK 1", {}},
              {"no count", "variant=bare-ok", {"PW=ABCD,APN=a,RESET"}, "OK", {}},
              {"unknown name", "", {"PW=ABCD,APN=a,COLOUR=1,RESET"}, "ERROR 1", {{"apn", "a"}}},
              {"bad port", "", {"PW=ABCD,PORT1=0,RESET"}, "ERROR 0", {{"port", ""}}},
              {"RESET not at the end", "", {"PW=ABCD,RESET,APN=a"}, quiet, {}},
              {"RESET alone", "", {"PW=ABCD,RESET"}, "OK 0", {}},
              {"wrong password", "", {"PW=ABCE,APN=a,RESET"}, quiet, {{"apn", ""}}},
              {"no password", "", {"APN=a,RESET"}, quiet, {{"apn", ""}}},
              {"password not in front", "", {"APN=a,PW=ABCD,RESET"}, quiet, {{"apn", ""}}},
              {"small letters", "", {"pw=ABCD,APN=a,RESET"}, quiet, {{"apn", ""}}},
              {"nothing but the password", "", {"PW=ABCD"}, quiet, {}},
              {"a new password", "", {"PW=ABCD,PWNEW=1234,RESET", "PW=1234,APN=a,RESET"}, "OK 1", {{"password", "1234"}}},
              {"not before the RESET", "", {"PW=ABCD,PWNEW=1234", "PW=1234,APN=a,RESET"}, quiet, {{"apn", ""}}},
              {"password of 17", "", {"PW=ABCD,PWNEW=" + std::string(17, 'x') + ",RESET"}, "ERROR 0", {{"password", "ABCD"}}},
              {"no password at all", "", {"PW=ABCD,PWNEW=,RESET"}, "ERROR 0", {{"password", "ABCD"}}},
              {"question",
               "",
               {"PW=ABCD,SERVER1=a.example,PORT1=99,RESET", "PW=ABCD,INFIP"},
               "ACCOUNT=,SQ=21,IMEI=Q1234567890123456,IP=10.20.30.40,SERVER1=a.example,PORT1=99,SWPROTO=0",
               {}},
              {"question and setting", "", {"PW=ABCD,INFIP,APN=a,RESET"}, "ERROR 1", {}},
          });
    const auto device = make(easy);
    const auto response = device->receive("PW=ABCD,APN=a,RESET");
    EXPECT_EQ(response.delay, std::chrono::minutes(2));
    EXPECT_TRUE(response.restarts);
    EXPECT_EQ(response.changed, Texts{"apn"});
    EXPECT_EQ(device->applied_values().at("apn"), "");
    device->restart();
    EXPECT_EQ(device->applied_values().at("apn"), "a");
    EXPECT_EQ(device->receive("PW=ABCD,INFDEV").delay, std::nullopt);
}

TEST(SimDevice, SmartCom) {
    const std::string quiet(silence);
    const std::string start = "MODE=1 232LCK=0 APN=";
    const std::string end = " PORTS=41117 CHPRIM=GSM";
    check(smartcom,
          {
              {"who",
               "",
               {"SC INFO PWD=secret"},
               "SIG=-71dBm OPER=T-Mobile CZ IMSI=230015001155344 IMEI=355915030750962 SN=Q1234567890123456 LIP=10.20.30.40 "
               "FW=1.8.0 STAT=CONNECTED",
               {}},
              {"read", "", {"SC CNF PWD=secret"}, start + "internet DUSR= DPWD= IPS=" + end, {}},
              {"one", "", {"SC CNF PWD=secret APN=iot"}, start + "iot DUSR= DPWD= IPS=" + end, {{"apn", "iot"}}},
              {"several",
               "",
               {"SC CNF PWD=secret APN=iot DUSR=me IPS=10.0.0.1"},
               start + "iot DUSR=me DPWD= IPS=10.0.0.1" + end,
               {{"user", "me"}, {"dns", "10.0.0.1"}}},
              {"emptied",
               "",
               {"SC CNF PWD=secret DUSR=me", "SC CNF PWD=secret DUSR="},
               start + "internet DUSR= DPWD= IPS=" + end,
               {}},
              {"one bad among good", "", {"SC CNF PWD=secret APN=iot PORTS=0"}, "ERROR", {{"apn", "internet"}}},
              {"unknown parameter", "", {"SC CNF PWD=secret APN=iot COLOUR=1"}, "ERROR", {{"apn", "internet"}}},
              {"a name as server", "", {"SC CNF PWD=secret IPS=a.example"}, "ERROR", {{"dns", ""}}},
              {"small letters", "", {"sc cnf PWD=secret APN=iot"}, "ERROR", {{"apn", "internet"}}},
              {"small parameter", "", {"SC CNF PWD=secret apn=iot"}, "ERROR", {{"apn", "internet"}}},
              {"two blanks", "", {"SC CNF PWD=secret  APN=iot"}, "ERROR", {{"apn", "internet"}}},
              {"unknown command", "", {"SC GIVE PWD=secret"}, "ERROR", {}},
              {"no password", "", {"SC CNF APN=iot"}, "ERROR", {{"apn", "internet"}}},
              {"no ASCII", "", {"SC CNF PWD=secret APN=é"}, "ERROR", {{"apn", "internet"}}},
              {"161 characters", "", {"SC CNF PWD=secret APN=" + std::string(139, 'a')}, "ERROR", {{"apn", "internet"}}},
              {"160 characters",
               "",
               {"SC CNF PWD=secret APN=" + std::string(138, 'a')},
               start + std::string(138, 'a') + " DUSR= DPWD= IPS=" + end,
               {}},
              {"wrong password", "", {"SC CNF PWD=public APN=iot"}, quiet, {{"apn", "internet"}}},
              {"wrong password, told", "variant=error-reply", {"SC CNF PWD=public APN=iot"}, "ERROR", {{"apn", "internet"}}},
              {"refused", "error=0x05", {"SC CNF PWD=secret APN=iot"}, "ERROR", {{"apn", "internet"}}},
          });
    const Subject open{"2n-smartcom", "", ""};
    check(open, {
                    {"quoted when it is the end", "", {"SC CNF PWD=\"\""}, start + "internet DUSR= DPWD= IPS=" + end, {}},
                    {"empty before others", "", {"SC CNF PWD= APN=iot"}, start + "iot DUSR= DPWD= IPS=" + end, {}},
                    {"quoted before others", "", {"SC CNF PWD=\"\" APN=iot"}, quiet, {{"apn", "internet"}}},
                });
}

TEST(SimDevice, Kamstrup) {
    const std::string quiet(silence);
    check(kamstrup,
          {
              {"signal", "", {"=SIGNAL#"}, "Signal: 16(0-31)", {}},
              {"small letters", "", {"=signal#"}, "Signal: 16(0-31)", {}},
              {"mixed letters", "", {"=Signal#"}, "NO ANSWER", {}},
              {"reading", "", {"=READ_METER#"}, "32432 kWh,\r\n343 W,\r\n2452 Hours,\r\nMeter No.: Q1234567890123456", {}},
              {"inputs", "", {"=IOSTATUS#"}, "Relay1: 1 Relay2: 0\r\nInput1: 1 Input2: 0", {}},
              {"without end", "", {"=SIGNAL"}, "NO ANSWER", {}},
              {"two commands", "", {"=SIGNAL#=IOSTATUS#"}, "NO ANSWER", {}},
              {"unknown command", "", {"=APN internet#"}, "NO ANSWER", {}},
              {"unknown command, silent", "variant=silent-errors", {"=APN#"}, quiet, {}},
              {"its meter is away", "error=0x01", {"=READ_METER#"}, "NO ANSWER", {}},
              {"GSM6H", "variant=gsm6h", {"=SIGNAL#"}, "Signal: 16 (0-31)", {}},
              {"GSM8i", "variant=gsm8i", {"=SIGNAL#"}, "Signal: 2(0-4)LEDS, UMTS", {}},
              {"error of GSM8i", "variant=gsm8i", {"=APN#"}, "NO RESPONSE", {}},
          });
}

TEST(SimDevice, Robustel) {
    const std::string quiet(silence);
    check(robustel,
          {
              {"set and saved", "", {"1234:1001,M1000;0004"}, "OK", {{"name", "M1000"}}},
              {"set, not saved", "", {"1234:1001,M1000"}, "OK", {{"name", ""}}},
              {"saved by another message", "", {"1234:1001,M1000", "1234:0004"}, "OK", {{"name", "M1000"}}},
              {"saved without reset", "", {"1234:1001,M1000;0002"}, "OK", {{"name", "M1000"}}},
              {"lost by a reset", "", {"1234:1001,M1000", "1234:0001", "1234:0002"}, "OK", {{"name", ""}}},
              {"several",
               "",
               {"1234:1001,M1000;1000,9600,e,7,2,1;0004"},
               "OK",
               {{"name", "M1000"}, {"baud", "9600"}, {"parity", "e"}, {"databits", "7"}, {"interface", "1"}}},
              {"name of 20", "", {"1234:1001," + std::string(20, 'n') + ";0004"}, "OK", {{"name", std::string(20, 'n')}}},
              {"name of 21", "", {"1234:1001," + std::string(21, 'n') + ";0004"}, "ERROR", {{"name", ""}}},
              {"one bad among good", "", {"1234:1001,M1000;1000,9600,x,8,1,0;0004"}, "ERROR", {{"name", ""}, {"baud", "115200"}}},
              {"too few parameters", "", {"1234:1000,9600;0004"}, "ERROR", {{"baud", "115200"}}},
              {"unknown command", "", {"1234:9999"}, "ERROR", {}},
              {"wrong password", "", {"4321:1001,M1000;0004"}, quiet, {{"name", ""}}},
              {"no password", "", {"1001,M1000;0004"}, quiet, {{"name", ""}}},
              {"without a word", "variant=silent-ok", {"1234:1001,M1000;0004"}, quiet, {{"name", "M1000"}}},
              {"one command a message", "variant=single", {"1234:1001,M1000;0004"}, "ERROR", {{"name", ""}}},
              {"one after the other", "variant=single", {"1234:1001,M1000", "1234:0004"}, "OK", {{"name", "M1000"}}},
              {"factory", "", {"1234:1001,M1000;0004", "1234:0000;0004"}, "OK", {{"name", ""}}},
          });
    const auto open = make({"robustel", "", ""});
    EXPECT_EQ(say(*open, {"1001,M1000;0004"}), "OK");
    EXPECT_EQ(open->applied_values().at("name"), "M1000");
    EXPECT_EQ(open->restarts(), 1U);
}

TEST(SimDevice, Rayleigh) {
    const std::string quiet(silence);
    const std::string head = "Q1234567890123456 ";
    check(
        rayleigh,
        {
            {"APN", "", {"user secret APN internet"}, head + "APN OK", {{"apn", "internet"}}},
            {"APN, user and password",
             "",
             {"user secret APN m2m me pw"},
             head + "APN OK",
             {{"apn", "m2m"}, {"user", "me"}, {"psw", "pw"}}},
            {"the others are emptied", "", {"user secret APN m2m me pw", "user secret APN iot"}, head + "APN OK", {{"user", ""}}},
            {"user without password", "", {"user secret APN internet orange"}, head + "APN ERROR", {{"apn", ""}}},
            {"no name", "", {"user secret APN"}, head + "APN ERROR", {{"apn", ""}}},
            {"four arguments", "", {"user secret APN a b c d"}, head + "APN ERROR", {{"apn", ""}}},
            {"credential in capitals", "", {"USER Secret APN internet"}, head + "APN OK", {{"apn", "internet"}}},
            {"wrong password", "", {"user public APN internet"}, quiet, {{"apn", ""}}},
            {"wrong user", "", {"me secret APN internet"}, quiet, {{"apn", ""}}},
            {"no credential", "", {"APN internet"}, quiet, {{"apn", ""}}},
            {"unknown command", "", {"user secret SERVER 10.0.0.1"}, quiet, {}},
            {"without identity", "variant=no-uid", {"user secret APN internet"}, "APN OK", {{"apn", "internet"}}},
            {"error without identity", "variant=no-uid", {"user secret APN"}, "APN ERROR", {}},
            {"restart", "", {"user secret REBOOT"}, quiet, {}},
            {"a new credential", "", {"user secret SETAUTH me pw", "me pw APN iot"}, head + "APN OK", {{"password", "pw"}}},
            {"a password of 17", "", {"user secret SETAUTH me " + std::string(17, 'x')}, head + "SETAUTH ERROR", {}},
            {"white list", "", {"user secret SETAUTH NUMBERS"}, head + "SETAUTH OK", {}},
            {"off for good", "", {"user secret SETAUTH DISABLE", "user secret APN iot"}, quiet, {{"apn", ""}}},
            {"another identity", "serial-swap", {"user secret APN a", "user secret APN b"}, "Q1234567890123457 APN OK", {}},
            {"altered", "wrong-value", {"user secret APN iot"}, head + "APN OK", {{"apn", "iotB038"}}},
        });
    EXPECT_TRUE(make(rayleigh)->receive("user secret REBOOT").restarts);
}

TEST(SimDevice, FragmentsChangeNothing) {
    const Texts whole{"opa 123 setparam 2001:wap", "PW=ABCD,APN=a",           "SC CNF PWD=secret APN=iot", "=SIGNAL#",
                      "1234:1001,M1000;0002",      "user secret APN internet"};
    const Subject subjects[] = {tracker, easy, smartcom, kamstrup, robustel, rayleigh};
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const std::string& text = whole[i];
        const auto before = make(subjects[i])->stored_values();
        const std::size_t value = text.find_last_of(" :=,;");  // a cut before it leaves no value
        for (std::size_t length = 0; length <= value && length < text.size(); ++length) {
            const auto device = make(subjects[i]);
            static_cast<void>(device->receive(text.substr(0, length)));
            EXPECT_EQ(device->stored_values(), before) << text.substr(0, length);
        }
        for (const char* odd : {"", " ", "  ", ";", ",", ":", "=", "#", "\r\n", "Баланс 12.50"}) {
            for (const std::string& one : {std::string(odd), text + odd + odd, odd + text}) {
                static_cast<void>(make(subjects[i])->receive(one));
            }
            const auto device = make(subjects[i]);
            static_cast<void>(device->receive(odd));
            EXPECT_EQ(device->stored_values(), before) << odd;
        }
    }
}
