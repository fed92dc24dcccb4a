// gsmcfg inbox: what was received, listed, shown and exported.
#include "inbox_fixture.hpp"
#include "stored_messages.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

namespace gsmcfg::e2e {
namespace {

using Inbox = InboxFixture;

TEST_F(Inbox, AnEmptyInboxSaysSo) {
    ASSERT_TRUE(store::Database::open(folder + "/gsmcfg.db"));
    const auto list = gsmcfg({"inbox", "list"});
    EXPECT_EQ(list.exit, 0);
    EXPECT_TRUE(list.out.empty());
    EXPECT_TRUE(has(list.err, "nothing has been received so far")) << list.err;
    EXPECT_EQ(gsmcfg({"inbox", "list", "--json"}).out, "");
    EXPECT_EQ(gsmcfg({"inbox", "show", "1"}).exit, 2);
    EXPECT_EQ(gsmcfg({"inbox", "assign", "1", "--phone", meter}).exit, 2);
    const auto exported = gsmcfg({"inbox", "export"});
    EXPECT_EQ(exported.exit, 0);
    EXPECT_EQ(exported.out, "id,received,sent,phone,originator,kind,campaign,message,text,note,modem,imsi,tpdu\r\n");
    EXPECT_EQ(gsmcfg({"inbox", "export", "--json"}).out, "");
    const auto audit = gsmcfg({"audit"});
    EXPECT_EQ(audit.exit, 0);
    EXPECT_TRUE(has(audit.err, "nothing was done so far")) << audit.err;
}

TEST_F(Inbox, WhatWaitsIsListedFirstOfAll) {
    campaign();
    const auto waiting = listed();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].at("phone").string(), stranger);
    EXPECT_EQ(waiting[0].at("kind").string(), "unsolicited");
    EXPECT_EQ(waiting[0].at("waiting").boolean(), true);
    EXPECT_TRUE(waiting[0].at("campaign").is_null());
    const auto text = gsmcfg({"inbox", "list"});
    EXPECT_TRUE(text.out.starts_with("    ID  RECEIVED")) << text.out;
    EXPECT_TRUE(has(text.out, "unsolicited         -  GS04 / 1 / APN: m2m.example")) << text.out;
    EXPECT_EQ(std::count(text.out.begin(), text.out.end(), '\n'), 2);

    const auto all = listed({"--all"});
    EXPECT_GE(all.size(), 3U);
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GT(all[i - 1].at("id").integer(), all[i].at("id").integer());
    EXPECT_EQ(listed({"--kind", "reply"}).size(), all.size() - 1);
    EXPECT_EQ(listed({"--kind", "late,unsolicited", "--kind", "report"}).size(), 1U);
    EXPECT_EQ(listed({"--campaign", "1"}).size(), all.size() - 1);
    EXPECT_EQ(gsmcfg({"inbox", "list", "--phone", "999 555 000-01"}).exit, 2) << "national, and of which country?";
    EXPECT_EQ(listed({"--phone", "+999 555 000-01"}).size(), 1U);
    EXPECT_EQ(listed({"--since", "1h"}).size(), all.size());
    EXPECT_EQ(listed({"--until", "1h"}).size(), 0U);
    EXPECT_EQ(listed({"--since", "2020-01-01", "--until", "2020-12-31"}).size(), 0U);
    EXPECT_EQ(listed({"--campaign", "1", "--unmatched"}).size(), 0U);
    const auto some = gsmcfg({"inbox", "list", "--all", "--limit", "1"});
    EXPECT_TRUE(has(some.out, "… " + std::to_string(all.size() - 1) + " more; --limit N")) << some.out;
    const auto some_json = gsmcfg({"inbox", "list", "--all", "--limit", "1", "--json"});
    EXPECT_EQ(some_json.lines().size(), 1U);
    EXPECT_TRUE(has(some_json.err, std::to_string(all.size() - 1) + " more")) << some_json.err;
    receive("Your balance is low", "900");
    EXPECT_EQ(listed({"--phone", "900"}).size(), 1U);
    EXPECT_EQ(listed({"--phone", "MegaFon"}).size(), 0U);
}

