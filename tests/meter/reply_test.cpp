#include "gsmcfg/meter/reply.hpp"

#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::curt;
using test::gs04;
using Values = std::map<std::string, std::string>;
using Kind = Reply::Kind;

const std::string head = "GS04\r\n00123456\r\n";

struct Good {
    std::string name;
    std::string text;
    Values values;
};

void PrintTo(const Good& row, std::ostream* out) { *out << row.name; }

class Replies : public testing::TestWithParam<Good> {};

TEST_P(Replies, AreReadAsValues) {
    const auto reply = parse_reply(gs04(), GetParam().text);
    ASSERT_EQ(reply.kind, Kind::values) << reply.reason;
    EXPECT_EQ(reply.values, GetParam().values);
    EXPECT_EQ(reply.type, "GS04");
    EXPECT_EQ(reply.serial, "00123456");
    EXPECT_TRUE(reply.reason.empty());
}

const Values apn_only{{"apn", "internet"}, {"user", ""}, {"psw", ""}};
const Values all_three{{"apn", "internet"}, {"user", "u"}, {"psw", "p"}};
const Values server{{"dns", "a.example"}, {"port", "8000"}};

INSTANTIATE_TEST_SUITE_P(
    Table, Replies,
    testing::Values(
        Good{"mode_number", head + "MODE: 6", {{"mode", "client"}}},
        Good{"mode_name", head + "MODE: Client", {{"mode", "client"}}},
        Good{"mode_russian", head + "MODE: Клиент CENC", {{"mode", "ce-nc"}}},
        Good{"mode_zero", head + "MODE: 0", {{"mode", "sms"}}}, Good{"lower_case", head + "mode: 2", {{"mode", "server"}}},
        Good{"no_space", head + "MODE:6", {{"mode", "client"}}},
        Good{"line_feeds", "GS04\n00123456\nMODE: 6\n", {{"mode", "client"}}},
        Good{"carriage_returns", "GS04\r00123456\rMODE: 6\r", {{"mode", "client"}}},
        Good{"trailing_spaces", "GS04  \r\n00123456 \t\r\nMODE: 6  \r\n  ", {{"mode", "client"}}},
        Good{"trailing_lines", head + "MODE: 6\r\n\r\n\r\n", {{"mode", "client"}}},
        Good{"apn_all_missing", head + "APN: internet", apn_only}, Good{"apn_one_line_end", head + "APN: internet\r\n", apn_only},
        Good{"apn_two_line_ends", head + "APN: internet\r\n\r\n", apn_only},
        Good{"apn_three_line_ends", head + "APN: internet\r\n\r\n\r\n", apn_only},
        Good{"apn_dashes", head + "APN: internet\r\n-\r\n-", apn_only},
        Good{"apn_dashes_spaces", head + "APN: internet\r\n - \r\n-  \r\n", apn_only},
        Good{"apn_user_psw", head + "APN: internet\r\nu\r\np", all_three},
        Good{"apn_user_psw_ends", head + "APN: internet\r\nu\r\np\r\n\r\n", all_three},
        Good{"apn_user_psw_cr", "GS04\r00123456\rAPN: internet\ru\rp", all_three},
        Good{"apn_user_empty_psw_line", head + "APN: internet\r\nu\r\n", {{"apn", "internet"}, {"user", "u"}, {"psw", ""}}},
        Good{"apn_user_empty_psw_lines", head + "APN: internet\r\nu\r\n\r\n", {{"apn", "internet"}, {"user", "u"}, {"psw", ""}}},
        Good{"apn_user_dash_psw", head + "APN: internet\r\nu\r\n-", {{"apn", "internet"}, {"user", "u"}, {"psw", ""}}},
        Good{"apn_psw_only", head + "APN: internet\r\n\r\np", {{"apn", "internet"}, {"user", ""}, {"psw", "p"}}},
        Good{"apn_empty", head + "APN:", {{"apn", ""}, {"user", ""}, {"psw", ""}}},
        Good{"apn_altered", head + "APN: internet B038\r\n\r\n", {{"apn", "internet B038"}, {"user", ""}, {"psw", ""}}},
        Good{"psw_with_colon", head + "APN: a\r\nu:x\r\nMODE: 6", {{"apn", "a"}, {"user", "u:x"}, {"psw", "MODE: 6"}}},
        Good{"dns", head + "DNS: a.example:8000", server}, Good{"dns_leading_zeros", head + "DNS: a.example:08000", server},
        Good{"dns_last_colon", head + "DNS: a:1:8000", {{"dns", "a:1"}, {"port", "8000"}}},
        Good{"dns_empty", head + "DNS: :8000", {{"dns", ""}, {"port", "8000"}}},
        Good{"dns_empty_no_space", head + "DNS::8000", {{"dns", ""}, {"port", "8000"}}},
        Good{"dns_dash", head + "DNS: -:8000", {{"dns", ""}, {"port", "8000"}}},
        Good{"timeout", head + "TIMEOUT: 300", {{"timeout", "300"}}},
        Good{"timeout_zeros", head + "TIMEOUT: 00300\r\n", {{"timeout", "300"}}},
        Good{"reset", head + "RESET: 24", {{"reset", "24"}}}),
    [](const auto& row) { return row.param.name; });

