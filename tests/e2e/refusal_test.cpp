// What goes wrong before anything is sent: a clear sentence, the right exit code, nothing on the air.
#include "e2e_fixture.hpp"

#include <csignal>

namespace gsmcfg::e2e {
namespace {

using Refusal = EndToEnd;

struct ProfileCase {
    const char* settings;
    const char* said;
};

TEST_F(Refusal, EveryFaultOfProfileAndListAtOnceWithFileAndLine) {
    constexpr ProfileCase cases[] = {
        {"timeout = 59", "60"},     {"reset = 25", "24"},         {"port = 0", "65535"},
        {"mode = 3", "mode"},       {"dns = \"0.1.2.3\"", "dns"}, {"apn = \"two words\"", "space"},
        {"apn = \"a,b\"", "comma"}, {"user = \"ж\"", "user"},     {"colour = \"red\"", "colour"},
    };
    for (const auto& [settings, said] : cases) {
        const auto profile = write("bad.toml", "dialect = \"energomera-gs04\"\n[settings]\n" + std::string(settings) + "\n");
        const auto list = write("bad.txt", "+99900100001\n12345\n+99900100001\n7,912E+10\n");
        const auto ended = gsmcfg({"plan", profile, list});
        EXPECT_EQ(ended.exit, 2) << settings;
        EXPECT_NE(ended.err.find(said), std::string::npos) << settings << ": " << ended.err;
        EXPECT_NE(ended.err.find("bad.t"), std::string::npos) << ended.err;
    }
    const auto both =
        gsmcfg({"plan", write("bad.toml", "[settings]\ntimeout = 59\nreset = 25\n"), write("bad.txt", "12345\n7,912E+10\n")});
    for (const auto* place : {"bad.toml:2", "bad.toml:3", "bad.txt:1", "bad.txt:2"})
        EXPECT_NE(both.err.find(place), std::string::npos) << place << "\n" << both.err;
}

TEST_F(Refusal, UsageErrorsSuggestTheNearestWord) {
    const auto typo = bare({"aply", "a", "b"});
    EXPECT_EQ(typo.exit, 2);
    EXPECT_NE(typo.err.find("did you mean 'apply'"), std::string::npos) << typo.err;
    const auto option = bare({"plan", "a", "b", "--jsn"});
    EXPECT_EQ(option.exit, 2);
    EXPECT_NE(option.err.find("did you mean '--json'"), std::string::npos) << option.err;
    EXPECT_EQ(bare({}).exit, 2);
    EXPECT_EQ(bare({"plan"}).exit, 2);
    EXPECT_EQ(bare({"campaign"}).exit, 2);
    EXPECT_EQ(bare({"plan", "a", "b", "c"}).exit, 2);
    EXPECT_EQ(bare({"help", "apply"}).out, bare({"apply", "--help"}).out);
    EXPECT_EQ(bare({"help", "campaign"}).out, bare({"campaign", "--help"}).out);
    EXPECT_EQ(bare({"help"}).out, bare({"--help"}).out);
    const auto unknown = bare({"help", "aply"});
    EXPECT_EQ(unknown.exit, 2);
    EXPECT_NE(unknown.err.find("did you mean 'apply'"), std::string::npos) << unknown.err;
    EXPECT_NE(bare({"--help"}).out.find("70 an error of the program"), std::string::npos);
    const auto attempts =
        gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--attempts", "eleven", "--modem", "/nowhere/modem"});
    EXPECT_EQ(attempts.exit, 2);
    EXPECT_NE(attempts.err.find("1 to 10"), std::string::npos) << attempts.err;
}

TEST_F(Refusal, MissingAndUnreadableFiles) {
    const auto missing = gsmcfg({"plan", "nowhere.toml", sample("phones.txt")});
    EXPECT_EQ(missing.exit, 2);
    EXPECT_NE(missing.err.find("nowhere.toml: No such file"), std::string::npos) << missing.err;
    EXPECT_EQ(gsmcfg({"plan", sample("profile.toml"), write("empty.txt", "# nothing\n")}).exit, 2);
    EXPECT_EQ(gsmcfg({"plan", sample("profile.toml"), folder}).exit, 2) << "a directory";
    const auto open_password = write("open.txt", "12345678", 0644);
    const auto ended = gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--yes", "--password-file", open_password,
                               "--modem", "/nowhere/modem"});
    EXPECT_EQ(ended.exit, 2);
    EXPECT_NE(ended.err.find("chmod 600"), std::string::npos) << ended.err;
}

