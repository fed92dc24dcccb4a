// Campaigns within limits, against the simulator's log: canaries, batches, failures, caps, windows, rates.
#include "worker_fixture.hpp"

#include "gsmcfg/store/sim_counter.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class LimitedCampaign : public WorkerTest {
protected:
    LimitedCampaign() {
        run_options.sim_counter = directory.file("sims.db");
        run_options.zone = "UTC";
        world_options.restart_time = 15s;
    }
    // So many meters; those of `bad` (1-based) have another password.
    std::vector<std::string> meters(int count, const std::set<int>& bad = {}) {
        std::string fleet;
        std::vector<std::string> phones;
        for (int i = 1; i <= count; ++i) {
            phones.push_back(phone_of(i));
            fleet += meter_line(phones.back(), "", bad.contains(i) ? "87654321" : "12345678");
        }
        make_world(fleet);
        return phones;
    }
    std::int64_t count(store::Id campaign, store::MeterOutcome outcome) { return tally(campaign)[outcome]; }
    store::CampaignState state(store::Id campaign) { return row(campaign).state; }
    // The numbers that were sent to, in the order of their first message.
    std::vector<std::string> begun() const {
        std::vector<std::string> phones;
        for (const auto& event : truth("submitted")) {
            const auto phone = event.at("destination").string().value();
            if (std::ranges::find(phones, phone) == phones.end()) phones.push_back(phone);
        }
        return phones;
    }
    std::map<std::string, int> sent_by_day(std::string_view zone) const {
        std::map<std::string, int> days;
        const auto local = base::TimeZone::find(zone).value();
        for (const auto& event : truth("submitted"))
            ++days[local.day(world_options.start_utc + std::chrono::milliseconds(event.at("t_ms").integer().value()))];
        return days;
    }
    RunReport go(store::Id campaign) { return run_all(campaign); }
    // The card that is counted, as the modem names it.
    std::string card() {
        const auto identity = channel(0)->open({}).value();
        return identity.iccid.empty() ? identity.imsi : identity.iccid;
    }
};

TEST_F(LimitedCampaign, ACanaryIsPickedAcrossTheListAndWaitsForAPerson) {
    const auto phones = meters(40);
    options.limits.canary = Canary{4, 4};
    const auto campaign = apply(phones);
    auto report = go(campaign);
    EXPECT_FALSE(report.finished);
    EXPECT_EQ(report.lines.front().end, LineReport::End::held);
    EXPECT_EQ(state(campaign), store::CampaignState::held);
    EXPECT_EQ(begun(), (std::vector<std::string>{phones[5], phones[15], phones[25], phones[35]}));
    EXPECT_NE(row(campaign).held_reason.find("4 of 4 meters are as wanted"), std::string::npos) << row(campaign).held_reason;
    EXPECT_NE(row(campaign).held_reason.find("campaign approve"), std::string::npos);

    // A resume without the person's word changes nothing.
    report = go(campaign);
    EXPECT_FALSE(report.finished);
    EXPECT_EQ(begun().size(), 4U);

    store::Transaction transaction(*database);
    store->campaigns.release_stage(campaign, 0);
    transaction.commit();
    EXPECT_TRUE(go(campaign).finished);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 40);
}

TEST_F(LimitedCampaign, ACanaryThatWentWellGoesOnByItselfIfAllowed) {
    const auto phones = meters(12, {2});
    options.limits.canary = Canary{4, 3};  // places 2, 5, 8, 11: the second meter is one of them
    options.limits.auto_approve = true;
    const auto campaign = apply(phones);
    EXPECT_TRUE(go(campaign).finished);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 11);
}

TEST_F(LimitedCampaign, ACanaryThatWentBadlyHoldsTheCampaignWhateverWasAllowed) {
    const auto phones = meters(12, {2, 5});
    options.limits.canary = Canary{4, 3};
    options.limits.auto_approve = true;
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(state(campaign), store::CampaignState::held);
    EXPECT_EQ(begun().size(), 4U);
    EXPECT_EQ(count(campaign, store::MeterOutcome::pending), 8);
}

TEST_F(LimitedCampaign, ABatchBeginsWhenTheOneBeforeHasEnded) {
    const auto phones = meters(9);
    options.limits.batches = {2, 3};
    const auto campaign = apply(phones);
    EXPECT_TRUE(go(campaign).finished);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 9);
    // The first message of a later batch comes after the last one of an earlier batch.
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> span;
    for (const auto& event : truth("submitted")) {
        const auto t = event.at("t_ms").integer().value();
        auto& [first, last] = span.try_emplace(event.at("destination").string().value(), t, t).first->second;
        last = t;
    }
    EXPECT_LT(std::max(span[phones[0]].second, span[phones[1]].second), span[phones[2]].first);
    EXPECT_LT(span[phones[4]].second, span[phones[5]].first);
    EXPECT_LT(span[phones[3]].first, span[phones[2]].second) << "but within a batch they go side by side";
}

