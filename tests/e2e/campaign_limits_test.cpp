// Campaigns that stop and ask, go back, and watch: the release programs over a real pseudo-terminal.
#include "e2e_fixture.hpp"

#include <algorithm>
#include <csignal>
#include <set>

namespace gsmcfg::e2e {
namespace {

class LimitedRun : public EndToEnd {
protected:
    std::vector<std::string> apply(std::vector<std::string> more) {
        std::vector<std::string> given{"apply", sample("profile.toml"), sample("phones.txt"), "--yes"};
        given.insert(given.end(), more.begin(), more.end());
        return given;
    }
    static std::int64_t figure(const Ended& ended, std::string_view key) {
        for (const auto& line : ended.lines())
            if (line.at("event").string() == "recap") return line.at(key).integer().value_or(-1);
        return -1;
    }
    std::set<std::string> numbers_sent_to() {
        std::set<std::string> phones;
        for (const auto& event : simulator->truth("submitted")) phones.insert(event.at("destination").string().value());
        return phones;
    }
    static bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }
};

TEST_F(LimitedRun, ACanaryWaitsForApprovalAndThenTheOthersFollow) {
    simulate(sample("fleet.csv"));
    const auto canary = gsmcfg(apply({"--canary", "5:4", "--reason", "T-1"}));
    EXPECT_EQ(canary.exit, 5) << canary.err;
    EXPECT_TRUE(says(canary.err, "gsmcfg campaign approve 1")) << canary.err;
    EXPECT_EQ(numbers_sent_to().size(), 5U);

    const auto early = gsmcfg({"campaign", "resume", "1"});
    EXPECT_EQ(early.exit, 5) << "nobody has approved";
    EXPECT_EQ(numbers_sent_to().size(), 5U);
    EXPECT_TRUE(says(gsmcfg({"campaign", "show", "1", "--summary"}).out, "held: canary: 5 of 5"));

    EXPECT_EQ(gsmcfg({"campaign", "approve", "1"}).exit, 2) << "nobody can be asked here";
    EXPECT_EQ(gsmcfg({"campaign", "approve", "1", "--yes"}).exit, 0);
    const auto rest = gsmcfg({"campaign", "resume", "1", "--json"});
    EXPECT_EQ(rest.exit, 0) << rest.err;
    EXPECT_EQ(figure(rest, "confirmed"), 25);
    const auto again = gsmcfg({"campaign", "approve", "1", "--yes"});
    EXPECT_EQ(again.exit, 2);
    EXPECT_TRUE(says(again.err, "nothing to approve")) << again.err;
}

TEST_F(LimitedRun, ACapIsCountedOverDatabasesAndStopsWithExitFive) {
    simulate(sample("fleet.csv"));
    // Not the count of this machine, where other tests have sent with the same card.
    const auto config = write("counted.toml", "sim_counter = \"" + folder + "/sims.db\"\n");
    const auto first = gsmcfg(apply({"--daily-cap", "40", "--time-zone", "UTC", "--json", "--config", config}));
    EXPECT_EQ(first.exit, 5) << first.err;
    EXPECT_LE(simulator->submitted(), 40U);
    EXPECT_GE(simulator->submitted(), 33U);
    EXPECT_EQ(figure(first, "partial"), 0);

    // Another database, the same card: nothing is left of its day.
    auto other = words(apply({"--daily-cap", "40", "--time-zone", "UTC", "--config", config}));
    *std::ranges::find(other, folder + "/gsmcfg.db") = folder + "/other.db";
    const auto second = Program(other, folder).wait();
    EXPECT_EQ(second.exit, 5) << second.err;
    EXPECT_LE(simulator->submitted(), 40U);
    EXPECT_TRUE(says(second.err, "campaign 1 is held")) << second.err;
}

TEST_F(LimitedRun, MaxSmsIsRaisedByAResume) {
    simulate(sample("fleet.csv"));
    EXPECT_EQ(gsmcfg(apply({"--max-sms", "30"})).exit, 5);
    EXPECT_LE(simulator->submitted(), 30U);
    const auto resumed = gsmcfg({"campaign", "resume", "1", "--max-sms", "1000", "--json"});
    EXPECT_EQ(resumed.exit, 0) << resumed.err;
    EXPECT_EQ(figure(resumed, "confirmed"), 25);
}

TEST_F(LimitedRun, AWindowThatIsClosedSendsNothing) {
    simulate(sample("fleet.csv"));
    // A window of the night of a zone where it is day whenever this runs can't be named: two windows, of which one is shut.
    std::size_t shut = 0;
    for (const auto* window : {"00:00-12:00", "12:00-24:00"}) {
        const auto before = simulator->submitted();
        const auto ended = gsmcfg(apply({"--window", window, "--time-zone", "UTC", "--first", "1"}));
        if (ended.exit != 5) continue;
        ++shut;
        EXPECT_EQ(simulator->submitted(), before);
        EXPECT_TRUE(says(ended.err, "UTC")) << ended.err;
    }
    EXPECT_GE(shut, 1U);
}

TEST_F(LimitedRun, UndoBringsBackWhatReadFirstSaw) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg(apply({"--read-first", "--first", "3"})).exit, 0);
    EXPECT_EQ(bare({"campaign", "undo", "1", "--plan", "--db", folder + "/gsmcfg.db"}).exit, 0) << "needs no modem";
    const auto plan = gsmcfg({"campaign", "undo", "1", "--plan"});
    EXPECT_EQ(plan.exit, 0) << plan.err;
    EXPECT_TRUE(says(plan.out, "3 of 3 meters get their old values back")) << plan.out;
    EXPECT_TRUE(says(plan.out, "*** APN internet")) << plan.out;
    EXPECT_TRUE(says(plan.out, "stays as it is: dns (was empty)")) << "no message empties a server's name: " << plan.out;
    const auto undone = gsmcfg({"campaign", "undo", "1", "--yes", "--json", "--reason", "T-2"});
    EXPECT_EQ(undone.exit, 0) << undone.err << undone.out;
    EXPECT_EQ(figure(undone, "confirmed"), 3);
    EXPECT_TRUE(says(bare({"audit", "--action", "undo", "--db", folder + "/gsmcfg.db"}).out, "T-2"));
    simulator->stop();
    std::size_t undone_meters = 0;
    for (const auto& meter : simulator->truth("final")) {
        if (meter.at("phone").string().value() > "+99900100003") continue;
        ++undone_meters;
        EXPECT_EQ(meter.at("stored").at("apn").string(), "internet");
        EXPECT_EQ(meter.at("stored").at("mode").string(), "0");
        EXPECT_EQ(meter.at("stored").at("port").string(), "8000");
    }
    EXPECT_EQ(undone_meters, 3U);
}

