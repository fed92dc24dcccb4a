// Campaigns that are handed over to a service: the release programs over real pseudo-terminals.
#include "serve_fixture.hpp"

#include "gsmcfg/base/text.hpp"

#include <map>
#include <set>

namespace gsmcfg::e2e {
namespace {

class Serve : public ServeFixture {};

TEST_F(Serve, ApplyHandsOverFollowsAndEndsAsIfItHadDoneItItself) {
    simulate(sample("fleet.csv"));
    serve_modem();
    const auto applied = command(apply({"--json", "--reason", "T-1"}));
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(figure(applied, "confirmed"), 25);
    std::set<std::string> events;
    for (const auto& line : applied.lines()) events.insert(line.at("event").string().value_or(""));
    EXPECT_EQ(events, (std::set<std::string>{"plan", "campaign", "meter", "recap"})) << applied.out;
    EXPECT_EQ(campaign(1).state, store::CampaignState::finished);
    EXPECT_EQ(campaign(1).owner, std::nullopt);
    EXPECT_EQ(campaign(1).reason, "T-1");
    const auto stopped = stop_service();
    EXPECT_EQ(stopped.exit, 0) << stopped.err;
    EXPECT_TRUE(says(stopped.err, "campaign 1: finished")) << stopped.err;
}

TEST_F(Serve, EveryKindOfCampaignIsCarriedOutWithTheServiceAndWithoutIt) {
    simulate(sample("fleet.csv"));
    const auto list = write("list.csv", "phone\n+99900100001\n+99900100002\n");
    const auto kinds = [&](const std::vector<std::vector<std::string>>& all, bool with_modem) {
        for (auto given : all) {
            given.push_back("--yes");
            const auto ended = with_modem ? gsmcfg(given) : command(given);
            EXPECT_EQ(ended.exit, 0) << given.front() << ": " << ended.err << ended.out;
        }
    };
    const std::vector<std::vector<std::string>> all{
        {"apply", sample("profile.toml"), list, "--read-first"}, {"status", list}, {"send", list, "{credential} MODE"}};
    kinds(all, true);
    serve_modem();
    kinds(all, false);
    kinds({{"campaign", "undo", "1"}}, false);
    EXPECT_EQ(command({"campaign", "retry", "1", "--yes"}).exit, 0) << "nothing to retry";
    EXPECT_EQ(command({"plan", sample("profile.toml"), list, "--out", folder + "/north.plan"}).exit, 0);
    kinds({{"apply", folder + "/north.plan"}}, false);
    std::size_t finished = 0;
    const auto opened = database();
    for (const auto& one : store::Campaigns(*opened).list()) finished += one.state == store::CampaignState::finished ? 1U : 0U;
    EXPECT_EQ(finished, 8U);
    for (const auto* reading : {"campaign list", "campaign show", "inbox list", "meters list", "audit", "modem events"}) {
        std::vector<std::string> given;
        for (const auto word : base::split(reading, ' ')) given.emplace_back(word);
        if (given.back() == "show") given.emplace_back("1");
        EXPECT_EQ(command(given).exit, 0) << reading;
    }
}

TEST_F(Serve, DetachReturnsAtOnceAndFollowShowsTheRest) {
    simulate(sample("fleet.csv"), {"--send-latency", "30"});
    serve_modem();
    const auto detached = command(apply({"--detach"}));
    EXPECT_EQ(detached.exit, 0) << detached.err;
    EXPECT_TRUE(says(detached.out, "gsmcfg campaign follow 1")) << detached.out;
    EXPECT_TRUE(says(detached.out, "gsmcfg campaign cancel 1")) << detached.out;
    EXPECT_NE(campaign(1).state, store::CampaignState::finished);
    const auto followed = command({"campaign", "follow", "1", "--json"});
    EXPECT_EQ(followed.exit, 0) << followed.err;
    EXPECT_EQ(figure(followed, "confirmed"), 25);
}

TEST_F(Serve, DetachWithoutAServiceIsRefused) {
    simulate(sample("fleet.csv"));
    const auto refused = gsmcfg(apply({"--detach"}));
    EXPECT_EQ(refused.exit, 2);
    EXPECT_TRUE(says(refused.err, "no service is at work on the database")) << refused.err;
    EXPECT_EQ(simulator->submitted(), 0U);
}

TEST_F(Serve, CtrlCLeavesTheCampaignRunning) {
    simulate(sample("fleet.csv"), {"--send-latency", "30"});
    serve_modem();
    Program applying(plain(apply()), folder);
    ASSERT_TRUE(applying.until([&] { return simulator->submitted() > 5; }));
    applying.signal(SIGINT);
    const auto left = applying.wait();
    EXPECT_EQ(left.exit, 130) << left.err;
    EXPECT_TRUE(says(left.err, "gsmcfg campaign follow 1")) << left.err;
    EXPECT_TRUE(says(left.err, "gsmcfg campaign cancel 1")) << left.err;
    EXPECT_EQ(command({"campaign", "follow", "1"}).exit, 0);
    EXPECT_EQ(meters_ended(1), 25);
}

TEST_F(Serve, ACancelIsHeardAtOnce) {
    simulate(sample("fleet.csv"), {"--send-latency", "100"});
    serve_modem();
    ASSERT_EQ(command(apply({"--detach"})).exit, 0);
    ASSERT_TRUE(service->until([&] { return simulator->submitted() > 3; }));
    EXPECT_EQ(command({"campaign", "cancel", "1", "--yes"}).exit, 0);
    const auto sent = simulator->submitted();
    const auto other = command({"send", "+99900100001", "{credential} MODE", "--yes"});
    EXPECT_EQ(other.exit, 0) << other.err;
    EXPECT_LE(simulator->submitted(), sent + 2) << "one in flight, and the other campaign's";
    EXPECT_EQ(campaign(1).state, store::CampaignState::cancelled);
}

TEST_F(Serve, ACanaryIsHeldAndGoesOnWhenApproved) {
    simulate(sample("fleet.csv"));
    serve_modem();
    const auto held = command(apply({"--canary", "5"}));
    EXPECT_EQ(held.exit, 5) << held.err;
    EXPECT_TRUE(says(held.err, "gsmcfg campaign approve 1")) << held.err;
    EXPECT_EQ(meters_ended(1), 5);
    EXPECT_EQ(command({"campaign", "approve", "1", "--yes"}).exit, 0);
    const auto followed = command({"campaign", "follow", "1"});
    EXPECT_EQ(followed.exit, 0) << followed.err;
    EXPECT_EQ(meters_ended(1), 25);
}

TEST_F(Serve, ALimitThatNoTimeOpensHoldsAndAResumeRaisesIt) {
    simulate(sample("fleet.csv"));
    serve_modem();
    const auto held = command(apply({"--max-sms", "30"}));
    EXPECT_EQ(held.exit, 5) << held.err;
    EXPECT_TRUE(says(held.err, "--max-sms")) << held.err;
    EXPECT_LE(simulator->submitted(), 30U);
    const auto resumed = command({"campaign", "resume", "1", "--max-sms", "1000", "--json"});
    EXPECT_EQ(resumed.exit, 0) << resumed.err;
    EXPECT_EQ(figure(resumed, "confirmed"), 25);
}

TEST_F(Serve, TwoCommandsAtOnceBothEndWell) {
    simulate(sample("fleet.csv"));
    serve_modem();
    Program first(plain(apply({"--json"})), folder);
    Program second(plain({"status", sample("phones.txt"), "--settings", "mode", "--yes", "--json"}), folder);
    const auto applied = first.wait();
    const auto asked = second.wait();
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(figure(applied, "confirmed"), 25);
    EXPECT_EQ(asked.exit, 0) << asked.err;
    EXPECT_EQ(figure(asked, "confirmed"), 25);
}

TEST_F(Serve, ASecondServiceOnTheDatabaseIsRefused) {
    simulate(sample("fleet.csv"));
    serve_modem();
    const auto second = gsmcfg({"serve"});
    EXPECT_EQ(second.exit, 75);
    EXPECT_TRUE(says(second.err, "a service is at work on this database already: process ")) << second.err;
}

TEST_F(Serve, WhatWasInterruptedBeforeIsLeftAloneUntilAResume) {
    simulate(sample("fleet.csv"), {"--send-latency", "20"});
    Program applying(words(apply()), folder);
    ASSERT_TRUE(applying.until([&] { return simulator->submitted() > 5; }));
    applying.signal(SIGINT);
    EXPECT_EQ(applying.wait().exit, 130);
    serve_modem();
    EXPECT_EQ(command({"status", "+99900100025", "--settings", "mode", "--yes"}).exit, 0);
    EXPECT_EQ(campaign(1).state, store::CampaignState::ready);
    const auto resumed = command({"campaign", "resume", "1"});
    EXPECT_EQ(resumed.exit, 0) << resumed.err;
    EXPECT_EQ(meters_ended(1), 25);
}

TEST_F(Serve, IsRestartedInTheMiddleOfACampaign) {
    simulate(sample("fleet.csv"), {"--send-latency", "20"});
    serve_modem();
    Program applying(plain(apply({"--json"})), folder);
    ASSERT_TRUE(applying.until([&] { return simulator->submitted() > 20; }));
    EXPECT_EQ(stop_service().exit, 0);
    serve_modem();
    const auto applied = applying.wait();
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(figure(applied, "confirmed"), 25);
    EXPECT_EQ(figure(applied, "possible_duplicates"), 0);
}

TEST_F(Serve, ASecondSignalEndsItAtOnceAndTheMessageIsInDoubt) {
    simulate(sample("fleet.csv"), {"--send-latency", "600000"});
    serve({"--modem", simulator->modem(), "--verbose"});
    ASSERT_TRUE(until_it_says(": ready"));
    ASSERT_EQ(command(apply({"--detach"})).exit, 0);
    const auto in_flight = [&] {
        const auto opened = database();
        store::Repositories store(*opened);
        bool found = false;
        store.targets.each(1, [&](const store::Target& target) {
            for (const auto& message : store.messages.of_target(target.id))
                found = found || message.submission == store::Submission::submitting;
        });
        return found;
    };
    ASSERT_TRUE(service->until(in_flight));
    service->signal(SIGTERM);
    ASSERT_TRUE(until_it_says("stopping"));
    service->signal(SIGTERM);
    EXPECT_EQ(service->wait().exit, 128 + SIGTERM);
    EXPECT_TRUE(in_flight()) << "the next one makes it uncertain";
}

TEST_F(Serve, SigkillLosesNothingAndWhatIsInDoubtIsMarked) {
    simulate(sample("fleet.csv"), {"--send-latency", "20"});
    serve_modem();
    // What the kill took from the modem's prompt is sent again after the time-out.
    ASSERT_EQ(command(apply({"--detach", "--reply-timeout", "10"})).exit, 0);
    for (const std::size_t sent : {12U, 30U, 50U}) {
        ASSERT_TRUE(service->until([&] { return simulator->submitted() > sent; }));
        service->signal(SIGKILL);
        EXPECT_EQ(service->wait().exit, 128 + SIGKILL);
        serve_modem();
    }
    const auto followed = command({"campaign", "follow", "1", "--json"});
    EXPECT_EQ(followed.exit, 0) << followed.err << followed.out;
    EXPECT_EQ(figure(followed, "confirmed"), 25);
    // Every SMS of the world is in the database, and those that went twice are among those that may have.
    EXPECT_GE(figure(followed, "sms_sent"), static_cast<std::int64_t>(simulator->submitted()));
    std::map<std::string, std::int64_t> times;
    std::int64_t twice = 0;
    for (const auto& event : simulator->truth("submitted"))
        if (++times[event.at("destination").string().value() + event.at("text").string().value_or("")] > 1) ++twice;
    EXPECT_LE(twice, figure(followed, "possible_duplicates"));
    EXPECT_LE(figure(followed, "possible_duplicates"), 3);
}

}  // namespace
}  // namespace gsmcfg::e2e
