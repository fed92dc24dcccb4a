#include "gsmcfg/meter/profile.hpp"

#include "gsmcfg/base/digest.hpp"
#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

std::string all(const LoadedProfile& loaded) {
    std::string result;
    for (const auto& problem : loaded.problems) result += problem.message() + "\n";
    return result;
}

TEST(Profile, IsCanonicalAndInSendingOrder) {
    const std::string text =
        "dialect = \"energomera-gs04\"\ntitle = \"t\"\n[settings]\nmode = 6\nport = \"08000\"\napn = \"internet\"\nuser = \"-\"\n"
        "dns = \"a.example\"\n";
    const auto loaded = parse_profile(text, "p.toml");
    ASSERT_TRUE(loaded.profile) << all(loaded);
    const Settings expected{{"apn", "internet"}, {"user", ""}, {"dns", "a.example"}, {"port", "8000"}, {"mode", "client"}};
    EXPECT_EQ(loaded.profile->settings(), expected);
    EXPECT_EQ(loaded.profile->dialect().name(), "energomera-gs04");
    EXPECT_EQ(loaded.profile->text(), text);
    EXPECT_EQ(loaded.profile->hash(), base::sha256(text));
    EXPECT_EQ(loaded.profile->title(), "t");
    EXPECT_TRUE(loaded.warnings.empty());
}

TEST(Profile, TheDialectIsEnergomeraUnlessNamed) {
    const auto loaded = parse_profile("[settings]\nmode = \"sms\"\n", "p.toml");
    ASSERT_TRUE(loaded.profile) << all(loaded);
    EXPECT_EQ(loaded.profile->dialect().name(), default_dialect);
}

TEST(Profile, SaysEverythingAtOnceWithFileAndLine) {
    const auto loaded = parse_profile(
        "dialect = \"energomera-gs04\"\n[settings]\napn = \"my apn\"\nprot = 80\ntimeout = 59\nreset = 25\nport = 0\nmode = 3\n"
        "dns = \"0.1.2.3\"\nuser = true\npsw = 1.5\n",
        "p.toml");
    EXPECT_FALSE(loaded.profile);
    const auto text = all(loaded);
    for (const auto& expected :
         {"p.toml:3: apn: holds a space at position 3", "p.toml:4: the setting 'prot' is unknown; did you mean 'port'?",
          "p.toml:5: timeout: 59 is outside 60 to 65535", "p.toml:6: reset: 25 is outside 1 to 24",
          "p.toml:7: port: 0 is outside", "p.toml:8: mode: '3' is not one of",
          "p.toml:9: dns: the first number of an IPv4 address is 1 to 255", "p.toml:10: user: must be a text",
          "p.toml:11: psw: must be a text"})
        EXPECT_NE(text.find(expected), std::string::npos) << expected << " is not in\n" << text;
    EXPECT_EQ(loaded.problems.size(), 9U) << text;
}

TEST(Profile, Refusals) {
    struct Row {
        std::string name;
        std::string text;
        std::string problem;
    };
    const std::vector<Row> rows{
        {"not_toml", "[settings\n", "p.toml:1"},
        {"no_settings", "dialect = \"energomera-gs04\"\n", "[settings] is missing"},
        {"empty_settings", "[settings]\n", "[settings] is empty"},
        {"unknown_key", "dialekt = \"x\"\n[settings]\nmode = 0\n",
         "p.toml:1: the profile: the key 'dialekt' is unknown; did you mean 'dialect'?"},
        {"unknown_dialect", "dialect = \"energomera\"\n[settings]\nmode = 0\n", "p.toml:1: the dialect 'energomera' is unknown"},
        {"client_without_server", "[settings]\nmode = \"client\"\n", "p.toml:1: mode client or ce-nc needs a server"},
        {"cenc_without_server", "[settings]\nmode = 1\n", "needs a server"},
        {"array", "[settings]\nmode = [1]\n", "p.toml:2: mode: must be a text"},
        {"twice", "[settings]\nmode = 0\nmode = 1\n", "p.toml:3"},
    };
    for (const auto& row : rows) {
        const auto loaded = parse_profile(row.text, "p.toml");
        EXPECT_FALSE(loaded.profile) << row.name;
        EXPECT_EQ(loaded.problems.size(), 1U) << row.name << "\n" << all(loaded);
        EXPECT_NE(all(loaded).find(row.problem), std::string::npos) << row.name << "\n" << all(loaded);
    }
}

TEST(Profile, AListMayCompleteIt) {
    const auto loaded = parse_profile("[settings]\nmode = \"client\"\n", "p.toml", find_embedded, RuleCheck::for_each_meter);
    EXPECT_TRUE(loaded.profile) << all(loaded);
}

TEST(Profile, Warnings) {
    const auto loaded = parse_profile("[settings]\nmode = 1\ndns = \"a.example\"\ntimeout = 60\nuser = \"a@b\"\n", "p.toml");
    ASSERT_TRUE(loaded.profile) << all(loaded);
    ASSERT_EQ(loaded.warnings.size(), 3U);
    EXPECT_EQ(loaded.warnings[0].where, "p.toml:1");
    EXPECT_NE(loaded.warnings[0].text.find("costs traffic"), std::string::npos);
    EXPECT_NE(loaded.warnings[1].text.find("authentication type"), std::string::npos);
    EXPECT_NE(loaded.warnings[2].text.find("user has an @"), std::string::npos);
}

TEST(Profile, NeverQuotesTheAccessPointsPassword) {
    const auto loaded = parse_profile("[settings]\npsw = \"topsecret,topsecret\"\n", "p.toml");
    EXPECT_FALSE(loaded.profile);
    EXPECT_EQ(all(loaded).find("topsecret"), std::string::npos) << all(loaded);
}

TEST(Profile, TakesOtherDialects) {
    const auto find = [](std::string_view) -> base::Result<Dialect> { return test::curt(); };
    const auto loaded = parse_profile("dialect = \"curt\"\n[settings]\nrate = 3\n", "p.toml", find);
    ASSERT_TRUE(loaded.profile) << all(loaded);
    EXPECT_EQ(loaded.profile->settings(), (Settings{{"rate", "3"}}));
}

}  // namespace
}  // namespace gsmcfg::meter
