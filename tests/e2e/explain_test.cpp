// gsmcfg explain and gsmcfg messages as a person uses them.
#include "e2e_fixture.hpp"

#include <filesystem>

namespace gsmcfg::e2e {
namespace {

using Explain = EndToEnd;

TEST_F(Explain, SaysMeaningAndNextStep) {
    struct Case {
        std::vector<std::string> words;
        std::string part;
    };
    for (const auto& [words, part] : {Case{{"error", "0x02"}, "wrong password"},
                                      Case{{"error", "05h"}, "0x05"},
                                      Case{{"error", "6"}, "taken as decimal"},
                                      Case{{"status", "0x4B"}, "registered"},
                                      Case{{"status", "75"}, "0x75"},
                                      Case{{"display", "130 167"}, "LTE band 7"},
                                      Case{{"display", "130", "167"}, "registered on the CE-NC server"},
                                      Case{{"display", "Info05"}, "repaired"},
                                      Case{{"display", "110", "--group", "2"}, "GSM 900"},
                                      Case{{"led", "F2", "blinking"}, "SIM"},
                                      Case{{"led", "red", "out", "2", "s", "every", "15", "min"}, "fault"},
                                      Case{{"signal", "7"}, "-73 to -69 dBm"},
                                      Case{{"signal", "-85"}, "on the display 5"},
                                      Case{{"signal", "-85", "dBm"}, "on the display 5"},
                                      Case{{"signal", "--json", "-85dBm"}, "\"value\":\"5\""},
                                      Case{{"version", "c1.0v1.4.8420.1.1.1"}, "GSM 2G + 4G"},
                                      Case{{"cms", "38"}, "next step"},
                                      Case{{"cms", "+CMS ERROR: 38"}, "network"},
                                      Case{{"cms", "535", "--make", "Cinterion"}, "busy"},
                                      Case{{"cme", "10"}, "SIM"}}) {
        auto given = words;
        given.insert(given.begin(), "explain");
        const auto ended = bare(given);
        EXPECT_EQ(ended.exit, 0) << words[0] << ended.err;
        EXPECT_NE(ended.out.find(part), std::string::npos) << words[0] << ": " << ended.out;
        given.emplace_back("--json");
        if (words[1] == "--json") continue;
        EXPECT_EQ(bare(given).lines().size(), 1U) << words[0];
    }
}

TEST_F(Explain, WhatIsUnknownIsExitTwoWithWhatThereIs) {
    struct Case {
        std::vector<std::string> words;
        std::string part;
    };
    for (const auto& [words, part] :
         {Case{{"error", "0x09"}, "0x05"}, Case{{"error", "nonsense"}, "it knows"}, Case{{"status", "0x100"}, "0xFF"},
          Case{{"display", "939 167"}, "it is one of 0, 1"}, Case{{"display", "Info07"}, "Info05"},
          Case{{"led", "F9", "on"}, "F1 and F2"}, Case{{"signal", "17"}, "csq 17"}, Case{{"version", "1.4"}, "c1.0v1.4"},
          Case{{"cms", "600"}, "--make"}, Case{{"cms", "600", "--make", "Nobody"}, "manual"},
          Case{{"cms", "400"}, "in no standard"}, Case{{"cme", "5000"}, "in no standard"},
          Case{{"cms", "much"}, "neither a number"}}) {
        auto given = words;
        given.insert(given.begin(), "explain");
        const auto ended = bare(given);
        EXPECT_EQ(ended.exit, 2) << words[0] << words[1] << ended.out;
        EXPECT_NE(ended.err.find(part), std::string::npos) << words[0] << ": " << ended.err;
    }
}

TEST_F(Explain, ANegativeNumberIsAValueAndNoOption) {
    EXPECT_EQ(bare({"explain", "signal", "--", "-85"}).exit, 0);
    EXPECT_NE(bare({"modem", "events", "--limit", "-5"}).err.find("--limit takes"), std::string::npos);
    EXPECT_NE(bare({"explain", "signal", "-x"}).err.find("unknown option"), std::string::npos);
}

constexpr std::size_t meters_in_sample = 25;

using Messages = EndToEnd;

TEST_F(Messages, AreThoseOfEachMeterWithItsOverrides) {
    const auto one_set = bare({"messages", sample("profile.toml"), "--json"});
    ASSERT_EQ(one_set.exit, 0) << one_set.err;
    const auto each = bare({"messages", sample("profile.toml"), sample("meters.csv"), "--json"});
    ASSERT_EQ(each.exit, 0) << each.err;
    const auto meters = each.lines();
    ASSERT_EQ(meters.size(), meters_in_sample * one_set.lines().size());
    EXPECT_EQ(meters.front().at("phone").string(), "+99900100001");
    EXPECT_EQ(meters.front().at("label").string(), "Lesnaya 1, flat 1");
    EXPECT_EQ(meters.front().at("number").integer(), 1);
    EXPECT_EQ(meters.front().at("of").integer(), static_cast<std::int64_t>(one_set.lines().size()));
    EXPECT_TRUE(meters.back().at("restarts").boolean().value());
    EXPECT_NE(each.out.find("*** PORT 10250"), std::string::npos) << "an override of the list";
    EXPECT_EQ(each.out.find("12345678"), std::string::npos);
    EXPECT_NE(bare({"messages", sample("profile.toml"), "+99900100001"}).out.find("# +99900100001\n*** "), std::string::npos);
    for (const std::vector<std::string>& phones : {std::vector<std::string>{}, {"+99900100001"}}) {
        std::vector<std::string> given{"messages", sample("profile.toml"), "--settings", "port", "--json"};
        given.insert(given.begin() + 2, phones.begin(), phones.end());
        EXPECT_EQ(bare(given).lines().size(), 1U) << phones.size();
    }
}

TEST_F(Messages, EachMeterHasItsPassword) {
    write("north.txt", "northern\n");
    write("usual.txt", "ordinary\n");
    const auto config = write(
        "c.toml", "[credential.north]\npassword_file = \"north.txt\"\n[credential.default]\npassword_file = \"usual.txt\"\n");
    const auto list = write("l.csv", "phone;credential\n+99900100001;north\n+99900100002;\n");
    const auto shown = bare({"messages", sample("profile.toml"), list, "--config", config, "--show-secrets", "--json"});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    for (const auto& line : shown.lines()) {
        const bool north = line.at("phone").string() == "+99900100001";
        EXPECT_TRUE(line.at("text").string().value().starts_with(north ? "northern " : "ordinary ")) << line.dump();
    }
    const auto hidden = bare({"messages", sample("profile.toml"), list, "--config", config});
    EXPECT_EQ(hidden.out.find("northern"), std::string::npos);
    EXPECT_EQ(hidden.out.find("ordinary"), std::string::npos);
}

TEST_F(Messages, CodesWantNumberAndPassword) {
    const auto profile = sample("profile.toml");
    for (const std::vector<std::string>& option : {std::vector<std::string>{"--qr"}, {"--qr-svg", folder + "/codes"}}) {
        auto without_number = std::vector<std::string>{"messages", profile, "--show-secrets", "--factory-password"};
        without_number.insert(without_number.end(), option.begin(), option.end());
        const auto no_number = bare(without_number);
        EXPECT_EQ(no_number.exit, 2);
        EXPECT_NE(no_number.err.find("PHONES"), std::string::npos) << no_number.err;
        auto masked = std::vector<std::string>{"messages", profile, "+99900100001"};
        masked.insert(masked.end(), option.begin(), option.end());
        const auto no_password = bare(masked);
        EXPECT_EQ(no_password.exit, 2);
        EXPECT_NE(no_password.err.find("--show-secrets"), std::string::npos) << no_password.err;
        EXPECT_TRUE(no_password.out.empty());
    }
    EXPECT_FALSE(std::filesystem::exists(folder + "/codes"));
}

TEST_F(Messages, CodesFollowTheLocale) {
    const std::vector<std::string> given{"messages", sample("profile.toml"), "+99900100001", "--show-secrets", "--qr"};
    const auto blocks = gsmcfg(given);
    ASSERT_EQ(blocks.exit, 0) << blocks.err;
    EXPECT_NE(blocks.out.find("▄"), std::string::npos);
    EXPECT_EQ(blocks.out.find('\x1b'), std::string::npos) << "no colours in a file";
    EXPECT_NE(blocks.out.find("# 1 of "), std::string::npos);
    EXPECT_NE(blocks.out.find("12345678 APN m2m.example\n"), std::string::npos);
    const auto ascii = gsmcfg(given, {{"LANG", "C"}});
    ASSERT_EQ(ascii.exit, 0) << ascii.err;
    EXPECT_EQ(ascii.out.find("▄"), std::string::npos);
    EXPECT_NE(ascii.out.find("##############"), std::string::npos);
    auto json = given;
    json.emplace_back("--json");
    EXPECT_EQ(gsmcfg(json).lines().at(0).at("uri").string(), "smsto:+99900100001:12345678 APN m2m.example");
}

TEST_F(Messages, CodesAreFilesForPaper) {
    const auto codes = folder + "/codes";
    const std::vector<std::string> given{"messages", sample("profile.toml"), sample("meters.csv"), "--show-secrets", "--qr-svg",
                                         codes};
    const auto written = bare(given);
    ASSERT_EQ(written.exit, 0) << written.err;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(codes)) {
        ++count;
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_TRUE(base::read_file(entry.path()).value().starts_with("<?xml"));
    }
    const auto messages = bare({"messages", sample("profile.toml"), sample("meters.csv"), "--json"}).lines().size();
    EXPECT_EQ(count, messages);
    const auto of = std::to_string(messages / meters_in_sample);
    EXPECT_NE(base::read_file(codes + "/99900100001-1-of-" + of + ".svg").value().find("Lesnaya 1"), std::string::npos);
    EXPECT_EQ(std::filesystem::status(codes).permissions(), std::filesystem::perms::owner_all);
    EXPECT_NE(written.err.find("delete them"), std::string::npos) << written.err;
    const auto again = bare(given);
    EXPECT_EQ(again.exit, 2) << "nothing is overwritten";
}

}  // namespace
}  // namespace gsmcfg::e2e
