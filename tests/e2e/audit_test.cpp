// gsmcfg audit: who did what.
#include "inbox_fixture.hpp"

namespace gsmcfg::e2e {
namespace {

using Audit = InboxFixture;

TEST_F(Audit, ShowsWhoDidWhat) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg({"apply", sample("profile.toml"), meter, "--yes", "--reason", "list of March"}).exit, 0);
    ASSERT_EQ(
        gsmcfg({"send", meter, "{credential} TIMEOUT", "--yes", "--reason", "was 12345678 before"}, {{"SUDO_USER", "boris"}})
            .exit,
        0);
    const auto text = gsmcfg({"audit"});
    ASSERT_EQ(text.exit, 0) << text.err;
    EXPECT_LT(text.out.find("send  "), text.out.find("apply  ")) << "newest first: " << text.out;
    for (const auto* part :
         {"(sudo by boris) on ", ", campaign 1\n", "  command      gsmcfg apply ", "  reason       list of March\n", ", profile ",
          ", list ", "gsmcfg send +99900100001 {credential} TIMEOUT", "  reason       was *** before\n"})
        EXPECT_TRUE(has(text.out, part)) << part << "\n" << text.out;
    EXPECT_FALSE(has(text.out, "12345678"));
    EXPECT_TRUE(has(gsmcfg({"audit", "--show-secrets"}).out, "was 12345678 before"));
    const auto lines = gsmcfg({"audit", "--json"}).lines();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].keys(), (std::vector<std::string>{"id", "at", "action", "user", "sudo_user", "host", "campaign", "reason",
                                                         "command_line", "version", "profile_hash", "list_hash"}));
    const auto hash = lines[1].at("profile_hash").string().value();
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_TRUE(has(text.out, ", profile " + hash.substr(0, 12) + ","));
    struct Case {
        std::vector<std::string> filter;
        std::size_t found;
    };
    for (const auto& [filter, found] :
         {Case{{"--action", "send"}, 1}, Case{{"--action", "send,apply"}, 2}, Case{{"--action", "Send"}, 1},
          Case{{"--user", "boris"}, 1}, Case{{"--user", "nobody-else"}, 0}, Case{{"--campaign", "1"}, 1},
          Case{{"--since", "1h"}, 2}, Case{{"--until", "1h"}, 0}, Case{{"--limit", "1"}, 1}, Case{{"--all"}, 2},
          Case{{"--action", "cancel"}, 0}}) {
        auto words = std::vector<std::string>{"audit", "--json"};
        words.insert(words.end(), filter.begin(), filter.end());
        const auto ended = gsmcfg(words);
        EXPECT_EQ(ended.exit, 0) << ended.err;
        EXPECT_EQ(ended.lines().size(), found) << filter[0];
    }
    EXPECT_TRUE(has(gsmcfg({"audit", "--limit", "1"}).out, "… 1 more; --limit N"));
    EXPECT_TRUE(has(gsmcfg({"audit", "--action", "aply"}).err, "did you mean 'apply'?"));
    EXPECT_TRUE(has(gsmcfg({"audit", "--action", "xxxxxxxx"}).err, "actions that occur: apply, send"));
    for (const std::vector<std::string>& wrong :
         {std::vector<std::string>{"--limit", "0"}, {"--since", "x"}, {"--campaign", "9"}, {"--acton", "apply"}, {"surplus"}}) {
        auto words = std::vector<std::string>{"audit"};
        words.insert(words.end(), wrong.begin(), wrong.end());
        EXPECT_EQ(gsmcfg(words).exit, 2) << wrong[0];
    }
}

TEST_F(Audit, EscapesWhatACommandLineHolds) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg({"send", meter, "{credential} TIMEOUT", "--yes", "--reason", "\x1B[2Jx"}).exit, 0);
    expect_calm(gsmcfg({"audit"}).out);
    EXPECT_EQ(gsmcfg({"audit", "--json"}).lines().at(0).at("reason").string(), "\x1B[2Jx");
}

}  // namespace
}  // namespace gsmcfg::e2e