TEST_F(Refusal, WhatOnlyLooksMakesNoDatabase) {
    for (const std::vector<std::string>& given : std::vector<std::vector<std::string>>{
             {"campaign", "list"}, {"campaign", "show", "1"}, {"inbox", "list"}, {"meters", "list"}, {"audit"}, {"metrics"}}) {
        const auto ended = gsmcfg(given);
        EXPECT_EQ(ended.exit, 4) << given[0];
        EXPECT_NE(ended.err.find("is --db right?"), std::string::npos) << given[0] << ended.err;
    }
    EXPECT_FALSE(base::read_file(folder + "/gsmcfg.db"));
}

TEST_F(Refusal, NothingOfTheUsersIsOverwrittenUnasked) {
    const auto list = write("list.txt", "+99900100001\n12345\n");
    const auto itself = gsmcfg({"phones", "check", list, "--write-clean", list});
    EXPECT_EQ(itself.exit, 2);
    EXPECT_NE(itself.err.find("--force overwrites it"), std::string::npos) << itself.err;
    EXPECT_EQ(base::read_file(list).value(), "+99900100001\n12345\n");
    const auto device = gsmcfg({"phones", "check", list, "--write-bad", "/dev/full", "--force"});
    EXPECT_EQ(device.exit, 2);
    EXPECT_NE(device.err.find("is no regular file"), std::string::npos) << device.err;
}

TEST_F(Refusal, ADatabaseIsNoOutputFile) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg({"apply", sample("profile.toml"), "+99900100001", "--yes"}).exit, 0);
    const auto database = folder + "/gsmcfg.db";
    for (const std::vector<std::string>& given : std::vector<std::vector<std::string>>{
             {"db", "export", database, "--force"},
             {"campaign", "report", "1", "--output", database, "--force"},
             {"meters", "export", database, "--force"},
             {"inbox", "export", database, "--force"},
             {"metrics", "--output", database},
             {"plan", sample("profile.toml"), sample("phones.txt"), "--out", database, "--force"}}) {
        const auto ended = gsmcfg(given);
        EXPECT_EQ(ended.exit, 2) << given[0] << ended.out;
        EXPECT_NE(ended.err.find("is a database: it is not overwritten"), std::string::npos) << given[0] << ended.err;
    }
    const auto backup = gsmcfg({"db", "backup", "/dev/full", "--force"});
    EXPECT_EQ(backup.exit, 2);
    EXPECT_NE(backup.err.find("is no regular file"), std::string::npos) << backup.err;
    const auto report = Program({"/bin/sh", "-c",
                                 std::string(GSMCFG_PROGRAMS_DIR) + "/gsmcfg campaign report 1 --db " + database + " >/dev/full"},
                                folder)
                            .wait();
    EXPECT_EQ(report.exit, 2);
    EXPECT_EQ(report.err, "gsmcfg: standard output: No space left on device\n") << "said once";
    const auto profile = write("profile.toml", "[settings]\nport = 1\n");
    const auto metrics = gsmcfg({"metrics", "--output", profile});
    EXPECT_EQ(metrics.exit, 2);
    EXPECT_NE(metrics.err.find("something else than metrics"), std::string::npos) << metrics.err;
    EXPECT_EQ(gsmcfg({"metrics", "--output", folder + "/gsmcfg.prom"}).exit, 0);
    EXPECT_EQ(gsmcfg({"metrics", "--output", folder + "/gsmcfg.prom"}).exit, 0) << "its own it replaces";
    EXPECT_EQ(gsmcfg({"db", "check", "--full"}).exit, 0);
}

TEST_F(Refusal, HalfAnOutputIsNoSuccess) {
    const auto program = std::string(GSMCFG_PROGRAMS_DIR) + "/gsmcfg";
    for (const auto& words : {std::string("plan ") + sample("profile.toml") + " " + sample("phones.txt"), std::string("--help"),
                              std::string("messages ") + sample("profile.toml") + " +99900100001 --json"}) {
        const auto ended = Program({"/bin/sh", "-c", program + " " + words + " >/dev/full"}, folder).wait();
        EXPECT_EQ(ended.exit, 2) << words;
        EXPECT_NE(ended.err.find("standard output: No space left on device"), std::string::npos) << words << ended.err;
    }
}

