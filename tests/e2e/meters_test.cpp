// gsmcfg meters: what campaigns leave in the register, and lists in and out.
#include "e2e_fixture.hpp"
#include "stored_messages.hpp"

#include "gsmcfg/store/database.hpp"

#include <filesystem>

namespace gsmcfg::e2e {
namespace {

class Meters : public EndToEnd {
protected:
    const std::string head = "phone;serial;type;label;iccid;ip;credential\n";
    Ended import(const std::string& text, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"meters", "import", write("in.csv", text)});
        return gsmcfg(more);
    }
    std::string exported(const std::vector<std::string>& more = {}) {
        std::vector<std::string> given{"meters", "export"};
        given.insert(given.end(), more.begin(), more.end());
        const auto ended = gsmcfg(given);
        EXPECT_EQ(ended.exit, 0) << ended.err;
        return ended.out;
    }
};

TEST_F(Meters, AnEmptyRegisterSaysHowItFills) {
    ASSERT_TRUE(store::Database::open(folder + "/gsmcfg.db"));
    const auto list = gsmcfg({"meters", "list"});
    EXPECT_EQ(list.exit, 0);
    EXPECT_TRUE(list.out.empty());
    EXPECT_NE(list.err.find("meters import"), std::string::npos) << list.err;
    EXPECT_EQ(gsmcfg({"meters", "show", "+99900100001"}).exit, 2);
    EXPECT_EQ(gsmcfg({"meters", "show", "011720163007919x"}).exit, 2);
    EXPECT_EQ(exported(), "phone,serial,type,label,iccid,ip,credential\r\n");
}

TEST_F(Meters, ACampaignFillsTheRegister) {
    simulate(sample("fleet.csv"));
    const auto applied = gsmcfg({"apply", sample("profile.toml"), "+99900100001", "--yes"});
    ASSERT_EQ(applied.exit, 0) << applied.err;
    const auto line = gsmcfg({"meters", "list", "--json"}).lines().at(0);
    EXPECT_EQ(line.at("phone").string(), "+99900100001");
    EXPECT_EQ(line.at("serial").string(), "011720163007919");
    EXPECT_EQ(line.at("type").string(), "GS04");
    EXPECT_EQ(line.at("settings").at("apn").at("value").string(), "m2m.example");
    EXPECT_EQ(line.at("settings").at("psw").at("value").string(), "***");
    EXPECT_FALSE(line.at("last_heard").is_null());
    const auto shown = gsmcfg({"meters", "show", "+999 001 000-01"});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    for (const auto* part : {"011720163007919", "m2m.example, seen ", "mode", "***", "campaigns", "apply confirmed"})
        EXPECT_NE(shown.out.find(part), std::string::npos) << part << "\n" << shown.out;
    EXPECT_NE(gsmcfg({"meters", "show", "+99900100001", "--show-secrets"}).out.find("psw          meter,"), std::string::npos);
    const auto json = gsmcfg({"meters", "show", "+99900100001", "--json"}).lines().at(0);
    EXPECT_EQ(json.at("campaigns").at(std::size_t{0}).at("outcome").string(), "confirmed");
    // What the meter said is not lost by a list without serials, and a wrong serial is seen.
    ASSERT_EQ(import(head + "+99900100001;;;Lesnaya 1;;;\n").exit, 0);
    EXPECT_EQ(gsmcfg({"meters", "list", "--json"}).lines().at(0).at("serial").string(), "011720163007919");
    EXPECT_EQ(import(head + "+99900100001;011720163007920;;;;;\n").exit, 2);
}