TEST_F(Inbox, BadInputIsNamed) {
    receive("hello");
    struct Case {
        std::vector<std::string> words;
        std::string_view says;
    };
    for (const auto& [given, says] : {Case{{"list", "--kind", "replys"}, "did you mean 'reply'?"},
                                      Case{{"list", "--kind", "zzzzzzzz"}, "unsolicited, report"},
                                      Case{{"list", "--kind", ""}, "no kind ''"},
                                      Case{{"list", "--limit", "0"}, "--limit takes a whole number"},
                                      Case{{"list", "--limit", "many"}, "not 'many'"},
                                      Case{{"list", "--since", "yesterday"}, "--since takes an age"},
                                      Case{{"list", "--until", "2026-02-30"}, "--until takes an age"},
                                      Case{{"list", "--since", "1h", "--until", "2h"}, "--since is not before --until"},
                                      Case{{"list", "--campaign", "7"}, "there is no campaign 7"},
                                      Case{{"list", "--campaign", "x"}, "not 'x'"},
                                      Case{{"list", "--phone", "+12"}, "--phone '+12'"},
                                      Case{{"list", "--unmached"}, "did you mean '--unmatched'?"},
                                      Case{{"list", "surplus"}, "too many arguments"},
                                      Case{{"show"}, "something is missing"},
                                      Case{{"show", "x"}, "'x' is no number of a received message"},
                                      Case{{"show", "99"}, "no received message 99"},
                                      Case{{"show", "1x"}, "'1x' is no number"},
                                      Case{{"show", "-1"}, "no received message -1"},
                                      Case{{"show", "99999999999999999999"}, "is no number"},
                                      Case{{"assign", "1", "--as", "confirmd"}, "did you mean 'confirmed'?"},
                                      Case{{"assign", "1", "--phone", "12"}, "--phone '12'"},
                                      Case{{"assign", "1", "--message", "0"}, "--message takes"},
                                      Case{{"assign", "1", "--message", "5"}, "no message 5 of ours"},
                                      Case{{"assign", "x"}, "'x' is no number"},
                                      Case{{"assign", "1"}, "no message to +99955512345 lacks an answer"},
                                      Case{{"export", "a", "b"}, "too many arguments"},
                                      Case{{"export", "--excel", "--json"}, "leave out --json"},
                                      Case{{"exprot"}, "did you mean 'inbox export'?"}}) {
        auto words = given;
        words.insert(words.begin(), "inbox");
        const auto ended = gsmcfg(words);
        EXPECT_EQ(ended.exit, 2) << says;
        EXPECT_TRUE(has(ended.err, says)) << says << "\n" << ended.err;
        EXPECT_TRUE(ended.out.empty()) << ended.out;
    }
    EXPECT_EQ(listed({"--all"}).at(0).at("note").string(), "");
    EXPECT_TRUE(audited(folder + "/gsmcfg.db").empty());
}

TEST_F(Inbox, HostileTextDrivesNeitherTerminalNorSpreadsheet) {
    const std::string evil =
        "=cmd|' /C calc'!A0\x1B[2J\x1B]0;gotcha\x07\r\n\xC2\x9B"
        "31m\xE2\x80\xAE\x7F\n@x";
    const auto id = std::to_string(receive(evil, "=HYPERLINK(\"x\")\x1B[31m"));
    for (const std::vector<std::string>& words : {std::vector<std::string>{"inbox", "list"},
                                                  {"inbox", "show", id},
                                                  {"inbox", "export"},
                                                  {"inbox", "export", "--excel"},
                                                  {"inbox", "assign", id},
                                                  {"inbox", "list", "--phone", "a\x1B[2J"},
                                                  {"inbox", "show", "\x1B[2J"}}) {
        const auto ended = gsmcfg(words);
        expect_calm(ended.out);
        expect_calm(ended.err);
    }
    const auto csv = gsmcfg({"inbox", "export"}).out;
    EXPECT_TRUE(has(csv, ",'=cmd|") || has(csv, ",\"'=cmd|")) << csv;
    EXPECT_TRUE(has(csv, "\"'=HYPERLINK(")) << csv;
    EXPECT_TRUE(has(csv, "'@x")) << csv;
    EXPECT_EQ(gsmcfg({"inbox", "export", "--json"}).lines().at(0).at("text").string(), evil) << "JSON says it as it came";
    EXPECT_FALSE(has(gsmcfg({"inbox", "list", "--json"}).out, "\x1B"));
}

TEST_F(Inbox, SecretsAreMaskedEverywhereUnlessAsked) {
    const auto id = std::to_string(
        receive("GS04\r\n17\r\nAPN: internet\r\nuser\r\nNightjar77", "+99900100009", store::InboundKind::unsolicited, "0B0C"));
    receive("4e69676874 damaged", "", store::InboundKind::undecodable, "4E69676874");
    receive("12345678 APN other", "+99900100010");
    receive("my password is Heron88", "+99900100011");
    const auto config = write("gsmcfg.toml", "[credential.default]\npassword_file = \"secret\"\n");
    write("secret", "Heron88\n");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"inbox", "list"},
                                                  {"inbox", "list", "--json"},
                                                  {"inbox", "show", id},
                                                  {"inbox", "show", id, "--json"},
                                                  {"inbox", "export"},
                                                  {"inbox", "export", "--json"},
                                                  {"inbox", "export", "--excel"}}) {
        auto given = words;
        given.insert(given.end(), {"--config", config});
        const auto hidden = gsmcfg(given);
        ASSERT_EQ(hidden.exit, 0) << hidden.err;
        for (const auto* secret : {"Nightjar77", "0B0C", "4E69676874", "12345678", "Heron88"})
            EXPECT_FALSE(has(hidden.out, secret)) << secret << " in " << words[1] << "\n" << hidden.out;
        EXPECT_TRUE(has(hidden.out, "internet")) << hidden.out;
        given.emplace_back("--show-secrets");
        EXPECT_TRUE(has(gsmcfg(given).out, "Nightjar77")) << words[1];
    }
    const auto lines = listed({"--config", config});
    EXPECT_EQ(lines.back().at("text").string(), "GS04\n17\nAPN: internet\nuser\n***");
    EXPECT_EQ(lines.back().at("masked").boolean(), true);
    EXPECT_TRUE(lines.back().at("tpdu").is_null());
    receive("nothing secret");
    EXPECT_EQ(listed().at(0).at("tpdu").string(), "040B");
}