struct Bad {
    std::string name;
    std::string text;
    std::string reason;
};

void PrintTo(const Bad& row, std::ostream* out) { *out << row.name; }

class NotReplies : public testing::TestWithParam<Bad> {};

TEST_P(NotReplies, AreUnrecognisedWithAReason) {
    const auto reply = parse_reply(gs04(), GetParam().text);
    EXPECT_EQ(reply.kind, Kind::unrecognised) << name(reply.kind);
    EXPECT_NE(reply.reason.find(GetParam().reason), std::string::npos) << reply.reason;
    EXPECT_TRUE(reply.values.empty());
    EXPECT_FALSE(reply.error.has_value());
}

INSTANTIATE_TEST_SUITE_P(Table, NotReplies,
                         testing::Values(Bad{"empty", "", "empty"}, Bad{"blank", " \r\n ", "empty"},
                                         Bad{"one_line_under_apn", head + "APN: internet\r\nu", "ambiguous"},
                                         Bad{"one_line_under_empty_apn", head + "APN:\r\nu", "ambiguous"},
                                         Bad{"four_lines", head + "APN: internet\r\nu\r\np\r\nx", "extra lines"},
                                         Bad{"extra_line", head + "MODE: 6\r\nMODE: 1", "extra lines"},
                                         Bad{"two_bodies", head + "DNS: a:80\r\nTIMEOUT: 300", "extra lines"},
                                         Bad{"no_header", "MODE: 6", "type and serial number"},
                                         Bad{"no_serial", "GS04\r\nMODE: 6", "type and serial number"},
                                         Bad{"no_type", "00123456\r\nMODE: 6", "type and serial number"},
                                         Bad{"serial_with_letters", "GS04\r\n0012x456\r\nMODE: 6", "type and serial number"},
                                         Bad{"header_only", "GS04\r\n00123456", "nothing after the serial number"},
                                         Bad{"header_and_line_end", head, "nothing after the serial number"},
                                         Bad{"keyword_cut", head + "MO", "fits no reply"},
                                         Bad{"mode_without_value", head + "MODE:", "no value after MODE"},
                                         Bad{"mode_without_colon", head + "MODE 6", "fits no reply"},
                                         Bad{"mode_unknown", head + "MODE: 7", "'7' is no known value of mode"},
                                         Bad{"mode_word_cut", head + "MODE: Cli", "'Cli' is no known value of mode"},
                                         Bad{"timeout_without_value", head + "TIMEOUT: ", "no value after TIMEOUT"},
                                         Bad{"timeout_not_a_number", head + "TIMEOUT: 30x", "fits no reply"},
                                         Bad{"reset_negative", head + "RESET: -1", "fits no reply"},
                                         Bad{"dns_without_port", head + "DNS: a.example", "no port"},
                                         Bad{"dns_port_cut", head + "DNS: a.example:", "no port"},
                                         Bad{"dns_port_not_a_number", head + "DNS: a.example:80a", "no port"},
                                         Bad{"keyword_in_text", head + "your MODE: 6", "fits no reply"},
                                         Bad{"nul", head + std::string("MODE: 6\0", 8), "control character (U+0000)"},
                                         Bad{"escape", head + "MODE: \x1B[2J6", "control character (U+001B)"},
                                         Bad{"bad_utf8", head + "MODE: \xFF", "undecodable"},
                                         Bad{"very_long", head + "APN: " + std::string(100000, 'a'), "too long"},
                                         Bad{"long_apn", head + "APN: " + std::string(200, 'a'), "fits no reply"},
                                         Bad{"own_command", "12345678 MODE 6", "a command"},
                                         Bad{"operator_text", "Balance: 0x02 roubles", "type and serial number"},
                                         Bad{"blank_in_header", "GS04\r\n\r\n00123456\r\nMODE: 6", "type and serial number"}),
                         [](const auto& row) { return row.param.name; });