TEST_F(Meters, ImportSaysWhatChangesAndKeepsTheRest) {
    const auto first = import(head + "+99900100001;0012;GS04;Lesnaya 1;8999000000000000018;10.0.0.7;\n+99900100002;0013;;;;;\n",
                              {"--json", "--reason", "T-1"});
    ASSERT_EQ(first.exit, 0) << first.err;
    EXPECT_EQ(first.lines().back().at("new").integer(), 2);
    const std::string second = head + "+99900100001;12;;Sadovaya 2;;;\n+99900100002;;;;;;\n+99900100003;0014;;;;;\n";
    const auto dry = import(second, {"--dry-run"});
    ASSERT_EQ(dry.exit, 0) << dry.err;
    EXPECT_NE(dry.out.find("Lesnaya 1 -> Sadovaya 2"), std::string::npos) << dry.out;
    EXPECT_NE(dry.out.find("1 new, 1 changed, 1 as known: nothing was imported"), std::string::npos) << dry.out;
    EXPECT_EQ(gsmcfg({"meters", "list", "--json"}).lines().size(), 2U);
    ASSERT_EQ(import(second).exit, 0);
    EXPECT_EQ(exported(),
              "phone,serial,type,label,iccid,ip,credential\r\n"
              "+99900100001,0012,GS04,Sadovaya 2,8999000000000000018,10.0.0.7,\r\n+99900100002,0013,,,,,\r\n"
              "+99900100003,0014,,,,,\r\n");
    const auto same = import(second, {"--json"});
    EXPECT_EQ(same.lines().back().at("same").integer(), 3);
    EXPECT_EQ(audited(folder + "/gsmcfg.db"), (std::vector<std::string>{"meters import", "meters import"}))
        << "not for what changed nothing";
}

TEST_F(Meters, AnotherSerialNumberWantsReplace) {
    ASSERT_EQ(import(head + "+99900100001;0012;;;;;\n").exit, 0);
    const std::string other = head + "+99900100001;0099;;x;;;\n+99900100002;0013;;;;;\n";
    const auto refused = import(other);
    EXPECT_EQ(refused.exit, 2);
    EXPECT_NE(refused.out.find("conflict"), std::string::npos) << refused.out;
    EXPECT_NE(refused.out.find("0012 -> 0099"), std::string::npos) << refused.out;
    EXPECT_NE(refused.err.find("--replace"), std::string::npos) << refused.err;
    EXPECT_EQ(gsmcfg({"meters", "list", "--json"}).lines().size(), 1U) << "nothing of it was imported";
    ASSERT_EQ(import(other, {"--replace"}).exit, 0);
    EXPECT_EQ(gsmcfg({"meters", "list", "--json"}).lines().at(0).at("serial").string(), "0099");
}

TEST_F(Meters, ABadLineStopsAll) {
    const auto ended = import(head + "+99900100001;;;;12;;\nnonsense;;;;;;\n+99900100002;;;;;;\n");
    EXPECT_EQ(ended.exit, 2);
    EXPECT_NE(ended.err.find("in.csv:2"), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("in.csv:3"), std::string::npos) << ended.err;
    EXPECT_TRUE(gsmcfg({"meters", "list", "--json"}).lines().empty());
    EXPECT_EQ(import("phone;password\n+99900100001;secret\n").exit, 2);
    EXPECT_EQ(gsmcfg({"meters", "import", folder + "/missing.csv"}).exit, 2);
}

TEST_F(Meters, TakesTheSamplesAsSpreadsheetsWriteThem) {
    for (const auto* file : {"meters.csv", "excel-cp1251.csv", "excel-utf8-bom.csv"}) {
        const auto ended = gsmcfg({"meters", "import", sample(file), "--json"});
        EXPECT_EQ(ended.exit, 0) << file << ended.err;
        EXPECT_NE(ended.err.find("not kept in the register"), std::string::npos) << ended.err;
    }
    EXPECT_NE(exported().find("+99900100001,011720163007919,,\"Лесная, 1; кв. 1\",,,"), std::string::npos) << exported();
}

