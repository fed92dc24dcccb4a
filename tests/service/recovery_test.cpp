// A modem's trouble never costs a meter an attempt: it is found, cured, and the work goes on.
#include "worker_fixture.hpp"

#include "gsmcfg/store/line_events.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class RecoveryTest : public WorkerTest {
protected:
    // So many good meters, of which those that are silent are the first.
    std::vector<std::string> meters(int count, int silent = 0) {
        std::string fleet;
        std::vector<std::string> phones;
        for (int i = 1; i <= count; ++i) {
            phones.push_back(phone_of(i));
            fleet += meter_line(phones.back(), i <= silent ? "silent" : "");
        }
        make_world(fleet);
        return phones;
    }
    void plan(sim::Fault fault, unsigned nth) {
        sim::Faults faults;
        faults.planned.push_back({fault, nth});
        world->modem(0).set_faults(faults);
    }
    std::vector<store::LineEvent> events(store::LineEventKind kind) {
        std::vector<store::LineEvent> found;
        store::each_line_event(*database, "", 1000, [&](const store::LineEvent& event) {
            if (event.kind == kind) found.push_back(store::find_line_event(*database, event.id).value());
        });
        return found;
    }
    std::int64_t confirmed(store::Id campaign) { return tally(campaign)[store::MeterOutcome::confirmed]; }
    // Every message was sent once.
    void expect_no_repetition(store::Id campaign, const std::vector<std::string>& phones) {
        for (const auto& phone : phones)
            for (const auto& message : messages(campaign, phone)) EXPECT_EQ(message.attempts, 1) << phone << " " << message.text;
    }
};

TEST_F(RecoveryTest, ADeafModemIsFoundAndCuredAndCostsNoMeterAnAttempt) {
    const auto phones = meters(40);
    options.attempts = 1;
    plan(sim::Fault::deaf, 30);
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    ASSERT_FALSE(truth("fault", "").empty());
    EXPECT_EQ(confirmed(campaign), 40);
    const auto deaf = events(store::LineEventKind::deaf);
    ASSERT_EQ(deaf.size(), 1U);
    EXPECT_NE(deaf.front().dialogue.find("AT+CMGS="), std::string::npos);
    EXPECT_EQ(deaf.front().dialogue.find(password), std::string::npos);
    EXPECT_EQ(events(store::LineEventKind::cured).size(), 1U);
}

TEST_F(RecoveryTest, SilentMetersAmongOthersAreNotTakenForDeafness) {
    const auto phones = meters(40, 10);
    options.attempts = 1;
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::no_reply], 10);
    EXPECT_EQ(confirmed(campaign), 30);
    EXPECT_TRUE(events(store::LineEventKind::deaf).empty());
}

TEST_F(RecoveryTest, AWhollySilentFleetEndsAfterAFewCures) {
    options.status_reports = false;  // a report would show that the line hears
    const auto phones = meters(30, 30);
    const auto campaign = apply(phones);
    const auto report = run(campaign);
    EXPECT_EQ(report.end, LineReport::End::finished) << report.reason;
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::no_reply], 30);
    const auto cures = events(store::LineEventKind::deaf).size();
    EXPECT_GE(cures, 1U);
    EXPECT_LE(cures, 4U);
    // Two attempts are allowed, and one more is excused.
    EXPECT_LE(truth("submitted").size(), 3U * 30U);
}

TEST_F(RecoveryTest, AHangingModemComesBackWithoutALoss) {
    const auto phones = meters(20);
    plan(sim::Fault::hang, 120);
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    ASSERT_EQ(truth("fault", "").size(), 1U);
    EXPECT_EQ(confirmed(campaign), 20);
}

TEST_F(RecoveryTest, AFrozenModemIsPowerCycled) {
    const auto phones = meters(20);
    plan(sim::Fault::freeze, 120);
    int cycles = 0;
    modem_options.power_cycle = [&](base::StopToken) -> base::Result<void> {
        ++cycles;
        world->modem(0).power_cycle(clock.now());
        return {};
    };
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    ASSERT_EQ(truth("fault", "").size(), 1U);
    EXPECT_EQ(cycles, 1);
    EXPECT_EQ(confirmed(campaign), 20);
    EXPECT_FALSE(events(store::LineEventKind::cured).empty());
}