TEST_F(LimitedCampaign, ABatchWithoutOneGoodMeterIsTheLast) {
    const auto phones = meters(9, {1, 2});
    options.limits.batches = {2};
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(begun().size(), 2U);
    EXPECT_NE(row(campaign).held_reason.find("none of the 2"), std::string::npos);
}

TEST_F(LimitedCampaign, ABatchIsJudgedByItsOwnMeters) {
    const auto phones = meters(9, {3, 4});
    options.limits.batches = {2};
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(begun().size(), 4U) << "the first batch went well, the second did not";
    EXPECT_NE(row(campaign).held_reason.find("none of the 2"), std::string::npos) << row(campaign).held_reason;
}

TEST_F(LimitedCampaign, TooManyFailuresStopNewMetersAndFinishThoseThatWereBegun) {
    run_options.max_open = 4;
    const auto phones = meters(40, {3, 4, 5, 6, 7, 8});
    options.limits.max_fail = MaxFail{3, false};
    const auto campaign = apply(phones);
    const auto report = go(campaign);
    EXPECT_FALSE(report.finished);
    EXPECT_EQ(report.lines.front().end, LineReport::End::held);
    EXPECT_EQ(state(campaign), store::CampaignState::held);
    EXPECT_GE(count(campaign, store::MeterOutcome::rejected), 4);
    EXPECT_EQ(count(campaign, store::MeterOutcome::partial), 0) << "a meter is finished in one go";
    EXPECT_GT(count(campaign, store::MeterOutcome::pending), 25);

    auto more = CampaignOptions::from_json(row(campaign).options).value();
    more.limits.max_fail = MaxFail{10, false};
    store::Transaction transaction(*database);
    store->campaigns.set_options(campaign, more.to_json());
    transaction.commit();
    EXPECT_TRUE(go(campaign).finished);
}

TEST_F(LimitedCampaign, NeverSendsMoreThanMaxSmsAndLeavesNoMeterHalfDone) {
    const auto phones = meters(20);
    options.limits.max_sms = 30;
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(state(campaign), store::CampaignState::held);
    EXPECT_LE(truth("submitted").size(), 30U);
    EXPECT_EQ(count(campaign, store::MeterOutcome::partial), 0);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 3);
    EXPECT_NE(row(campaign).held_reason.find("--max-sms"), std::string::npos) << row(campaign).held_reason;
}

TEST_F(LimitedCampaign, NeverCostsMoreThanMaxCost) {
    const auto phones = meters(20);
    options.price_out = 0.10;
    options.price_in = 0.05;
    options.currency = "EUR";
    options.limits.max_cost = 4.00;  // a meter of 8 messages and replies is 1.20
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 3);
    const auto now = row(campaign);
    EXPECT_LE(static_cast<double>(now.sms_sent) * 0.10 + static_cast<double>(now.sms_received) * 0.05, 4.00);
    EXPECT_NE(now.held_reason.find("EUR"), std::string::npos);
}

TEST_F(LimitedCampaign, ARateIsKept) {
    const auto phones = meters(3);
    options.limits.sms_per_minute = 6;
    const auto campaign = apply(phones);
    EXPECT_TRUE(go(campaign).finished);
    std::vector<std::int64_t> times;
    for (const auto& event : truth("submitted")) times.push_back(event.at("t_ms").integer().value());
    ASSERT_GT(times.size(), 10U);
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], 9'990) << i;
}

TEST_F(LimitedCampaign, NothingIsSentOutsideItsWindowAndNoMeterIsLeftHalfDone) {
    const auto phones = meters(80);
    // It is 09:00 UTC, 12:00 in Moscow.
    options.limits.window = base::DailyWindow::parse("12:30-12:45", base::TimeZone::find("Europe/Moscow").value()).value();
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_TRUE(truth("submitted").empty()) << "it is not open yet";
    EXPECT_NE(row(campaign).held_reason.find("12:30-12:45 (Europe/Moscow) is closed"), std::string::npos);

    clock.advance(31min);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(state(campaign), store::CampaignState::held);
    EXPECT_EQ(count(campaign, store::MeterOutcome::partial), 0);
    EXPECT_GT(count(campaign, store::MeterOutcome::confirmed), 10);
    for (const auto& event : truth("submitted")) {
        const auto minute = event.at("t_ms").integer().value() / 60'000;
        EXPECT_GE(minute, 30);
        EXPECT_LT(minute, 45);
    }
}

TEST_F(LimitedCampaign, AWindowTooShortForAMeterSaysSo) {
    const auto phones = meters(2);
    options.limits.window = base::DailyWindow::parse("09:00-09:02", base::TimeZone::find("UTC").value()).value();
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_TRUE(truth("submitted").empty());
    EXPECT_NE(row(campaign).held_reason.find("is shorter"), std::string::npos) << row(campaign).held_reason;
}

