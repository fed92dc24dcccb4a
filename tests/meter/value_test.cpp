#include "gsmcfg/meter/value.hpp"

#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::gs04;

TEST(CanonicalValue, Accepts) {
    struct Row {
        std::string setting;
        std::string in;
        std::string out;
    };
    const std::vector<Row> rows{
        {"apn", "internet", "internet"},
        {"apn", std::string(50, 'a'), std::string(50, 'a')},
        {"apn", "a{b}€", "a{b}€"},
        {"user", "-", ""},
        {"user", "", ""},
        {"psw", std::string(32, 'p'), std::string(32, 'p')},
        {"dns", "Server-1.example", "Server-1.example"},
        {"dns", "1.0.0.255", "1.0.0.255"},
        {"dns", "localhost", "localhost"},
        {"dns", "3com.example", "3com.example"},
        {"port", "08000", "8000"},
        {"port", "1", "1"},
        {"port", "65535", "65535"},
        {"timeout", "60", "60"},
        {"timeout", "65535", "65535"},
        {"reset", "1", "1"},
        {"reset", "24", "24"},
        {"mode", "client", "client"},
        {"mode", "6", "client"},
        {"mode", "CLIENT", "client"},
        {"mode", "Клиент", "client"},
        {"mode", "динамический  ip", "client"},
        {"mode", "0", "sms"},
        {"mode", "00", "sms"},
        {"mode", "1", "ce-nc"},
        {"mode", "CE-NC", "ce-nc"},
        {"mode", "2", "server"},
    };
    for (const auto& row : rows) {
        const auto value = canonical_value(gs04(), row.setting, row.in);
        ASSERT_TRUE(value) << row.setting << " " << row.in << ": " << value.error().message();
        EXPECT_EQ(*value, row.out) << row.setting << " " << row.in;
    }
}

TEST(CanonicalValue, RefusesWithTheReason) {
    struct Row {
        std::string setting;
        std::string in;
        std::string reason;
    };
    const std::vector<Row> rows{
        {"prot", "1", "did you mean 'port'"},
        {"apn", "", "can't be empty"},
        {"apn", "-", "can't be empty"},
        {"dns", "-", "can't be empty"},
        {"apn", std::string(51, 'a'), "51 characters; at most 50"},
        {"user", std::string(33, 'a'), "33 characters; at most 32"},
        {"apn", "my apn", "a space at position 3"},
        {"apn", "a,b", "a comma at position 2"},
        {"apn", "a\tb", "a control character (U+0009) at position 2"},
        {"apn", "ab\r\nMODE", "a control character (U+000D) at position 3"},
        {"apn", std::string("a\0b", 3), "a control character (U+0000) at position 2"},
        {"apn", "интернет", "'и' (U+0438) at position 1"},
        {"apn", "a`", "'`' (U+0060) at position 2"},
        {"apn", "a\xC2\xA0", "the character U+00A0 at position 2"},
        {"apn", "a\xFF", "U+FFFD at position 2"},
        {"apn", "{credential}", "stands for the password"},
        {"port", "0", "0 is outside 1 to 65535"},
        {"port", "65536", "65536 is outside"},
        {"port", "99999999999999999999999", "is outside"},
        {"port", "-1", "no whole number"},
        {"port", "80 80", "no whole number"},
        {"port", "80.5", "no whole number"},
        {"port", "", "can't be empty"},
        {"timeout", "59", "59 is outside 60 to 65535"},
        {"reset", "25", "25 is outside 1 to 24"},
        {"reset", "0", "0 is outside"},
        {"mode", "3", "'3' is not one of sms (0), ce-nc (1), server (2), client (6)"},
        {"mode", "clients", "is not one of"},
        {"dns", "0.1.2.3", "first number of an IPv4 address is 1 to 255"},
        {"dns", "256.1.1.1", "number 1 of the IPv4 address is above 255"},
        {"dns", "10.0.0.999", "number 4 of the IPv4 address is above 255"},
        {"dns", "10.0.0", "four numbers"},
        {"dns", "10.0.0.0.1", "four numbers"},
        {"dns", "010.0.0.1", "no leading zero"},
        {"dns", "a.0.0.1", "numbers only"},
        {"dns", "my_server.example", "'_' at position 3"},
        {"dns", "server.example:80", "':' at position 15"},
        {"dns", "a..b", "an empty part at position 3"},
        {"dns", "a.b.", "an empty part"},
        {"dns", "-a.example", "begins or ends with -"},
        {"dns", "http://a.example", "':' at position 5"},
    };
    for (const auto& row : rows) {
        const auto value = canonical_value(gs04(), row.setting, row.in);
        ASSERT_FALSE(value) << row.setting << " '" << row.in << "' gave " << *value;
        EXPECT_NE(value.error().detail.find(row.reason), std::string::npos) << row.in << ": " << value.error().detail;
        EXPECT_EQ(value.error().where, row.setting);
    }
}

TEST(CanonicalValue, NeverQuotesASecret) {
    const auto value = canonical_value(gs04(), "psw", "жsecretж");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().message().find("secret"), std::string::npos);
    EXPECT_EQ(value.error().message().find("ж"), std::string::npos);
    EXPECT_NE(value.error().message().find("position 1"), std::string::npos);
}