TEST_F(Refusal, ALimitThatLetsNoMeterThroughIsSaidBefore) {
    const auto sms = gsmcfg({"plan", sample("profile.toml"), sample("phones.txt"), "--max-sms", "3"});
    EXPECT_EQ(sms.exit, 2);
    EXPECT_NE(sms.err.find("a meter needs 8 SMS, and --max-sms allows 3: nothing would ever be sent"), std::string::npos)
        << sms.err;
    const auto prices = write("prices.toml", "[cost]\nprice_out = 0.05\nprice_in = 0.0\ncurrency = \"EUR\"\n");
    const auto cost = gsmcfg({"plan", sample("profile.toml"), sample("phones.txt"), "--max-cost", "0.1", "--config", prices});
    EXPECT_EQ(cost.exit, 2);
    EXPECT_NE(cost.err.find("a meter costs 0.40 EUR, and --max-cost allows 0.10"), std::string::npos) << cost.err;
}

TEST_F(Refusal, TheSampleOfBadLinesIsRefusedLineByLine) {
    const auto ended = gsmcfg({"phones", "check", sample("bad.csv"), "--write-clean", folder + "/clean.csv", "--write-bad",
                               folder + "/bad.csv", "--json"});
    EXPECT_EQ(ended.exit, 2);
    const auto recap = ended.lines().back();
    EXPECT_GT(recap.at("bad").integer().value(), 20);
    EXPECT_TRUE(base::read_file(folder + "/bad.csv"));
    const auto clean = gsmcfg({"phones", "check", folder + "/clean.csv"});
    EXPECT_EQ(clean.exit, recap.at("good").integer() == 0 ? 2 : 0) << clean.out;
}

TEST_F(Refusal, RealNumbersNeedAPasswordAndAllowedPrefixes) {
    const auto ended = gsmcfg({"apply", sample("profile.toml"), "+79120000001", "--yes", "--modem", "/nowhere/modem"});
    EXPECT_EQ(ended.exit, 2);
    EXPECT_NE(ended.err.find("--password-file"), std::string::npos) << ended.err;
    const auto prefixes = gsmcfg({"plan", sample("profile.toml"), "+79120000001", "--config", sample("gsmcfg.toml")});
    EXPECT_EQ(prefixes.exit, 2);
    EXPECT_NE(prefixes.err.find("+999"), std::string::npos) << prefixes.err;
}

TEST_F(Refusal, NobodyToAskNeedsYes) {
    simulate(sample("fleet.csv"));
    const auto ended = gsmcfg({"apply", sample("profile.toml"), sample("phones.txt")});
    EXPECT_EQ(ended.exit, 2);
    EXPECT_NE(ended.err.find("--yes"), std::string::npos) << ended.err;
    EXPECT_EQ(simulator->submitted(), 0U);
}

TEST_F(Refusal, NoModem) {
    const auto none = gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"});
    EXPECT_EQ(none.exit, 3);
    EXPECT_NE(none.err.find("--modem"), std::string::npos) << none.err;
    const auto missing = gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--yes", "--modem", "/dev/ttyUSB77"});
    EXPECT_EQ(missing.exit, 3);
    EXPECT_NE(missing.err.find("/dev/ttyUSB77"), std::string::npos) << missing.err;
    EXPECT_NE(gsmcfg({"campaign", "list"}).out.find("No campaigns"), std::string::npos) << "nothing was written";
}

TEST_F(Refusal, ABusyModemNamesWhoHoldsIt) {
    simulate(sample("fleet.csv"), {"--send-latency", "50", "--reply-delay", "50"});
    Program holder(words({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"}), folder);
    ASSERT_TRUE(holder.until([&] { return simulator->submitted() >= 1; }));
    const auto second = gsmcfg({"apply", sample("profile.toml"), "+99900100001", "--yes"});
    EXPECT_EQ(second.exit, 75) << "another run is at work";
    EXPECT_NE(second.err.find("in use by gsmcfg (process "), std::string::npos) << second.err;
    holder.signal(SIGINT);
    EXPECT_EQ(holder.wait().exit, 130);
}

TEST_F(Refusal, EachTroubleOfTheModemHasItsNextStep) {
    // Not registered and no signal are waited for: the modem tests have them, in virtual time.
    const std::map<std::string, std::string> cases{{"no-sim", "SIM"}, {"pin", "PIN"}, {"no-smsc", "SMSC"}};
    for (const auto& [condition, said] : cases) {
        simulator.reset();
        simulate(sample("fleet.csv"), {"--condition", condition});
        const auto ended = gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"});
        EXPECT_EQ(ended.exit, 3) << condition;
        EXPECT_NE(ended.err.find(said), std::string::npos) << condition << ": " << ended.err;
        EXPECT_EQ(simulator->submitted(), 0U);
        const auto info = gsmcfg({"modem", "info", "--json"});
        EXPECT_EQ(info.exit, 3) << condition;
        EXPECT_EQ(info.lines().back().at("ready").boolean(), false);
    }
}

}  // namespace
}  // namespace gsmcfg::e2e