TEST_F(LimitedCampaign, ACapIsOfTheCardWhateverDatabaseItSentFrom) {
    const auto phones = meters(40);
    {
        auto counter = store::SimCounter::open(run_options.sim_counter).value();
        EXPECT_TRUE(counter->take(card(), "2026-03-01", 84, std::nullopt)) << "another database's";
    }
    options.limits.daily_cap = 100;
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(truth("submitted").size(), 16U) << "two meters of eight";
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 2);
    EXPECT_EQ(store::SimCounter::open(run_options.sim_counter).value()->sent(card(), "2026-03-01"), 100);
    EXPECT_NE(row(campaign).held_reason.find("a day allows"), std::string::npos) << row(campaign).held_reason;
}

TEST_F(LimitedCampaign, ACapBelowOneMeterSaysSo) {
    const auto phones = meters(2);
    options.limits.daily_cap = 5;
    const auto campaign = apply(phones);
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_TRUE(truth("submitted").empty());
    EXPECT_NE(row(campaign).held_reason.find("raise --daily-cap"), std::string::npos) << row(campaign).held_reason;
}

TEST_F(LimitedCampaign, WithoutATimeOutItWaitsForTheAnswerThoughNothingMoreMayGo) {
    make_world(meter_line(phone_of(1), "slow=1800") + meter_line(phone_of(2)));
    options.reply_timeout.reset();
    options.limits.daily_cap = 8;
    const auto campaign = apply({phone_of(1), phone_of(2)});
    EXPECT_FALSE(go(campaign).finished);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 1) << "eight answers, half an hour each";
    EXPECT_EQ(count(campaign, store::MeterOutcome::pending), 1);
    EXPECT_NE(row(campaign).held_reason.find("a day allows"), std::string::npos) << row(campaign).held_reason;
}

TEST_F(LimitedCampaign, WithoutACapTheCardIsCountedToo) {
    const auto phones = meters(3);
    const auto campaign = apply(phones);
    EXPECT_TRUE(go(campaign).finished);
    EXPECT_EQ(store::SimCounter::open(run_options.sim_counter).value()->sent(card(), "2026-03-01"),
              static_cast<std::int64_t>(truth("submitted").size()))
        << "what was granted and not used went back";
}

// Three weeks under a cap, stopped every day in the middle: it never exceeds the cap, and nothing is lost or sent twice.
TEST_F(LimitedCampaign, ThreeWeeksUnderACapStoppedEveryNight) {
    const auto phones = meters(60);
    options.limits.daily_cap = 25;
    options.limits.window = base::DailyWindow::parse("09:00-18:00", base::TimeZone::find("UTC").value()).value();
    const auto campaign = apply(phones);
    int days = 0;
    for (bool finished = false; !finished && days < 40; ++days) {
        on_tick = [&, begin = clock.elapsed()](const Progress&) {
            if (clock.elapsed() - begin > 40s + std::chrono::seconds(days) * 2) stop->request();
        };
        // Stopped in the middle of the day's work; then started again, and at night held by the cap.
        finished = go(campaign).finished;
        on_tick = {};
        if (!finished) finished = go(campaign).finished;
        EXPECT_EQ(state(campaign), finished ? store::CampaignState::finished : store::CampaignState::held);
        clock.advance(24h - clock.elapsed() % 24h);
        world->advance(clock.now());
    }
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 60);
    EXPECT_GE(days, 20);
    EXPECT_LE(days, 22);
    for (const auto& [day, sent] : sent_by_day("UTC")) EXPECT_LE(sent, 25) << day;
    EXPECT_EQ(row(campaign).possible_duplicates, 0);
    for (const auto& phone : phones) EXPECT_EQ(applied(phone)["apn"], "m2m.example") << phone;
}

// A clock that is set in the middle of a run expires nothing and delays nothing.
class ClockJump : public LimitedCampaign, public ::testing::WithParamInterface<std::chrono::hours> {};

TEST_P(ClockJump, ChangesNothing) {
    const auto phones = meters(10);
    options.limits.sms_per_minute = 20;
    const auto begin = clock.elapsed();
    const auto campaign = apply(phones);
    bool jumped = false;
    on_tick = [&](const Progress&) {
        if (jumped || truth("submitted").size() < 20) return;
        jumped = true;
        clock.set_by(GetParam());
    };
    EXPECT_TRUE(go(campaign).finished);
    EXPECT_TRUE(jumped);
    EXPECT_EQ(count(campaign, store::MeterOutcome::confirmed), 10);
    EXPECT_EQ(truth("submitted").size(), 80U) << "nothing was given up early and sent again";
    EXPECT_LT(clock.elapsed() - begin, 8min);
}

INSTANTIATE_TEST_SUITE_P(AnHourAndADay, ClockJump,
                         ::testing::Values(std::chrono::hours(24), std::chrono::hours(-24), std::chrono::hours(1),
                                           std::chrono::hours(-1)));

}  // namespace
}  // namespace gsmcfg::service