TEST_F(LimitedRun, ARetryTakesOnlyThoseThatFailed) {
    simulate(sample("fleet.csv"));
    EXPECT_EQ(gsmcfg(apply({}), {{"GSMCFG_PASSWORD", "87654321"}}).exit, 1) << "a wrong password";
    const auto none = gsmcfg({"campaign", "retry", "1", "--no-reply", "--yes"});
    EXPECT_EQ(none.exit, 0);
    EXPECT_TRUE(says(none.out, "no such meters")) << none.out;
    const auto retried = gsmcfg({"campaign", "retry", "1", "--yes", "--json"});
    EXPECT_EQ(retried.exit, 0) << retried.err;
    EXPECT_EQ(figure(retried, "confirmed"), 25);
    EXPECT_EQ(gsmcfg({"campaign", "retry", "2", "--failed", "--no-reply", "--yes"}).exit, 2);
    EXPECT_EQ(gsmcfg({"campaign", "retry", "99", "--yes"}).exit, 2);
    const auto db = folder + "/gsmcfg.db";
    EXPECT_TRUE(says(bare({"audit", "--action", "retry", "--db", db}).out, "gsmcfg campaign retry 1"));
    const auto newest = bare({"campaign", "list", "--limit", "1", "--db", db});
    EXPECT_TRUE(says(newest.out, "… and 1 older: --limit 2\n")) << newest.out;
    EXPECT_EQ(bare({"campaign", "list", "--json", "--db", db}).lines().size(), 2U);
}

TEST_F(LimitedRun, FollowShowsACampaignOfAnotherProcessToItsEnd) {
    simulate(sample("fleet.csv"), {"--send-latency", "20", "--reply-delay", "20"});
    Program apply_program(words(apply({})), folder);
    ASSERT_TRUE(apply_program.until([&] { return simulator->submitted() >= 5; }));
    const auto followed = gsmcfg({"campaign", "follow", "1", "--json"});
    EXPECT_EQ(followed.exit, 0) << followed.err;
    EXPECT_EQ(figure(followed, "confirmed"), 25);
    EXPECT_EQ(followed.lines().front().at("event").string(), "progress");
    EXPECT_EQ(apply_program.wait().exit, 0);
}