TEST_F(Inbox, ExportsAFileThatIsThereWholeAndOverwritesNone) {
    receive("a;b \"c\"\nd");
    receive("0012", "+99900100002", store::InboundKind::late);
    const auto path = folder + "/inbox.csv";
    const auto made = gsmcfg({"inbox", "export", path, "--kind", "late"});
    ASSERT_EQ(made.exit, 0) << made.err;
    EXPECT_TRUE(made.out.empty());
    EXPECT_TRUE(has(made.err, "inbox.csv: 1 message\n")) << made.err;
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto text = base::read_file(path).value();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_TRUE(has(text, ",+99900100002,+99900100002,late,,,0012,,north,999010000000001,040B\r\n")) << text;
    const auto again = gsmcfg({"inbox", "export", path});
    EXPECT_EQ(again.exit, 2);
    EXPECT_TRUE(has(again.err, "is already there: --force overwrites it")) << again.err;
    EXPECT_EQ(base::read_file(path).value(), text);
    ASSERT_EQ(gsmcfg({"inbox", "export", path, "--force", "--excel"}).exit, 0);
    const auto excel = base::read_file(path).value();
    EXPECT_TRUE(excel.starts_with("\xEF\xBB\xBFid;received;")) << excel;
    EXPECT_TRUE(has(excel, "\"=\"\"0012\"\"\"")) << excel;
    EXPECT_TRUE(has(excel, "\"a;b \"\"c\"\"\nd\"")) << excel;
    EXPECT_EQ(gsmcfg({"inbox", "export", folder}).exit, 2) << "a folder";
    EXPECT_EQ(gsmcfg({"inbox", "export", "/dev/null", "--force"}).exit, 2) << "a device is not replaced";
    EXPECT_EQ(gsmcfg({"inbox", "export", folder + "/none/a.csv"}).exit, 2);
    EXPECT_EQ(gsmcfg({"inbox", "export", "-"}).out, gsmcfg({"inbox", "export"}).out);
    const auto json = gsmcfg({"inbox", "export", folder + "/inbox.json", "--json"});
    ASSERT_EQ(json.exit, 0) << json.err;
    EXPECT_TRUE(has(base::read_file(folder + "/inbox.json").value(), "\"text\":\"a;b \\\"c\\\"\\nd\""));
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        EXPECT_FALSE(has(entry.path().filename().string(), "csv.")) << "no temporary file is left: " << entry.path();
}

TEST_F(Inbox, WithoutADatabaseItIsExitFour) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"inbox", "list"},
                                                  {"inbox", "show", "1"},
                                                  {"inbox", "assign", "1"},
                                                  {"inbox", "export"},
                                                  {"audit"}}) {
        auto given = words;
        given.insert(given.end(), {"--db", "/proc/nowhere/gsmcfg.db"});
        const auto ended = bare(given);
        EXPECT_EQ(ended.exit, 4) << ended.err;
        EXPECT_FALSE(ended.err.empty());
    }
}

TEST_F(Inbox, EveryCommandHasHelpWithAnExample) {
    const auto man = bare({"--reference", "man"}).out;
    const auto completion = bare({"--reference", "bash"}).out;
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"inbox", "list"}, {"inbox", "show"}, {"inbox", "assign"}, {"inbox", "export"}, {"audit"}}) {
        auto given = words;
        given.emplace_back("--help");
        const auto help = bare(given);
        EXPECT_EQ(help.exit, 0);
        EXPECT_TRUE(has(help.out, "Example:")) << words.back();
        auto name = words[0];
        if (words.size() > 1) name += " " + words[1];
        EXPECT_TRUE(has(man, "gsmcfg " + name)) << name;
        EXPECT_TRUE(has(completion, "\"" + name + "\"")) << name;
    }
}

}  // namespace
}  // namespace gsmcfg::e2e
