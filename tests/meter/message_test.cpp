#include "gsmcfg/meter/message.hpp"

#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::curt;
using test::gs04;
using Names = std::vector<std::string>;

std::vector<std::string> texts(const std::vector<MessageText>& messages) {
    std::vector<std::string> result;
    for (const auto& message : messages) result.push_back(message.text);
    return result;
}

TEST(ComposeSet, OneMessageASettingTheRestartingOneLast) {
    const Settings wanted{{"mode", "client"}, {"reset", "24"},      {"psw", ""},        {"apn", "internet"},
                          {"port", "8000"},   {"dns", "a.example"}, {"timeout", "300"}, {"user", "u"}};
    const std::vector<std::string> expected{"{credential} APN internet",  "{credential} USER u",    "{credential} PSW -",
                                            "{credential} DNS a.example", "{credential} PORT 8000", "{credential} TIMEOUT 300",
                                            "{credential} RESET 24",      "{credential} MODE 6"};
    EXPECT_EQ(texts(compose_set(gs04(), wanted, false)), expected);
    auto without = expected;
    without.pop_back();
    EXPECT_EQ(texts(compose_set(gs04(), wanted, true)), without);
    EXPECT_TRUE(compose_set(gs04(), {}, false).empty());
}

TEST(ComposeSet, EveryModeByItsNumber) {
    for (const auto& [value, text] : std::vector<std::pair<std::string, std::string>>{{"sms", "{credential} MODE 0"},
                                                                                      {"ce-nc", "{credential} MODE 1"},
                                                                                      {"server", "{credential} MODE 2"},
                                                                                      {"client", "{credential} MODE 6"}})
        EXPECT_EQ(texts(compose_set(gs04(), {{"mode", value}}, false)), Names{text});
}

TEST(ComposeSet, SaysWhatEachMessageChangesAndProves) {
    const auto messages = compose_set(gs04(), {{"psw", "p"}, {"port", "1"}, {"mode", "sms"}}, false);
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[0].kind, MessageKind::set);
    EXPECT_EQ(messages[0].sets, Names{"psw"});
    EXPECT_EQ(messages[0].proves, (Names{"apn", "user", "psw"}));
    EXPECT_EQ(messages[0].proof, ProofKind::value);
    EXPECT_TRUE(messages[0].idempotent);
    EXPECT_FALSE(messages[0].restarts);
    EXPECT_EQ(messages[0].least_wait, std::chrono::seconds(0));
    EXPECT_EQ(messages[1].proves, (Names{"dns", "port"}));
    EXPECT_EQ(messages[2].proves, Names{"mode"});
    EXPECT_FALSE(messages[2].idempotent);
    EXPECT_TRUE(messages[2].restarts);
    EXPECT_EQ(messages[2].least_wait, std::chrono::seconds(600));
    EXPECT_EQ(messages[2].query_after, std::chrono::seconds(120));
}

TEST(ComposeSet, OtherProofs) {
    const auto messages = compose_set(curt(), {{"host", "a"}, {"rate", "1"}, {"beep", "0"}}, false);
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[0].text, "SET HOST=a {credential}");
    EXPECT_EQ(messages[0].proof, ProofKind::ack);
    EXPECT_TRUE(messages[0].proves.empty());
    EXPECT_EQ(messages[1].proof, ProofKind::count);
    EXPECT_EQ(messages[1].proves, Names{"rate"});
    EXPECT_EQ(messages[2].proof, ProofKind::none);
}

TEST(ComposeQuery, OneMessageAReplyGroup) {
    const std::vector<std::pair<Names, Names>> rows{
        {{"apn", "user", "psw", "dns", "port", "timeout", "reset", "mode"},
         {"{credential} APN", "{credential} DNS", "{credential} TIMEOUT", "{credential} RESET", "{credential} MODE"}},
        {{"psw", "user"}, {"{credential} USER"}},
        {{"port"}, {"{credential} PORT"}},
        {{"mode", "psw"}, {"{credential} PSW", "{credential} MODE"}},
        {{"unknown"}, {}},
        {{}, {}},
    };
    for (const auto& [wanted, expected] : rows) EXPECT_EQ(texts(compose_query(gs04(), wanted)), expected);
    const auto queries = compose_query(gs04(), {"mode"});
    EXPECT_EQ(queries.at(0).kind, MessageKind::query);
    EXPECT_TRUE(queries.at(0).idempotent);
    EXPECT_FALSE(queries.at(0).restarts);
    EXPECT_TRUE(queries.at(0).sets.empty());
    EXPECT_TRUE(compose_query(curt(), {"host", "rate", "beep"}).empty());
}

