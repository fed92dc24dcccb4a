// What runs beside the modems of a service: hooks, and the metrics file. Real programs are told real events.
#include "datagram_receiver.hpp"
#include "serve_fixture.hpp"

#include "gsmcfg/base/file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace gsmcfg::e2e {
namespace {

class ServeAttendants : public ServeFixture {
protected:
    // Appends what it is told to the file of that name.
    std::string hook(const std::string& name, const std::string& events, const std::string& more = "") const {
        return fmt::format(
            "[[hook]]\nname = \"{0}\"\nevent = [{1}]\nprogram = [\"/bin/sh\", \"-c\", \"cat >> {2}/{0}.jsonl\"]\n{3}\n", name,
            events, folder, more);
    }
    std::string configure(const std::string& before, const std::string& after) {
        return write("gsmcfg.toml", fmt::format("{}\n[modem.north]\ndevice = \"{}\"\n{}", before, simulator->modem(), after));
    }
    std::vector<base::Json> told(const std::string& name) const {
        std::vector<base::Json> events;
        std::istringstream lines(base::read_file(folder + "/" + name + ".jsonl").value_or(""));
        for (std::string line; std::getline(lines, line);)
            if (auto event = base::Json::parse(line)) events.push_back(std::move(*event));
        return events;
    }
    std::int64_t count(const std::string& name, std::string_view event) const {
        return std::ranges::count_if(told(name), [&](const base::Json& one) { return one.at("event").string() == event; });
    }
    [[nodiscard]] bool until_told(const std::string& name, std::string_view event, std::int64_t times) {
        return service->until([&] { return count(name, event) >= times; });
    }
};

TEST_F(ServeAttendants, HooksAreToldOfMetersCampaignsAlarmsAndModems) {
    simulate(write("fleet.csv",
                   "phone,type,serial,firmware,password,behaviour\n+99900100001,GS04,01,2.0,12345678,unsolicited\n"
                   "+99900100002,GS04,02,2.0,12345678,\n+99900100003,GS04,03,2.0,12345678,\n"));
    const auto list = write("list.txt", "+99900100001\n+99900100002\n+99900100003\n");
    const auto config = configure("", hook("all", R"("inbound", "meter-done", "campaign-done")") +
                                          hook("outages", R"("modem-down")", "after = 0") +
                                          hook("strangers", R"("inbound")", "sender = [\"+99900100002\"]"));
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    const auto applied = command({"apply", sample("profile.toml"), list, "--yes"});
    EXPECT_EQ(applied.exit, 0) << applied.err;
    ASSERT_TRUE(until_told("all", "campaign-done", 1)) << service->err();
    ASSERT_TRUE(until_told("all", "meter-done", 3));
    ASSERT_TRUE(until_told("all", "inbound", 1));
    for (const auto& event : told("all")) {
        EXPECT_GT(event.at("delivery").integer().value_or(0), 0);
        EXPECT_EQ(event.at("attempt").integer(), 1);
        if (event.at("event").string() == "inbound") {
            EXPECT_EQ(event.at("phone").string(), "+99900100001");
        }
        if (event.at("event").string() == "meter-done") {
            EXPECT_EQ(event.at("as_wanted").boolean(), true);
        }
        EXPECT_FALSE(says(event.dump(), "12345678")) << "the password";
    }
    EXPECT_TRUE(told("strangers").empty()) << "the alarm came from another meter";
    simulator.reset();
    EXPECT_TRUE(until_told("outages", "modem-down", 1)) << service->err();
    EXPECT_EQ(stop_service().exit, 0);
}

TEST_F(ServeAttendants, ProgramsThatAreMissingHangCrashOrPrintAMegabyteAreInNobodysWay) {
    simulate(sample("fleet.csv"));
    const auto bad = [](const std::string& name, const std::string& program) {
        return fmt::format("[[hook]]\nname = \"{}\"\nevent = \"campaign-done\"\nprogram = {}\ndeadline = 1\nretries = 0\n", name,
                           program);
    };
    const auto config = configure(
        "", bad("missing", R"(["/nonexistent/program"])") + bad("hangs", R"(["/bin/sh", "-c", "while :; do sleep 60; done"])") +
                bad("crashes", R"(["/bin/sh", "-c", "kill -SEGV $$"])") +
                bad("talks", R"(["/bin/sh", "-c", "head -c 1048576 /dev/zero; exit 7"])") + hook("good", R"("campaign-done")"));
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    EXPECT_EQ(command(apply()).exit, 0);
    for (const auto* name : {"missing", "hangs", "crashes", "talks"})
        ASSERT_TRUE(service->until([&] {
            const auto log = service->err();
            const auto at = log.find(fmt::format("hook {}: event ", name));
            return at != std::string::npos && log.find("is given up after 1 attempts", at) != std::string::npos;
        })) << name
            << service->err();
    EXPECT_TRUE(until_told("good", "campaign-done", 1));
    EXPECT_EQ(command({"status", "+99900100001", "--yes"}).exit, 0) << "the service is as it was";
    EXPECT_EQ(stop_service().exit, 0);
}

TEST_F(ServeAttendants, AReloadTakesHooksAndMetricsAndEndsThoseThatAreGone) {
    simulate(sample("fleet.csv"));
    const auto config = configure("", hook("first", R"("campaign-done")"));
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    EXPECT_EQ(command(apply()).exit, 0);
    ASSERT_TRUE(until_told("first", "campaign-done", 1));
    const auto metrics = folder + "/gsmcfg.prom";
    configure(fmt::format("metrics_file = \"{}\"\nmetrics_every = 1", metrics), hook("second", R"("campaign-done")"));
    service->signal(SIGHUP);
    ASSERT_TRUE(until_it_says("the configuration is reloaded"));
    EXPECT_FALSE(says(service->err(), "restart it")) << service->err();
    EXPECT_EQ(command({"status", "+99900100001", "--yes"}).exit, 0);
    ASSERT_TRUE(until_told("second", "campaign-done", 1));
    EXPECT_EQ(count("first", "campaign-done"), 1) << "is no longer in the configuration";
    EXPECT_TRUE(
        service->until([&] { return says(base::read_file(metrics).value_or(""), "gsmcfg_campaigns{state=\"finished\"} 2"); }));
}

TEST_F(ServeAttendants, MetricsThatCannotBeWrittenAreSaidAndTheRestGoesOn) {
    simulate(sample("fleet.csv"));
    const auto config = configure(fmt::format("metrics_file = \"{}/none/gsmcfg.prom\"\nmetrics_every = 1", folder), "");
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("metrics can't be written: "));
    EXPECT_EQ(command(apply()).exit, 0);
    std::filesystem::create_directory(folder + "/none");
    ASSERT_TRUE(until_it_says("metrics are written again"));
    EXPECT_TRUE(says(base::read_file(folder + "/none/gsmcfg.prom").value_or(""), "gsmcfg_campaigns"));
}