TEST_F(RecoveryTest, ARestartInTheMiddleIsNoticedAtOnce) {
    const auto phones = meters(20);
    plan(sim::Fault::restart, 120);
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    ASSERT_EQ(truth("fault", "").size(), 1U);
    EXPECT_EQ(confirmed(campaign), 20);
    // No result time-out of minutes was waited out for a modem that said that it had restarted.
    EXPECT_LT(clock.elapsed(), 20min);
}

TEST_F(RecoveryTest, AnUnpluggedModemIsWaitedForAndTimersStandStill) {
    const auto phones = meters(12);
    options.attempts = 1;
    bool gone = false;
    const auto begin = clock.elapsed();
    on_link_call = [&] {
        if (gone || clock.elapsed() - begin < 2min) return;
        gone = true;
        world->modem(0).unplug(clock.now());
    };
    opener_hook = [&] {
        if (gone && !world->modem(0).plugged() && clock.elapsed() - begin > 9min) world->modem(0).plug(clock.now());
    };
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_TRUE(gone);
    EXPECT_EQ(confirmed(campaign), 12);
    expect_no_repetition(campaign, phones);
}

// What fails for everybody is no fault of a message: nothing is given up, and the work goes on when the trouble ends.
struct Outage {
    std::string name;
    unsigned cms_error = 0;              // of every send; 0: the fault instead
    sim::Fault fault{};                  // at every occasion
    std::chrono::minutes ends_after{0};  // since the start
};

class OutageTest : public RecoveryTest, public testing::WithParamInterface<Outage> {};

TEST_P(OutageTest, FailsNoMeter) {
    const auto phones = meters(30);
    sim::Faults faults;
    for (unsigned n = 20; n < 2000; ++n) {
        if (GetParam().cms_error != 0) faults.cms_error[n] = GetParam().cms_error;
        else faults.planned.push_back({GetParam().fault, n});
    }
    world->modem(0).set_faults(faults);
    bool over = false;
    on_link_call = [&] {
        if (over || clock.elapsed() < GetParam().ends_after) return;
        over = true;
        world->modem(0).set_faults({});
    };
    const auto campaign = apply(phones);
    const auto report = run(campaign);
    EXPECT_EQ(report.end, LineReport::End::finished) << report.reason;
    EXPECT_TRUE(over);
    EXPECT_EQ(confirmed(campaign), 30);
    expect_no_repetition(campaign, phones);
}

INSTANTIATE_TEST_SUITE_P(Outages, OutageTest,
                         testing::Values(Outage{"temporary_failure_of_the_network", 41, {}, 15min},
                                         Outage{"network_out_of_order", 38, {}, 15min}, Outage{"no_network", 331, {}, 30min},
                                         Outage{"errors_after_the_prompt", 0, sim::Fault::prompt_error, 10min}),
                         [](const auto& one) { return one.param.name; });

TEST_F(RecoveryTest, OneCommandASentAndAtMostTwoAReceivedMessage) {
    world_options.storage = 20;
    world_options.send_latency = 1s;
    world_options.reply_delay = 1s;
    const auto campaign = apply(meters(30));
    const store::Owner owner(*database, clock.utc());
    const auto line = channel(0);
    auto opened = line->open({});
    ASSERT_TRUE(opened);
    const auto bring_up = line->commands();
    run_options.campaign = campaign;
    base::StopSource source;
    EXPECT_EQ(Worker(*database, *line, credentials, run_options, owner.id()).run(base::StopToken(source), *opened).end,
              LineReport::End::finished);
    const auto sent = truth("submitted").size();
    std::size_t received = 0;
    for (const auto& event : truth("inbound", ""))
        if (event.at("kind").string() == "message") ++received;
    // The rest: a listing a minute at least.
    const auto listings = static_cast<std::size_t>(clock.elapsed() / 1min) + 1;
    EXPECT_LE(line->commands() - bring_up, sent + 2 * received + listings);
}

TEST_F(RecoveryTest, RepliesNeverFindTheStorageFull) {
    world_options.storage = 20;
    world_options.send_latency = 1s;
    world_options.reply_delay = 1s;
    const auto phones = meters(60);
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(confirmed(campaign), 60);
    EXPECT_TRUE(truth("no_room", "").empty());
    EXPECT_TRUE(events(store::LineEventKind::storage_full).empty());
}

}  // namespace
}  // namespace gsmcfg::service