TEST(CanonicalValue, MustFitIntoOneMessageWithAnyCredential) {
    // 70 characters: 15 of the text, 32 kept for the credential, so 23 are left; host names are limited to 20 anyway.
    EXPECT_TRUE(canonical_value(test::curt(), "host", "abcdefghijklmnop.abc"));
    const auto text = [&] {
        auto copy = test::curt_text();
        const auto at = copy.find("max_length = 70");
        return copy.replace(at, 15, "max_length = 50");
    }();
    const auto narrow = Dialect::parse(text, "narrow.toml").value();
    const auto value = canonical_value(narrow, "host", "abcdefghijklmnop.abc");
    ASSERT_FALSE(value);
    EXPECT_NE(value.error().detail.find("does not fit into one SMS"), std::string::npos);
}

TEST(SameValue, Table) {
    struct Row {
        std::string setting;
        std::string wanted;
        std::string seen;
        bool same;
    };
    const std::vector<Row> rows{
        {"user", "", "-", true},
        {"user", "-", "", true},
        {"user", "", "x", false},
        {"apn", "internet", "internet", true},
        {"apn", "internet", "Internet", false},
        {"apn", "internet", "internet B038", false},
        {"apn", "internet", "", false},
        {"psw", "Pass", "pass", false},
        {"dns", "A.example", "a.EXAMPLE", true},
        {"dns", "a.example", "b.example", false},
        {"dns", "10.0.0.1", "10.0.0.1", true},
        {"port", "8000", "08000", true},
        {"port", "8000", "8000", true},
        {"port", "8000", "800", false},
        {"port", "8000", "80000", false},
        {"timeout", "300", "00300", true},
        {"mode", "client", "6", true},
        {"mode", "6", "Клиент", true},
        {"mode", "client", "1", false},
        {"mode", "client", "nonsense", false},
        {"mode", "nonsense", "nonsense", false},
        {"unknown", "a", "a", false},
    };
    for (const auto& row : rows)
        EXPECT_EQ(same_value(gs04(), row.setting, row.wanted, row.seen), row.same)
            << row.setting << " '" << row.wanted << "' '" << row.seen << "'";
}

TEST(MaskedValue, HidesOnlySecrets) {
    EXPECT_EQ(masked_value(gs04(), "psw", "abc"), "***");
    EXPECT_EQ(masked_value(gs04(), "psw", ""), "");
    EXPECT_EQ(masked_value(gs04(), "apn", "abc"), "abc");
}

TEST(SelectSettings, KeepsTheOrderOfTheDialect) {
    const Settings all{{"mode", "client"}, {"port", "1"}, {"apn", "a"}};
    const Settings two{{"apn", "a"}, {"mode", "client"}};
    EXPECT_EQ(select_settings(gs04(), all, {"mode", "apn"}).value(), two);
    const auto unknown = select_settings(gs04(), all, {"mod"});
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().detail.find("did you mean 'mode'"), std::string::npos);
    EXPECT_FALSE(select_settings(gs04(), all, {"dns"}));
}

TEST(Advice, TheRulesOfGs04) {
    struct Row {
        std::string name;
        Settings settings;
        std::vector<std::string> refusals;
        std::vector<std::string> warnings;
    };
    const std::vector<Row> rows{
        {"good", {{"dns", "a.example"}, {"timeout", "60"}, {"mode", "client"}}, {}, {}},
        {"client_without_server", {{"mode", "client"}}, {"needs a server"}, {}},
        {"cenc_without_server", {{"mode", "ce-nc"}, {"dns", ""}}, {"needs a server"}, {}},
        {"cenc_short_timeout", {{"dns", "a.example"}, {"timeout", "299"}, {"mode", "ce-nc"}}, {}, {"costs traffic"}},
        {"cenc_long_timeout", {{"dns", "a.example"}, {"timeout", "300"}, {"mode", "ce-nc"}}, {}, {}},
        {"user", {{"user", "u"}, {"mode", "sms"}}, {}, {"authentication type"}},
        {"psw", {{"psw", "p"}, {"mode", "sms"}}, {}, {"authentication type"}},
        {"empty_user", {{"user", ""}, {"psw", ""}, {"mode", "sms"}}, {}, {}},
        {"server", {{"mode", "server"}}, {}, {"static IP"}},
        {"at_sign", {{"apn", "a@b"}, {"mode", "sms"}}, {}, {"apn has an @"}},
        {"no_mode", {{"apn", "a"}}, {}, {"without mode"}},
    };
    for (const auto& row : rows) {
        const auto advice = advise(gs04(), row.settings);
        ASSERT_EQ(advice.refusals.size(), row.refusals.size()) << row.name;
        ASSERT_EQ(advice.warnings.size(), row.warnings.size()) << row.name;
        for (std::size_t i = 0; i < row.refusals.size(); ++i)
            EXPECT_NE(advice.refusals[i].find(row.refusals[i]), std::string::npos) << row.name << ": " << advice.refusals[i];
        for (std::size_t i = 0; i < row.warnings.size(); ++i)
            EXPECT_NE(advice.warnings[i].find(row.warnings[i]), std::string::npos) << row.name << ": " << advice.warnings[i];
    }
}

}  // namespace
}  // namespace gsmcfg::meter