TEST_F(ServeAttendants, WhatWasGivenUpIsShownAndToldAgain) {
    simulate(sample("fleet.csv"));
    const auto late = folder + "/late.sh";
    const auto config = configure(
        "", fmt::format("[[hook]]\nname = \"late\"\nevent = \"campaign-done\"\nprogram = [\"{}\"]\nretries = 0\n", late));
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    EXPECT_TRUE(says(command({"hook", "list"}).err, "the hooks were told of everything"));
    EXPECT_EQ(command(apply()).exit, 0);
    ASSERT_TRUE(until_it_says("is given up after 1 attempts"));
    const auto listed = command({"hook", "list"});
    EXPECT_TRUE(says(listed.out, "campaign-done")) << listed.out;
    EXPECT_TRUE(says(listed.out, "given up after 1 attempt: ")) << listed.out;
    const auto checked = command({"check", "--config", config, "--ignore", "clock,modems"});
    EXPECT_EQ(checked.exit, 1) << checked.out;
    EXPECT_TRUE(says(checked.out, "this user can't run")) << checked.out;
    EXPECT_TRUE(says(checked.out, "was given up at")) << checked.out;
    EXPECT_EQ(command({"hook", "again"}).exit, 2);
    EXPECT_EQ(command({"hook", "again", "99"}).exit, 2);
    write("late.sh", fmt::format("#!/bin/sh\ncat >> {}/late.jsonl\n", folder), 0700);
    const auto again = command({"hook", "again", "--all", "--json"}).lines();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].at("events").integer(), 1);
    EXPECT_TRUE(until_told("late", "campaign-done", 1));
    EXPECT_EQ(command({"audit", "--action", "hook-again", "--json"}).lines().size(), 1U);
}