TEST_F(Meters, WhatIsExportedIsImportedAsItWas) {
    ASSERT_EQ(import(head + "+99900100001;0012;GS04;\"'=1+1; \"\"x\"\"\";8999000000000000018;10.0.0.7;north\n"
                            "+99900100002;;;@home;;2001:db8::1;\n")
                  .exit,
              0);
    const auto plain = exported();
    EXPECT_NE(plain.find("'=1+1"), std::string::npos) << plain;
    for (const bool excel : {false, true}) {
        const auto path = folder + (excel ? "/excel.csv" : "/plain.csv");
        std::vector<std::string> given{"meters", "export", path};
        if (excel) given.emplace_back("--excel");
        ASSERT_EQ(gsmcfg(given).exit, 0);
        EXPECT_EQ(std::filesystem::status(path).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        const auto elsewhere = folder + (excel ? "/b.db" : "/a.db");
        ASSERT_EQ(bare({"meters", "import", path, "--db", elsewhere}).exit, 0);
        EXPECT_EQ(bare({"meters", "export", "--db", elsewhere}).out, plain);
        EXPECT_EQ(bare({"phones", "check", path}).exit, 0) << "it is a list, too";
    }
    const auto again = gsmcfg({"meters", "export", folder + "/plain.csv"});
    EXPECT_EQ(again.exit, 2) << "nothing is overwritten";
    EXPECT_NE(again.err.find("--force"), std::string::npos) << again.err;
    EXPECT_EQ(gsmcfg({"meters", "export", folder + "/plain.csv", "--force"}).exit, 0);
}

TEST_F(Meters, FiltersFindWhatIsMeant) {
    ASSERT_EQ(import(head + "+99900100001;0012;GS04;Лесная 1;;;\n+99900200002;0013;GB04;Sadovaya 2;;10.0.0.7;\n").exit, 0);
    struct Case {
        std::vector<std::string> filter;
        std::size_t found;
    };
    for (const auto& [filter, found] :
         {Case{{"--label", "лесная"}, 1}, Case{{"--prefix", "+999002"}, 1}, Case{{"--prefix", "999002"}, 1},
          Case{{"--type", "gb"}, 1}, Case{{"--search", "10.0.0"}, 1}, Case{{"--search", "001"}, 2},
          Case{{"--seen-before", "1d"}, 2}, Case{{"--seen-before", "2026-03-01"}, 2}, Case{{"--label", "x"}, 0},
          Case{{"--type", "GS", "--search", "0013"}, 0}}) {
        auto given = std::vector<std::string>{"meters", "list", "--json"};
        given.insert(given.end(), filter.begin(), filter.end());
        const auto ended = gsmcfg(given);
        EXPECT_EQ(ended.exit, 0) << ended.err;
        EXPECT_EQ(ended.lines().size(), found) << filter[0] << filter[1];
    }
    for (const std::vector<std::string>& wrong :
         {std::vector<std::string>{"--seen-before", "soon"}, {"--seen-before", "2026-02-30"}, {"--prefix", "+7x"}}) {
        auto given = std::vector<std::string>{"meters", "list"};
        given.insert(given.end(), wrong.begin(), wrong.end());
        EXPECT_EQ(gsmcfg(given).exit, 2) << wrong[1];
    }
    EXPECT_EQ(exported({"--type", "gb"}).find("+99900100001"), std::string::npos);
}

TEST_F(Meters, WithoutADatabaseItIsExitFour) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"meters", "list"}, {"meters", "show", "+99900100001"}, {"meters", "export"}}) {
        auto given = words;
        given.insert(given.end(), {"--db", "/proc/nowhere/gsmcfg.db"});
        EXPECT_EQ(bare(given).exit, 4) << words[1];
    }
}

TEST_F(Meters, EveryCommandHasHelpWithAnExample) {
    for (const std::string verb : {"list", "show", "import", "export"})
        EXPECT_NE(bare({"meters", verb, "--help"}).out.find("Example:"), std::string::npos) << verb;
    for (const std::string verb : {"status", "display", "led", "signal", "version", "error", "cms", "cme", "pdu"})
        EXPECT_NE(bare({"explain", verb, "--help"}).out.find("Example:"), std::string::npos) << verb;
}

}  // namespace
}  // namespace gsmcfg::e2e
