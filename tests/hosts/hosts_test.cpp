// Several hosts on one PostgreSQL server: the release programs over real pseudo-terminals.
#include "hosts_fixture.hpp"

#include "support/relay.hpp"

#include "gsmcfg/store/hosts.hpp"
#include "gsmcfg/store/owners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <sstream>

namespace gsmcfg::hosts {
namespace {

using store::CampaignState;

class Hosts : public HostsFixture {
protected:
    static bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }
    // Those whose SIM its meters were begun with.
    std::set<std::string> modems_at_work(store::Id campaign) {
        const auto opened = database();
        store::Repositories store(*opened);
        std::set<std::string> modems;
        store.targets.each(campaign, [&](const store::Target& target) {
            for (const auto& message : store.messages.of_target(target.id))
                for (const auto& attempt : store.messages.attempts_of(message.id)) modems.insert(attempt.modem);
        });
        return modems;
    }
    std::int64_t ended(store::Id campaign) {
        const auto opened = database();
        std::int64_t count = 0;
        for (const auto& [outcome, meters] : store::Campaigns(*opened).tally(campaign))
            if (outcome != store::MeterOutcome::pending && outcome != store::MeterOutcome::partial) count += meters;
        return count;
    }
};

TEST_F(Hosts, ShareOneCampaignAndEachTellsOfAll) {
    make_world(12, 2, 2, {"--send-latency", "50"});
    ASSERT_TRUE(start_all(2));
    const auto applied = on(0, apply({"--json"}));
    EXPECT_EQ(applied.exit, 0) << applied.err << applied.out;
    EXPECT_EQ(applied.lines().back().at("confirmed").integer(), 12);
    EXPECT_EQ(modems_at_work(1), (std::set<std::string>{"a1", "a2", "b1", "b2"}));
    const auto shown = on(1, {"host", "list", "--json"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    ASSERT_EQ(shown.lines().size(), 2U) << shown.out;
    EXPECT_EQ(shown.lines().at(0).at("host").string(), "a");
    EXPECT_EQ(shown.lines().at(1).at("host").string(), "b");
    EXPECT_EQ(shown.lines().at(1).at("modems").size(), 2U);
    EXPECT_EQ(on(1, {"campaign", "show", "1"}).exit, 0);
    EXPECT_TRUE(says(on(1, {"modem", "list", "--no-probe"}).out, "a1 (host a)"));
    expect_everything_right();
}

TEST_F(Hosts, OneThatDiesLosesItsWorkToTheOthers) {
    make_world(6, 2, 1, {"--send-latency", "200"});
    configure(0, "[send]\nmove_after = 10");
    configure(1, "[send]\nmove_after = 10");
    ASSERT_TRUE(start_all(2));
    const auto campaign = begin_campaign(0, {"--reply-timeout", "20", "--attempts", "5"});
    ASSERT_TRUE(until([&] { return modems_at_work(campaign).contains("b1") && ended(campaign) > 0; }, 60));
    kill_host(1);
    const auto silent = on(0, {"host", "list"});
    EXPECT_TRUE(says(silent.out, "b: ")) << silent.out;
    ASSERT_TRUE(until([&] { return finished(campaign); }, 240)) << on(0, {"campaign", "show", "1"}).out << service(0).err();
    EXPECT_FALSE(says(on(0, {"host", "list"}).out, "b: ")) << "buried";
    // What its SIM still holds is filed when it comes back.
    start(1);
    ASSERT_TRUE(until_ready(1));
    expect_everything_right();
}

TEST_F(Hosts, OneThatWasStoppedForLongDoesNotSendWhenItComesBack) {
    make_world(8, 2, 1, {"--send-latency", "300"});
    ASSERT_TRUE(start_all(2));
    const auto campaign = begin_campaign(0, {"--reply-timeout", "20", "--attempts", "5"});
    ASSERT_TRUE(until([&] { return modems_at_work(campaign).contains("b1"); }, 60));
    service(1).signal(SIGSTOP);
    ASSERT_TRUE(until(
        [&] {
            const auto opened = database();
            const auto processes = store::host_processes(*opened);
            return processes.size() == 1;
        },
        60))
        << "the other host buries it";
    service(1).signal(SIGCONT);
    ASSERT_TRUE(until([&] { return says(service(1).err(), "others have taken its work over"); }, 30)) << service(1).err();
    ASSERT_TRUE(until([&] { return finished(campaign); }, 240)) << on(0, {"campaign", "show", "1"}).out << service(1).err();
    expect_everything_right();
}

// Its process works on, and nobody answers it.
TEST_F(Hosts, OneThatIsCutOffForTwiceItsLeaseDoesNotSend) {
    make_world(8, 2, 1, {"--send-latency", "300"});
    const test::TemporaryDirectory way;
    test::Relay relay(way.path().string(), test::PostgresqlCluster::shared().folder());
    auto text = base::read_file(folder + "/b.toml").value();
    const auto host = text.find("host=") + 5;
    text.replace(host, text.find('"', host) - host, way.path().string());
    write("b.toml", text);
    ASSERT_TRUE(start_all(2));
    const auto campaign = begin_campaign(0, {"--reply-timeout", "20", "--attempts", "5"});
    ASSERT_TRUE(until([&] { return modems_at_work(campaign).contains("b1"); }, 60));
    relay.cut();
    base::SystemClock clock;
    clock.wait_until(clock.now() + std::chrono::seconds(lease), base::StopToken());
    const auto sent_by_b = [&] {
        return std::ranges::count_if(simulator->truth("submitted"),
                                     [](const auto& event) { return event.at("modem").integer() == 1; });
    };
    const auto sent = sent_by_b();
    clock.wait_until(clock.now() + std::chrono::seconds(lease), base::StopToken());
    EXPECT_EQ(sent_by_b(), sent) << "its lease has run out";
    relay.mend();
    ASSERT_TRUE(until([&] { return says(service(1).err(), "others have taken its work over"); }, 60)) << service(1).err();
    ASSERT_TRUE(until([&] { return finished(campaign); }, 240)) << on(0, {"campaign", "show", "1"}).out << service(1).err();
    expect_everything_right();
}

TEST_F(Hosts, TheServerGoesForLongerThanALeaseAndComesBack) {
    make_world(6, 3, 1, {"--send-latency", "200"});
    ASSERT_TRUE(start_all(2));
    const auto campaign = begin_campaign(0, {"--reply-timeout", "30", "--attempts", "5"});
    ASSERT_TRUE(until([&] { return ended(campaign) > 0; }, 60));
    test::postgresql_value(
        url, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET gsmcfg.restart_patience = 10000'; END $$");
    test::PostgresqlCluster::shared().crash();
    base::SystemClock clock;
    clock.wait_until(clock.now() + std::chrono::seconds(lease + 1), base::StopToken());
    test::PostgresqlCluster::shared().start();
    start(2);  // finds two that could not renew their leases
    ASSERT_TRUE(until([&] { return finished(campaign); }, 240)) << on(0, {"campaign", "show", "1"}).out << service(1).err();
    for (const int host : {0, 1})
        EXPECT_FALSE(says(service(host).err(), "others have taken its work over")) << service(host).err();
    expect_everything_right();
}

TEST_F(Hosts, OneWhoseClockIsWrongByADay) {
    make_world(12, 2, 1, {"--send-latency", "50"});
    start(0);
    start(1, {{"LD_PRELOAD", GSMCFG_FAST_CLOCK}, {"GSMCFG_CLOCK_AHEAD", "86400"}});
    ASSERT_TRUE(until_ready(0) && until_ready(1));
    const auto applied = on(0, apply());
    EXPECT_EQ(applied.exit, 0) << applied.err << applied.out;
    EXPECT_EQ(modems_at_work(1), (std::set<std::string>{"a1", "b1"}));
    const auto opened = database();
    const auto ahead = base::SystemClock().utc() + std::chrono::hours(1);
    EXPECT_EQ(test::postgresql_value(
                  url, fmt::format("SELECT COUNT(*) FROM attempt WHERE submitting_at > {}", store::to_millis(ahead))),
              0)
        << "the server's time counts";
    const auto checked = Program({"gsmcfg", "check", "--config", folder + "/b.toml", "--ignore", "files,disk,modems"}, folder,
                                 {{"LD_PRELOAD", GSMCFG_FAST_CLOCK}, {"GSMCFG_CLOCK_AHEAD", "86400"}})
                             .wait();
    EXPECT_EQ(checked.exit, 1) << checked.out << checked.err;
    EXPECT_TRUE(says(checked.out, "ahead of the database server's")) << checked.out;
    expect_everything_right();
}

TEST_F(Hosts, AModemsNameIsOneModemOnly) {
    make_world(4, 2, 1);
    auto text = base::read_file(folder + "/b.toml").value();
    text.replace(text.find("[modem.b1]"), 10, "[modem.a1]");
    write("b.toml", text);
    start(0);
    ASSERT_TRUE(until_ready(0));
    start(1);
    ASSERT_TRUE(until([&] { return says(service(1).err(), "a modem of another host has this name"); }, 30)) << service(1).err();
    EXPECT_EQ(on(0, apply()).exit, 0) << "the rest goes on";
    // When the other one has gone the name is free.
    kill_host(0);
    EXPECT_TRUE(until([&] { return says(service(1).err(), "a1: ready"); }, 60)) << service(1).err();
    stop_all();
}

TEST_F(Hosts, APasswordInTheAddressIsShownNowhere) {
    make_world(2, 1, 1);
    auto with_password = url;
    with_password.insert(with_password.find('@'), ":geheim");
    const auto run = [&](std::vector<std::string> given) {
        given.insert(given.begin(), "gsmcfg");
        given.insert(given.end(), {"--db", with_password, "--verbose"});
        return Program(given, folder).wait();
    };
    const auto list = folder + "/list.txt";
    const auto applied = run({"apply", e2e::sample("profile.toml"), list, "--yes", "--simulated", "--modem", simulator->modem()});
    std::string all = applied.out + applied.err;
    for (const std::vector<std::string>& given : std::vector<std::vector<std::string>>{{"audit"},
                                                                                       {"campaign", "show", "1"},
                                                                                       {"host", "list"},
                                                                                       {"db", "check"},
                                                                                       {"check"},
                                                                                       {"config", "show"},
                                                                                       {"db", "export"}}) {
        const auto ended = run(given);
        all += ended.out + ended.err;
    }
    EXPECT_EQ(all.find("geheim"), std::string::npos) << all;
    EXPECT_NE(all.find("gsmcfg apply"), std::string::npos) << "the audit is among it";
}

TEST_F(Hosts, OneServiceForEachHost) {
    make_world(4, 2, 1);
    start(0);
    ASSERT_TRUE(until_ready(0));
    const auto second = on(0, {"serve"});
    EXPECT_EQ(second.exit, 75) << second.err;
    EXPECT_TRUE(says(second.err, "a service is at work on this database already")) << second.err;
    EXPECT_TRUE(says(second.err, "waiting, in case it has died")) << second.err;
    kill_host(0);
    start(0);
    EXPECT_TRUE(until_ready(0)) << "nobody waits for the lease of one that has certainly died";
    EXPECT_FALSE(says(service(0).err(), "waiting")) << service(0).err();
}

TEST_F(Hosts, ACampaignThatAHostCantCarryOutIsLeftToTheOthers) {
    make_world(6, 2, 1);
    auto text = base::read_file(folder + "/a.toml").value();
    const auto at = text.find("[credential.default]");
    text.erase(at, text.find("[modem.", at) - at);
    write("a.toml", text);
    ASSERT_TRUE(start_all(2));
    const auto applied = on(1, apply());
    EXPECT_EQ(applied.exit, 0) << applied.err << applied.out;
    EXPECT_EQ(modems_at_work(1), (std::set<std::string>{"b1"}));
    EXPECT_TRUE(says(service(0).err(), "left to other hosts")) << service(0).err();
}

// Both have the same hook.
TEST_F(Hosts, AHookIsRunByOneHostAndByTheNextWhenThatDies) {
    make_world(2, 2, 1);
    const auto told = folder + "/told";
    for (const auto* file : {"a.toml", "b.toml"})
        write(file,
              base::read_file(folder + "/" + file).value() +
                  fmt::format("[[hook]]\nname = \"tell\"\nevent = [\"campaign-done\"]\nprogram = [\"/bin/sh\", \"-c\", \"cat "
                              ">> {}\"]\n",
                              told));
    const auto times = [&](store::Id campaign) {
        std::istringstream lines(base::read_file(told).value_or(""));
        std::int64_t count = 0;
        for (std::string line; std::getline(lines, line);)
            if (const auto json = base::Json::parse(line); json && json->at("campaign").integer() == campaign) ++count;
        return count;
    };
    ASSERT_TRUE(start_all(2));
    const auto first = begin_campaign(1);
    // One that is killed before it has written down that it was told is told again.
    const auto done_with = [&](store::Id campaign) {
        return times(campaign) > 0 && test::postgresql_value(url, "SELECT COUNT(*) FROM hook_delivery") == 0;
    };
    ASSERT_TRUE(until([&] { return done_with(first); }, 60)) << service(0).err() << service(1).err();
    kill_host(0);
    const auto second = begin_campaign(1);
    ASSERT_TRUE(until([&] { return done_with(second); }, 60)) << service(1).err();
    stop_all();
    EXPECT_EQ(times(first), 1);
    EXPECT_EQ(times(second), 1);
}

TEST_F(Hosts, ACancelIsHeardByAllAndPutsAnEndToEveryMeter) {
    make_world(12, 2, 2, {"--send-latency", "50"});
    ASSERT_TRUE(start_all(2));
    const auto campaign = begin_campaign(0);
    ASSERT_TRUE(until([&] { return modems_at_work(campaign).size() >= 3; }, 60));
    const auto cancelled = on(1, {"campaign", "cancel", std::to_string(campaign), "--yes"});
    EXPECT_EQ(cancelled.exit, 0) << cancelled.err;
    EXPECT_EQ(test::postgresql_value(url, "SELECT COUNT(*) FROM target WHERE state <> 'closed'"), 0);
    EXPECT_EQ(test::postgresql_value(url, "SELECT COUNT(*) FROM message WHERE outcome = 'open'"), 0);
    const auto sent = simulator->submitted();
    const auto again = begin_campaign(1);
    ASSERT_TRUE(until([&] { return finished(again); }, 240)) << on(0, {"campaign", "show", std::to_string(again)}).out;
    EXPECT_GT(simulator->submitted(), sent);
}

TEST_F(Hosts, AMeterIsInOneCampaignWhicheverHostBeganIt) {
    make_world(6, 2, 1, {"--send-latency", "50"});
    ASSERT_TRUE(start_all(2));
    const auto first = begin_campaign(0);
    const auto second = begin_campaign(1);
    ASSERT_NE(first, second);
    ASSERT_TRUE(until([&] { return finished(first) && finished(second); }, 120));
    expect_everything_right();
}

// The SIM of a host that died is put into another host: what its meters answer comes in there.
TEST_F(Hosts, AReplyThatReachesAModemOfAnotherHostIsMatched) {
    make_world(8, 2, 1, {"--send-latency", "100", "--reply-delay", "3000"});
    ASSERT_TRUE(start_all(2));
    const auto campaign = begin_campaign(0);
    ASSERT_TRUE(until([&] { return modems_at_work(campaign).contains("b1"); }, 60));
    kill_host(1);
    const auto own = base::read_file(folder + "/a.toml").value();
    write("a.toml", own + fmt::format("[modem.b1]\ndevice = \"{}\"\n", simulator->modem(1)));
    service(0).signal(SIGHUP);
    EXPECT_TRUE(until([&] { return finished(campaign); }, 120)) << on(0, {"campaign", "show", "1"}).out << service(0).err();
    expect_everything_right();
}

}  // namespace
}  // namespace gsmcfg::hosts