TEST_F(LimitedRun, ASecondRunOnTheSameModemExits75) {
    simulate(sample("fleet.csv"), {"--send-latency", "20", "--reply-delay", "20"});
    Program first(words(apply({})), folder);
    ASSERT_TRUE(first.until([&] { return simulator->submitted() >= 5; }));
    const auto second = gsmcfg({"status", sample("phones.txt"), "--yes"});
    EXPECT_EQ(second.exit, 75) << second.err;
    auto other = words({"status", sample("phones.txt"), "--yes"});
    *std::ranges::find(other, folder + "/gsmcfg.db") = folder + "/other.db";
    const auto elsewhere = Program(other, folder).wait();
    EXPECT_EQ(elsewhere.exit, 75) << elsewhere.err;
    first.signal(SIGINT);
    (void)first.wait();
}

TEST_F(LimitedRun, AWatchThatFindsAllWellSaysNothing) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg(apply({})).exit, 0);
    const std::vector<std::string> watch{"status",
                                         sample("phones.txt"),
                                         "--expect",
                                         sample("profile.toml"),
                                         "--yes",
                                         "--alert",
                                         "drift,swapped,silent",
                                         "--silent-after",
                                         "3d"};
    const auto well = gsmcfg(watch);
    EXPECT_EQ(well.exit, 0) << well.err;
    EXPECT_EQ(well.out + well.err, "");
}

TEST_F(LimitedRun, AWatchBelievesWhatItSawLatelyAndKeepsItsBudget) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg(apply({})).exit, 0);
    const auto before = simulator->submitted();
    const auto fresh = gsmcfg(
        {"status", sample("phones.txt"), "--expect", sample("profile.toml"), "--yes", "--max-age", "24h", "--alert", "drift"});
    EXPECT_EQ(fresh.exit, 0) << fresh.err;
    EXPECT_EQ(simulator->submitted(), before) << "nothing was asked";

    const auto some = gsmcfg({"status", sample("phones.txt"), "--yes", "--budget", "24", "--json"});
    EXPECT_EQ(some.exit, 0) << some.err;
    EXPECT_EQ(figure(some, "meters"), 2) << "five questions each, twice at worst";
    EXPECT_TRUE(says(some.err, "23 meters left for the next time")) << some.err;
    const auto least = gsmcfg({"status", sample("phones.txt"), "--yes", "--budget", "3"});
    EXPECT_EQ(least.exit, 2);
    EXPECT_TRUE(says(least.err, "one meter may need 10 SMS")) << least.err;
}

TEST_F(LimitedRun, AWatchNamesDriftOnceWithChangedOnly) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg(apply({"--first", "2"})).exit, 0);
    // Somebody changes one meter behind its back.
    ASSERT_EQ(gsmcfg({"send", "+99900100002", "{credential} TIMEOUT 900", "--yes"}).exit, 0);
    const auto two = write("two.txt", "+99900100001\n+99900100002\n");
    const std::vector<std::string> watch{"status", two, "--expect", sample("profile.toml"), "--yes", "--alert", "drift"};
    auto changed = watch;
    changed.push_back("--changed-only");
    const auto found = gsmcfg(changed);
    EXPECT_EQ(found.exit, 1) << found.err;
    EXPECT_TRUE(says(found.out, "+99900100002")) << found.out;
    EXPECT_TRUE(says(found.out, "timeout is \"900\", expected \"300\"")) << found.out;
    EXPECT_FALSE(says(found.out, "+99900100001"));
    EXPECT_EQ(gsmcfg(changed).exit, 0) << "said already";
    EXPECT_EQ(gsmcfg(watch).exit, 1) << "but still so";
}

TEST_F(LimitedRun, BadWordsOfAWatchAreRefusedBeforeAnythingIsSent) {
    simulate(sample("fleet.csv"));
    const std::vector<std::vector<std::string>> wrong{
        {"--alert", "drift"},  {"--alert", "everything", "--expect", sample("profile.toml")},
        {"--alert", "silent"}, {"--changed-only"},
        {"--budget", "0"},     {"--max-age", "soon"}};
    for (const auto& more : wrong) {
        std::vector<std::string> given{"status", sample("phones.txt"), "--yes"};
        given.insert(given.end(), more.begin(), more.end());
        EXPECT_EQ(gsmcfg(given).exit, 2) << more.front();
    }
    EXPECT_EQ(simulator->submitted(), 0U);
}

}  // namespace
}  // namespace gsmcfg::e2e