TEST(Render, PutsTheCredentialInItsPlaceOnly) {
    EXPECT_EQ(render("{credential} APN a", base::Secret("12345678")).reveal(), "12345678 APN a");
    EXPECT_EQ(render("SET HOST=a {credential}", base::Secret("0000")).reveal(), "SET HOST=a 0000");
    EXPECT_EQ(render("no place", base::Secret("x")).reveal(), "no place");
    EXPECT_EQ(render("{credential} A", base::Secret("{credential}")).reveal(), "{credential} A");
}

TEST(MaskedText, ShowsNeitherCredentialNorSecret) {
    const auto shown = [](const Settings& settings) { return masked_text(gs04(), compose_set(gs04(), settings, false).at(0)); };
    EXPECT_EQ(shown({{"apn", "internet"}}), "*** APN internet");
    EXPECT_EQ(shown({{"psw", "topsecret"}}), "*** PSW ***");
    EXPECT_EQ(shown({{"psw", ""}}), "*** PSW ***");
    EXPECT_EQ(masked_text(gs04(), compose_query(gs04(), {"psw"}).at(0)), "*** PSW");
    MessageText odd;
    odd.text = "{credential} Psw:topsecret";
    odd.sets = {"psw"};
    EXPECT_EQ(masked_text(gs04(), odd), "***");
    EXPECT_EQ(masked_text(gs04(), "{credential} PSW topsecret"), "*** PSW ***");
    EXPECT_EQ(masked_text(gs04(), "{credential} psw  topsecret"), "*** psw  ***");
    EXPECT_EQ(masked_text(gs04(), "hello"), "hello");
}

TEST(LooksLikeCommand, Table) {
    struct Row {
        std::string text;
        bool command;
        std::string stripped;
    };
    const std::vector<Row> rows{
        {"12345678 APN internet", true, "{credential} APN internet"},
        {"12345678 apn internet", true, "{credential} apn internet"},
        {"12345678 MOD 6", true, "{credential} MOD 6"},
        {"12345678 Timeo 60", true, "{credential} Timeo 60"},
        {"12345678 MODE", true, "{credential} MODE"},
        {"12345678 MODE\r\n", true, "{credential} MODE\r\n"},
        {"12345678  RESET 24", true, "{credential}  RESET 24"},
        {"\n 12345678 PORT 80", true, "\n {credential} PORT 80"},
        {"12345678 DNS a.example extra words", true, "{credential} DNS a.example extra words"},
        {"12345678 USER \xFFx", true, "{credential} USER \xEF\xBF\xBDx"},
        {"APN internet", false, "APN internet"},
        {"hello world", false, "hello world"},
        {"12345678 MODERN times", false, "12345678 MODERN times"},
        {"GS04\r\n00123\r\nMODE: 6", false, "GS04\r\n00123\r\nMODE: 6"},
        {"00123 MODE: 6", false, "00123 MODE: 6"},
        {"", false, ""},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(looks_like_command(gs04(), row.text), row.command) << row.text;
        EXPECT_EQ(strip_credential(gs04(), row.text), row.stripped) << row.text;
    }
}

TEST(LooksLikeCommand, EveryMessageThatWeSend) {
    const base::Secret credential("k~!9,z");
    for (const auto& setting : gs04().settings()) {
        const auto value = setting.default_value.value_or("a.example");
        for (const auto& message : compose_set(gs04(), {{setting.name, value}}, false)) {
            const auto sent = render(message.text, credential).reveal();
            EXPECT_TRUE(looks_like_command(gs04(), sent)) << sent;
            EXPECT_EQ(strip_credential(gs04(), sent), message.text);
        }
        for (const auto& message : compose_query(gs04(), {setting.name}))
            EXPECT_EQ(strip_credential(gs04(), render(message.text, credential).reveal()), message.text);
    }
}

}  // namespace
}  // namespace gsmcfg::meter