TEST(Errors, EveryForm) {
    for (const auto& form : {"0x02",
                             "0X02",
                             "ERROR 02",
                             "Error 2",
                             "ERR: 2",
                             "err:02",
                             "Error=0x02",
                             "ERROR: 0x02",
                             "ERROR 0x02",
                             "ERR02",
                             "error code 0x02",
                             "Error code: 2",
                             "Ошибка 0x02",
                             "ОШИБКА: 2",
                             "ошибка код 02",
                             "ERROR#2",
                             "ERROR 02.",
                             "0x02: wrong password",
                             "ERROR 0x02 (wrong password)",
                             "Error=0x02, wrong password",
                             "ERROR 0x02 wrong password",
                             "APN: ERROR 0x02",
                             "APN ERROR 2",
                             "MODE: ERR 02",
                             "02h ERROR"}) {
        const std::string text = form;
        if (text == "02h ERROR") {
            EXPECT_EQ(parse_reply(gs04(), head + text).kind, Kind::unrecognised);
            continue;
        }
        for (const auto& before : {head, std::string()})
            for (const auto& after : {"", "\r\n", "\r\n\r\n", "  "}) {
                const auto reply = parse_reply(gs04(), before + text + after);
                ASSERT_EQ(reply.kind, Kind::error) << text << ": " << reply.reason;
                EXPECT_EQ(reply.error->code, 2) << text;
                EXPECT_EQ(reply.error->error_class, ErrorClass::wrong_credential);
                EXPECT_TRUE(reply.error->probable);
                EXPECT_EQ(reply.error->words, "wrong password");
                EXPECT_EQ(reply.serial, before.empty() ? "" : "00123456");
            }
    }
}

TEST(Errors, EveryCode) {
    for (int code = 1; code <= 6; ++code) {
        const auto reply = parse_reply(gs04(), head + "ERROR 0x0" + std::to_string(code));
        ASSERT_EQ(reply.kind, Kind::error);
        EXPECT_EQ(reply.error->code, code);
    }
    for (const auto& text : {"ERROR 0x07", "ERROR 0", "ERROR 10", "0xFF", "ERR 3F"}) {
        const auto reply = parse_reply(gs04(), head + text);
        EXPECT_EQ(reply.kind, Kind::unrecognised) << text;
        EXPECT_NE(reply.reason.find("is unknown"), std::string::npos) << text << reply.reason;
    }
}

TEST(Errors, ANumberInAnotherTextIsNone) {
    for (const auto& text :
         {"2", "02", "Balance 0x02", "Your code is 0x02", "ERROR", "ERROR 2 units lost", "no error 2 found", "ERROR 222",
          "0x0202", "ERROR 2\r\nERROR 3", "TERROR 2", "0x", "MODE 0x02 set", "MODE: 0x02", "RESET: 0x05", "SIM error 2 of 5"}) {
        EXPECT_NE(parse_reply(gs04(), text).kind, Kind::error) << text;
        EXPECT_NE(parse_reply(gs04(), head + text).kind, Kind::error) << text;
    }
}