TEST_F(ServeAttendants, AnSmsTellsOfAModemThatIsDown) {
    simulate(sample("fleet.csv"));
    const auto config = configure("alarm_phone = \"+99900000009\"\nalarm_after = 0\n",
                                  fmt::format("[modem.south]\ndevice = \"{}/nothing\"\n", folder));
    serve({"--config", config});
    ASSERT_TRUE(service->until([&] {
        return std::ranges::any_of(simulator->truth("submitted"),
                                   [](const base::Json& sent) { return sent.at("destination").string() == "+99900000009"; });
    })) << service->err();
    EXPECT_EQ(campaign(1).reason, "modem south is down");
}

TEST_F(ServeAttendants, LinesInTheJournalHaveFieldsToLookFor) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can put a socket where the journal's is";
    simulate(sample("fleet.csv"));
    const auto journal = folder + "/journal";
    std::filesystem::create_directory(journal);
    DatagramReceiver receiver(journal + "/socket");
    // In a mount namespace of its own; standard error is what JOURNAL_STREAM says it is.
    const auto script = write("serve.sh",
                              "set -e\nmount -t tmpfs none /run\nmkdir -p /run/systemd/journal /run/lock\n"
                              "mount --bind \"$1\" /run/systemd/journal\n"
                              "JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2)\nexport JOURNAL_STREAM\nshift\nexec \"$@\"\n");
    service = std::make_unique<Program>(std::vector<std::string>{"/usr/bin/unshare", "--mount", "/bin/sh", script, journal,
                                                                 std::string(GSMCFG_PROGRAMS_DIR) + "/gsmcfg", "serve", "--db",
                                                                 folder + "/gsmcfg.db", "--config", configure("", "")},
                                        folder);
    ASSERT_TRUE(service->until([&] { return receiver.heard("MESSAGE=north: ready"); })) << service->err();
    EXPECT_TRUE(receiver.heard("GSMCFG_MODEM=north")) << receiver.told();
    EXPECT_TRUE(receiver.heard("PRIORITY=6")) << receiver.told();
    EXPECT_TRUE(receiver.heard("SYSLOG_IDENTIFIER=gsmcfg")) << receiver.told();
    EXPECT_EQ(command(apply()).exit, 0);
    ASSERT_TRUE(service->until([&] { return receiver.heard("MESSAGE=campaign 1: finished"); }));
    EXPECT_TRUE(receiver.heard("GSMCFG_CAMPAIGN=1")) << receiver.told();
    EXPECT_EQ(service->err(), "") << "nothing twice";
}

TEST_F(ServeAttendants, AnEventOutlivesAServiceThatIsKilled) {
    simulate(sample("fleet.csv"));
    const auto config =
        configure("", "[[hook]]\nname = \"late\"\nevent = \"campaign-done\"\nprogram = [\"" + folder + "/late.sh\"]\n");
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    EXPECT_EQ(command(apply()).exit, 0);
    ASSERT_TRUE(until_it_says("hook late: event ")) << "the program is not there";
    service->signal(SIGKILL);
    EXPECT_EQ(service->wait().exit, 128 + SIGKILL);
    write("late.sh", fmt::format("#!/bin/sh\ncat >> {}/late.jsonl\n", folder), 0700);
    serve({"--config", config});
    ASSERT_TRUE(until_told("late", "campaign-done", 1)) << service->err();
    EXPECT_EQ(told("late").front().at("attempt").integer(), 2);
}

}  // namespace
}  // namespace gsmcfg::e2e
