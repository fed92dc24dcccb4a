// The small commands: what they print and how they end.
#include "e2e_fixture.hpp"

namespace gsmcfg::e2e {
namespace {

using Tools = EndToEnd;

TEST_F(Tools, EveryCommandHasHelpWithAnExample) {
    const auto overview = bare({"--help"});
    EXPECT_EQ(overview.exit, 0);
    const auto completion = bare({"--reference", "bash"}).out;
    const auto man = bare({"--reference", "man"}).out;
    for (const std::string command : {"init",          "plan",          "apply",           "status",
                                      "campaign list", "campaign show", "campaign resume", "campaign cancel",
                                      "send",          "messages",      "phones check",    "modem list",
                                      "modem info",    "modem check",   "modem ussd",      "storage status",
                                      "storage list",  "storage show",  "storage export",  "storage delete",
                                      "storage clear", "explain pdu",   "explain error",   "explain cms",
                                      "explain cme",   "config check",  "config show"}) {
        std::vector<std::string> given;
        for (std::size_t at = 0; at != std::string::npos;) {
            const auto end = command.find(' ', at);
            given.push_back(command.substr(at, end == std::string::npos ? end : end - at));
            at = end == std::string::npos ? end : end + 1;
        }
        given.emplace_back("--help");
        const auto help = bare(given);
        EXPECT_EQ(help.exit, 0) << command;
        EXPECT_NE(help.out.find("Example:"), std::string::npos) << command;
        EXPECT_NE(overview.out.find(command), std::string::npos) << command;
        EXPECT_NE(man.find("gsmcfg " + command), std::string::npos) << command;
        EXPECT_NE(completion.find("\"" + command + "\""), std::string::npos) << command;
    }
    EXPECT_TRUE(bare({"--version"}).out.starts_with("gsmcfg 0."));
}

TEST_F(Tools, AProgramOfFilesLoadsNoLibraryOfServers) {
    const auto loaded = Program({"gsmcfg"}, folder, {{"LD_TRACE_LOADED_OBJECTS", "1"}}).wait().out;
    EXPECT_NE(loaded.find("libsqlite3"), std::string::npos) << loaded;
    EXPECT_EQ(loaded.find("libpq"), std::string::npos) << loaded;
    EXPECT_EQ(loaded.find("libldap"), std::string::npos) << loaded;
}

TEST_F(Tools, ExplainPduDecodesAllThreeKinds) {
    const auto deliver = bare({"explain", "pdu", "07919999000010F0040C919999001000100000625070219045000331D98C", "--json"});
    ASSERT_EQ(deliver.exit, 0) << deliver.err;
    EXPECT_EQ(deliver.lines().at(0).at("type").string(), "DELIVER");
    EXPECT_EQ(deliver.lines().at(0).at("text").string(), "123");
    const auto submit = bare({"explain", "pdu", "0011000B919999001000F10000AA0331D98C", "--json"});
    ASSERT_EQ(submit.exit, 0) << submit.err;
    EXPECT_EQ(submit.lines().at(0).at("type").string(), "SUBMIT");
    const auto report = bare({"explain", "pdu", "0006050B919999001000F1625070219045006250702190450000", "--json"});
    ASSERT_EQ(report.exit, 0) << report.err;
    EXPECT_EQ(report.lines().at(0).at("type").string(), "STATUS-REPORT");
    EXPECT_EQ(report.lines().at(0).at("reference").integer(), 5);
}

TEST_F(Tools, ADamagedPduNamesFieldAndOctet) {
    const auto ended = bare({"explain", "pdu", "07919999000010F0040C9199990010"});
    EXPECT_EQ(ended.exit, 2);
    EXPECT_NE(ended.err.find("octet"), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("originator"), std::string::npos) << ended.err;
    EXPECT_EQ(bare({"explain", "pdu", "07XX"}).exit, 2);
}

TEST_F(Tools, ExplainErrors) {
    EXPECT_NE(bare({"explain", "error", "0x02"}).out.find("assword"), std::string::npos);
    EXPECT_EQ(bare({"explain", "error", "0x09"}).exit, 2);
    EXPECT_EQ(bare({"explain", "cms", "38", "--json"}).lines().at(0).at("class").string(), "network");
    EXPECT_NE(bare({"explain", "cme", "10"}).out.find("SIM"), std::string::npos);
    EXPECT_EQ(bare({"explain", "cms", "much"}).exit, 2);
}

TEST_F(Tools, WhatInitWritesIsUsableAsItIs) {
    const auto made = bare({"init", folder + "/start"});
    ASSERT_EQ(made.exit, 0) << made.err;
    EXPECT_EQ(bare({"init", folder + "/start"}).exit, 2) << "nothing is overwritten";
    const auto config = folder + "/start/gsmcfg.toml";
    const auto check = bare({"config", "check", "--config", config});
    EXPECT_EQ(check.exit, 0) << check.err;
    const auto shown = bare({"config", "show", "--config", config});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    const auto phones = bare({"phones", "check", folder + "/start/phones.csv", "--config", config});
    EXPECT_EQ(phones.exit, 0) << phones.out << phones.err;
    const auto plan = bare({"plan", folder + "/start/profile.toml", folder + "/start/phones.csv", "--config", config});
    EXPECT_EQ(plan.exit, 0) << plan.out << plan.err;
    EXPECT_NE(plan.out.find("Nothing was sent."), std::string::npos);
}

TEST_F(Tools, MessagesHideThePasswordUnlessAsked) {
    const auto hidden = bare({"messages", sample("profile.toml")});
    EXPECT_EQ(hidden.exit, 0) << hidden.err;
    EXPECT_NE(hidden.out.find("*** APN m2m.example"), std::string::npos) << hidden.out;
    const auto clear = bare({"messages", sample("profile.toml"), "--show-secrets", "--factory-password"});
    EXPECT_NE(clear.out.find("12345678 APN m2m.example"), std::string::npos) << clear.out << clear.err;
}

TEST_F(Tools, ModemInfoShowsAReadyModem) {
    simulate(sample("fleet.csv"));
    const auto info = gsmcfg({"modem", "info", "--json"});
    ASSERT_EQ(info.exit, 0) << info.err;
    const auto line = info.lines().at(0);
    EXPECT_EQ(line.at("ready").boolean(), true);
    EXPECT_EQ(line.at("imei").string().value().size(), 15U);
    EXPECT_EQ(gsmcfg({"modem", "list"}).exit, bare({"modem", "list"}).exit);
}

TEST_F(Tools, SendShowsTheAnswerLater) {
    simulate(sample("fleet.csv"));
    const auto sent = gsmcfg({"send", "+99900100001", "{credential} TIMEOUT", "--yes", "--json"});
    ASSERT_EQ(sent.exit, 0) << sent.err;
    EXPECT_EQ(sent.lines().back().at("acknowledged").integer(), 1);
    const auto shown = gsmcfg({"campaign", "show", "1", "--phone", "+99900100001"});
    EXPECT_NE(shown.out.find("TIMEOUT: 300"), std::string::npos) << shown.out;
    EXPECT_EQ(simulator->truth("submitted").at(0).at("text").string(), "12345678 TIMEOUT");
}

TEST_F(Tools, ADatabaseThatCantBeOpenedIsExitFour) {
    const auto ended = bare({"campaign", "list", "--db", "/proc/nowhere/gsmcfg.db"});
    EXPECT_EQ(ended.exit, 4);
    EXPECT_FALSE(ended.err.empty());
}

}  // namespace
}  // namespace gsmcfg::e2e