TEST(Replies, OfOtherProofs) {
    EXPECT_EQ(parse_reply(curt(), "ok\r\n").kind, Kind::acknowledged);
    const auto count = parse_reply(curt(), "TAKEN 3");
    EXPECT_EQ(count.kind, Kind::count);
    EXPECT_EQ(count.count, 3);
    EXPECT_EQ(parse_reply(curt(), "TAKEN 99999999999999").kind, Kind::unrecognised);
    const auto error = parse_reply(curt(), "FAIL 1");
    ASSERT_EQ(error.kind, Kind::error);
    EXPECT_FALSE(error.error->probable);
    EXPECT_EQ(parse_reply(curt(), "NO").kind, Kind::unrecognised);
}

TEST(Replies, ThatFitTwoFormsAreUnrecognised) {
    auto text = test::curt_text();
    const auto at = text.find("'TAKEN ");
    text.replace(at, 7, "'(?:TAKEN |(?:OK){0}O)(?:K)?");
    text.replace(text.find("(?i:OK)"), 7, "(?i:TAKEN 3|OK)");
    const auto dialect = Dialect::parse(text, "two.toml");
    ASSERT_TRUE(dialect) << dialect.error().message();
    const auto reply = parse_reply(*dialect, "TAKEN 3");
    EXPECT_EQ(reply.kind, Kind::unrecognised);
    EXPECT_NE(reply.reason.find("fits two replies: ok and taken"), std::string::npos);
}

TEST(ShapeFits, OnlyAReplyThatTheMessageCanCause) {
    const auto set = [](const std::string& setting, const std::string& value) {
        return compose_set(gs04(), {{setting, value}}, false).at(0);
    };
    const auto apn = parse_reply(gs04(), head + "APN: a\r\nu\r\np");
    const auto dns = parse_reply(gs04(), head + "DNS: a:1");
    const auto mode = parse_reply(gs04(), head + "MODE: 6");
    const auto error = parse_reply(gs04(), head + "ERROR 02");
    const auto garbled = parse_reply(gs04(), head + "MO");
    for (const auto& setting : {"apn", "user", "psw"}) {
        const auto message = set(setting, "x");
        EXPECT_TRUE(shape_fits(gs04(), message, apn)) << setting;
        EXPECT_FALSE(shape_fits(gs04(), message, dns)) << setting;
        EXPECT_FALSE(shape_fits(gs04(), message, mode)) << setting;
        EXPECT_TRUE(shape_fits(gs04(), message, error)) << setting;
        EXPECT_FALSE(shape_fits(gs04(), message, garbled)) << setting;
    }
    EXPECT_TRUE(shape_fits(gs04(), set("port", "1"), dns));
    EXPECT_TRUE(shape_fits(gs04(), set("dns", "a"), dns));
    EXPECT_FALSE(shape_fits(gs04(), set("mode", "client"), apn));
    EXPECT_TRUE(shape_fits(gs04(), compose_query(gs04(), {"psw"}).at(0), apn));
    const auto host = compose_set(curt(), {{"host", "a"}}, false).at(0);
    const auto rate = compose_set(curt(), {{"rate", "1"}}, false).at(0);
    EXPECT_TRUE(shape_fits(curt(), host, parse_reply(curt(), "OK")));
    EXPECT_FALSE(shape_fits(curt(), host, parse_reply(curt(), "TAKEN 1")));
    EXPECT_TRUE(shape_fits(curt(), rate, parse_reply(curt(), "TAKEN 1")));
}

TEST(SerialEqual, Table) {
    EXPECT_TRUE(serial_equal("00123", "123"));
    EXPECT_TRUE(serial_equal("123", " 123 "));
    EXPECT_TRUE(serial_equal("0", "000"));
    EXPECT_FALSE(serial_equal("123", "1230"));
    EXPECT_FALSE(serial_equal("123", "124"));
    EXPECT_FALSE(serial_equal("", ""));
    EXPECT_FALSE(serial_equal("", "0"));
    EXPECT_FALSE(serial_equal(" ", "123"));
}

}  // namespace
}  // namespace gsmcfg::meter
