// What each device family is sent, and how its answers are read: the forms of the manuals that the dialects name.
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::meter {
namespace {

using Texts = std::vector<std::string>;

Dialect family(const std::string& name) { return find_embedded(name).value(); }

Texts rendered(const std::vector<MessageText>& messages, const std::string& credential) {
    Texts result;
    for (const auto& message : messages) result.push_back(render(message.text, base::Secret(credential)).reveal());
    return result;
}

struct Sent {
    std::string name, family, credential;
    Settings settings;
    bool no_restart;
    Texts texts;
};
void PrintTo(const Sent& row, std::ostream* out) { *out << row.name; }
class FamilySets : public testing::TestWithParam<Sent> {};

TEST_P(FamilySets, AsTheManualWrites) {
    const auto& row = GetParam();
    EXPECT_EQ(rendered(compose_set(family(row.family), row.settings, row.no_restart), row.credential), row.texts);
}

const std::string long_name(30, 'a');

INSTANTIATE_TEST_SUITE_P(
    Table, FamilySets,
    testing::Values(
        Sent{"teltonika_several",
             "teltonika",
             "usr:pwd",
             {{"port", "5000"}, {"apn", "wap"}, {"user", "me"}},
             false,
             {"usr pwd setparam 2001:wap;2002:me;2005:5000"}},
        Sent{"teltonika_as_it_leaves_the_factory", "teltonika", ":", {{"apn", "wap"}}, false, {"  setparam 2001:wap"}},
        Sent{"teltonika_clears", "teltonika", "u:p", {{"user", ""}}, false, {"u p setparam 2002:"}},
        Sent{"teltonika_choice", "teltonika", "u:p", {{"protocol", "udp"}}, false, {"u p setparam 2006:1"}},
        Sent{"wm_closes_with_reset",
             "wm-m2m-easy",
             "ABCD",
             {{"apn", "internet"}, {"dns", "10.0.0.1"}, {"port", "8000"}},
             false,
             {"PW=ABCD,APN=internet,SERVER1=10.0.0.1,PORT1=8000,RESET"}},
        Sent{"wm_without_restart", "wm-m2m-easy", "ABCD", {{"port", "8000"}}, true, {"PW=ABCD,PORT1=8000"}},
        Sent{"wm_too_long_for_one",
             "wm-m2m-easy",
             "ABCD",
             {{"apn", long_name + "1"}, {"user", long_name}, {"psw", long_name}, {"dns", long_name + ".example"}},
             false,
             {"PW=ABCD,APN=" + long_name + "1,APNUSER=" + long_name + ",APNPASS=" + long_name + ",RESET",
              "PW=ABCD,SERVER1=" + long_name + ".example,RESET"}},
        Sent{"2n_field", "2n-smartcom", "top", {{"apn", "internet"}, {"psw", ""}}, false, {"SC CNF PWD=top APN=internet DPWD="}},
        Sent{"2n_empty_password", "2n-smartcom", "", {{"port", "41117"}}, false, {"SC CNF PWD= PORTS=41117"}},
        Sent{"kamstrup_has_nothing_to_set", "kamstrup-gsm7i", "", {{"signal", "3"}}, false, {}},
        Sent{"robustel_name", "robustel", "1234", {{"device_name", "M1000"}}, false, {"1234:1001,M1000;0004"}},
        Sent{"rayleigh", "rayleigh", "user:secret", {{"apn", "internet"}}, false, {"user secret APN internet"}}),
    [](const auto& row) { return row.param.name; });

struct Asked {
    std::string name, family, credential;
    std::vector<std::string> settings;
    Texts texts;
};
void PrintTo(const Asked& row, std::ostream* out) { *out << row.name; }
class FamilyQueries : public testing::TestWithParam<Asked> {};

TEST_P(FamilyQueries, AsTheManualWrites) {
    const auto& row = GetParam();
    EXPECT_EQ(rendered(compose_query(family(row.family), row.settings), row.credential), row.texts);
}

INSTANTIATE_TEST_SUITE_P(
    Table, FamilyQueries,
    testing::Values(Asked{"teltonika", "teltonika", "u:p", {"port", "apn"}, {"u p getparam 2001;2005"}},
                    Asked{"wm_group", "wm-m2m-easy", "ABCD", {"dns", "port"}, {"PW=ABCD,INFIP"}},
                    Asked{"wm_can_t_be_asked", "wm-m2m-easy", "ABCD", {"apn"}, {}},
                    Asked{"2n_both_groups", "2n-smartcom", "top", {"signal", "apn"}, {"SC CNF PWD=top", "SC INFO PWD=top"}},
                    Asked{"kamstrup", "kamstrup-gsm7i", "", {"signal", "energy", "hours"}, {"=SIGNAL#", "=READ_METER#"}},
                    Asked{"robustel_can_t_be_asked", "robustel", "1234", {"device_name"}, {}},
                    Asked{"rayleigh", "rayleigh", "user:secret", {"clock"}, {"user secret RTC"}}),
    [](const auto& row) { return row.param.name; });

struct Answer {
    std::string name, family, text;
    Reply::Kind kind;
    std::map<std::string, std::string> values;
    std::string serial;
};
void PrintTo(const Answer& row, std::ostream* out) { *out << row.name; }
class FamilyReplies : public testing::TestWithParam<Answer> {};

TEST_P(FamilyReplies, AreRead) {
    const auto& row = GetParam();
    const auto reply = parse_reply(family(row.family), row.text);
    EXPECT_EQ(reply.kind, row.kind) << reply.reason;
    EXPECT_EQ(reply.values, row.values);
    EXPECT_EQ(reply.serial, row.serial);
}

using Kind = Reply::Kind;
using Values = std::map<std::string, std::string>;

INSTANTIATE_TEST_SUITE_P(
    Table, FamilyReplies,
    testing::Values(
        Answer{"teltonika_older", "teltonika", "Param ID:2001 Value:wap", Kind::values, Values{{"apn", "wap"}}, ""},
        Answer{"teltonika_newer", "teltonika", "New value 2001:wap;2002:user;", Kind::values,
               Values{{"apn", "wap"}, {"user", "user"}}, ""},
        Answer{"teltonika_mixed", "teltonika", "Param ID:2001 Value:wap;2006:1", Kind::values,
               Values{{"apn", "wap"}, {"protocol", "udp"}}, ""},
        Answer{"teltonika_empty", "teltonika", "New value 2001:wap;2002:;", Kind::values, Values{{"apn", "wap"}, {"user", ""}},
               ""},
        Answer{"teltonika_unknown_id", "teltonika", "New value 9999:1", Kind::unrecognised, {}, ""},
        Answer{"teltonika_shown_twice", "teltonika", "New value 2001:a;2001:b", Kind::unrecognised, {}, ""},
        Answer{"teltonika_unknown_choice", "teltonika", "New value 2006:7", Kind::unrecognised, {}, ""},
        Answer{"teltonika_warning", "teltonika", "WARNING: Not supported Param ID or Value detected", Kind::error, {}, ""},
        Answer{"teltonika_no_such_id", "teltonika", "Param ID:99999 doesn't exist", Kind::error, {}, ""},
        Answer{"wm_count", "wm-m2m-easy", "OK 3", Kind::count, {}, ""},
        Answer{"wm_yes", "wm-m2m-easy", "OK", Kind::acknowledged, {}, ""},
        Answer{"wm_failure", "wm-m2m-easy", "ERROR 2", Kind::error, {}, ""},
        Answer{"wm_identity", "wm-m2m-easy", "ACCOUNT=7,SQ=9,IMEI=358000000000001,IP=1.2.3.4,SERVER1=a.b,PORT1=1,SWPROTO=0",
               Kind::values, Values{{"account", "7"}, {"dns", "a.b"}, {"port", "1"}}, ""},
        Answer{"2n_configuration", "2n-smartcom", "MODE=1 232LCK=0 APN=internet DUSR= DPWD= IPS=1.2.3.4 PORTS=41117 CHPRIM=GSM",
               Kind::values,
               Values{{"mode", "1"}, {"apn", "internet"}, {"user", ""}, {"psw", ""}, {"dns", "1.2.3.4"}, {"port", "41117"}}, ""},
        Answer{"2n_identity", "2n-smartcom",
               "SIG=-71dBm OPER=T-Mobile CZ IMSI=999010000000001 IMEI=358000000000001 SN=50-0369-0080 LIP=1.2.3.4 FW=1.2 "
               "STAT=CONNECTED",
               Kind::values, Values{{"signal", "-71dBm"}, {"operator", "T-Mobile CZ"}, {"state", "CONNECTED"}}, "50-0369-0080"},
        Answer{"kamstrup_signal", "kamstrup-gsm7i", "Signal: 16(0-31)", Kind::values, Values{{"signal", "16"}}, ""},
        Answer{"kamstrup_no_answer", "kamstrup-gsm7i", "NO ANSWER", Kind::error, {}, ""},
        Answer{"kamstrup_meter", "kamstrup-gsm7i", "32432 kWh,\r\n343 W,\r\n2452 Hours,\r\nMeter No.: 10101010", Kind::values,
               Values{{"energy", "32432"}, {"power", "343"}, {"hours", "2452"}}, "10101010"},
        Answer{"robustel_says_nothing_known", "robustel", "OK", Kind::unrecognised, {}, ""},
        Answer{"rayleigh_yes", "rayleigh", "Q1234567890123456 APN OK", Kind::acknowledged, {}, "Q1234567890123456"},
        Answer{"rayleigh_short", "rayleigh", "APN OK", Kind::acknowledged, {}, ""},
        Answer{"rayleigh_no", "rayleigh", "APN ERROR", Kind::error, {}, ""}),
    [](const auto& row) { return row.param.name; });

TEST(Families, ARepliesFormFitsItsOwnMessageOnly) {
    const auto teltonika = family("teltonika");
    const auto messages = compose_set(teltonika, {{"apn", "a"}, {"port", "1"}}, false);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(shape_fits(teltonika, messages[0], parse_reply(teltonika, "New value 2001:a;2005:1")));
    EXPECT_TRUE(shape_fits(teltonika, messages[0], parse_reply(teltonika, "New value 2001:a"))) << "the verdict misses the port";
    EXPECT_FALSE(shape_fits(teltonika, messages[0], parse_reply(teltonika, "New value 2001:a;2002:u")));

    const auto easy = family("wm-m2m-easy");
    const auto easy_message = compose_set(easy, {{"port", "1"}}, false).at(0);
    EXPECT_TRUE(shape_fits(easy, easy_message, parse_reply(easy, "OK 1")));
    EXPECT_TRUE(shape_fits(easy, easy_message, parse_reply(easy, "OK"))) << "it only says yes, where a count was to be had";
}

TEST(Families, SecretsAreMaskedInMessagesAndReplies) {
    struct Row {
        std::string name, credential, sent;
    };
    for (const auto& [name, credential, as_sent] : std::vector<Row>{
             {"teltonika", "quinn:Hq7", "quinn Hq7"}, {"wm-m2m-easy", "ABCD", "ABCD"}, {"2n-smartcom", "x9", "x9"}}) {
        const auto dialect = family(name);
        const auto message = compose_set(dialect, {{"apn", "internet"}, {"psw", "Geheim9"}, {"port", "5000"}}, false).at(0);
        for (const auto& shown : {masked_text(dialect, message), masked_text(dialect, message.text)}) {
            EXPECT_EQ(shown.find("Geheim9"), std::string::npos) << shown;
            EXPECT_NE(shown.find("internet"), std::string::npos) << shown;
            EXPECT_NE(shown.find("***"), std::string::npos) << shown;
        }
        const auto sent = render(message.text, base::Secret(credential)).reveal();
        EXPECT_TRUE(looks_like_command(dialect, sent)) << sent;
        EXPECT_NE(sent.find(as_sent), std::string::npos) << sent;
        EXPECT_EQ(strip_credential(dialect, sent).find(as_sent), std::string::npos) << sent;
    }
    EXPECT_EQ(masked_reply(family("teltonika"), "New value 2001:wap;2003:Geheim9;2005:1"), "New value 2001:wap;2003:***;2005:1");
    EXPECT_EQ(masked_reply(family("teltonika"), "Param ID:2003 Value:Geheim9"), "Param ID:2003 Value:***");
}

// Every setting in its place, as an Etung data terminal wants it (1234;v1;v2;;;v5).
constexpr auto positional = R"(format = 1
name = "positional"
source = "a test"
[message]
characters = " abcdefghijklmnopqrstuvwxyz0123456789;.-*"
max_length = 60
forbidden_in_values = " ;"
[credential]
name = "factory"
factory = "1234"
forbidden = ";"
max_length = 8
[command]
pattern = '(?P<before>)(?P<credential>[^;]+)(?P<after>;.*)'
[[frame]]
name = "all"
set = "{credential};{items}"
item = "{value}"
separator = ";"
keep = ""
reply = "done"
[[setting]]
name = "apn"
kind = "text"
max_length = 20
empty = "*"
frame = "all"
[[setting]]
name = "psw"
kind = "text"
max_length = 10
secret = true
frame = "all"
[[setting]]
name = "port"
kind = "number"
least = 1
greatest = 65535
frame = "all"
[[reply]]
name = "done"
proof = "ack"
pattern = 'SUCCESS'
examples = ["SUCCESS"]
[[error]]
pattern = 'FAIL'
examples = ["FAIL"]
words = "refused"
class = "permanent"
)";

TEST(Families, KeepAndClearTokensStandInTheirPlaces) {
    const auto dialect = Dialect::parse(positional, "positional.toml");
    ASSERT_TRUE(dialect) << dialect.error().message();
    const auto text = [&](const Settings& settings) { return rendered(compose_set(*dialect, settings, false), "1234"); };
    EXPECT_EQ(text({{"port", "5"}}), Texts{"1234;;;5"});
    EXPECT_EQ(text({{"port", "5"}, {"apn", ""}}), Texts{"1234;*;;5"});
    EXPECT_EQ(text({{"psw", "hush"}}), Texts{"1234;;hush;"});
    const auto message = compose_set(*dialect, {{"apn", "a"}, {"psw", "hush"}}, false).at(0);
    EXPECT_EQ(masked_text(*dialect, message), "***;a;***;");
    EXPECT_FALSE(canonical_value(*dialect, "apn", "*")) << "the device would take it for an empty value";
    EXPECT_TRUE(shape_fits(*dialect, message, parse_reply(*dialect, "SUCCESS")));
}

TEST(Families, ValuesThatWouldBreakAMessageAreRefused) {
    const std::vector<std::tuple<std::string, std::string, std::string>> rows{
        {"teltonika", "apn", "a;2005:1"}, {"teltonika", "apn", "{password}"},    {"wm-m2m-easy", "apn", "a,RESET"},
        {"2n-smartcom", "apn", "a b"},    {"robustel", "device_name", "a;0000"}, {"kamstrup-gsm7i", "signal", "3"}};
    for (const auto& [name, setting, value] : rows) EXPECT_FALSE(canonical_value(family(name), setting, value)) << name << value;
}

TEST(Families, CredentialsOfEachKind) {
    struct Row {
        std::string family, credential;
        bool good;
    };
    const std::vector<Row> rows{{"teltonika", ":", true},         {"teltonika", "abc:def", true}, {"teltonika", "abcdef", false},
                                {"teltonika", "abc:d f", false},  {"wm-m2m-easy", "ABCD", true},  {"wm-m2m-easy", "A,D", false},
                                {"wm-m2m-easy", "", false},       {"2n-smartcom", "", true},      {"rayleigh", "secret", false},
                                {"rayleigh", "user:secret", true}};
    for (const auto& row : rows)
        EXPECT_EQ(!family(row.family).credential_fault(base::Secret(row.credential)).has_value(), row.good)
            << row.family << " " << row.credential;
    EXPECT_FALSE(family("kamstrup-gsm7i").needs_credential());
}

TEST(Families, WhatIsShippedNamesItsSourceAndWhatIsNotVerified) {
    const std::vector<std::string> tried{"energomera-gs04", "teltonika", "wm-m2m-easy"};
    ASSERT_EQ(embedded_names().size(), 7U);
    for (const auto& name : embedded_names()) {
        const auto dialect = family(name);
        EXPECT_GT(dialect.source().size(), 20U) << name;
        EXPECT_FALSE(dialect.unverified().empty()) << name;
        EXPECT_EQ(dialect.experimental(), std::ranges::find(tried, name) == tried.end()) << name;
        EXPECT_EQ(dialect.master_sim(), name == "energomera-gs04") << name;
    }
}

}  // namespace
}  // namespace gsmcfg::meter
