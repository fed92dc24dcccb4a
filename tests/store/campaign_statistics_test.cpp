#include "each_store_fixture.hpp"

#include "gsmcfg/store/campaign_statistics.hpp"
#include "gsmcfg/store/registers.hpp"

#include <tuple>

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class CampaignStatisticsTest : public EachStoreTest {
protected:
    template <typename Action>
    auto change(Action action) {
        Transaction transaction(*database);
        auto result = action();
        transaction.commit();
        return result;
    }
    std::vector<Target> targets_of(Id campaign) {
        std::vector<Target> all;
        targets.each(campaign, [&](const Target& target) { all.push_back(target); });
        return all;
    }
    void start(const Target& target, base::UtcTime at, std::optional<base::UtcTime> end = std::nullopt) {
        auto after = target;
        after.state = end ? TargetState::closed : TargetState::open;
        after.outcome = end ? MeterOutcome::no_reply : MeterOutcome::partial;
        after.imsi = "imsi1";
        after.started_at = at;
        after.finished_at = end;
        change([&] { return targets.update(target, after), 0; });
    }
    Id message(const Target& target, std::int64_t ordinal) {
        return change([&] { return messages.add(make_message(target.campaign, target, ordinal)); });
    }
    void attempt(Id of, const Target& target, base::UtcTime at, Submission submission = Submission::accepted,
                 Delivery delivery = Delivery::unknown, const std::string& modem = "north", std::int64_t parts = 1) {
        Attempt attempt;
        attempt.message = of;
        attempt.number = ++number_;
        attempt.phone = target.phone;
        attempt.modem = modem;
        attempt.imsi = "imsi-" + modem;
        attempt.submitting_at = at;
        attempt.valid_until = at + 5min;
        attempt.parts = parts;
        attempt.id = change([&] { return messages.add_attempt(attempt); });
        attempt.submission = submission;
        attempt.delivery = delivery;
        if (submission == Submission::refused) attempt.cms_error = 38;
        change([&] { return messages.update(attempt), 0; });
    }
    void reply(Id to, base::UtcTime at, InboundKind kind = InboundKind::reply) {
        InboundMessage inbound;
        inbound.identity = "reply" + std::to_string(++number_);
        inbound.received_at = at;
        inbound.kind = kind;
        inbound.message = to;
        change([&] { return inbox.add(inbound); });
    }

    CampaignStatistics statistics{*database};
    std::int64_t number_ = 0;
};

TEST_P(CampaignStatisticsTest, AMeterHasItsLastAttemptAndWhatItCost) {
    const auto campaign = make_campaign(2);
    const auto all = targets_of(campaign);
    const auto first = message(all[0], 1);
    const auto second = message(all[0], 2);
    attempt(first, all[0], noon, Submission::accepted, Delivery::delivered);
    attempt(second, all[0], noon + 1min, Submission::uncertain, Delivery::delivered, "north", 2);
    attempt(second, all[0], noon + 2min, Submission::refused, Delivery::unknown, "south");
    change([&] {
        Registers registers(*database);
        registers.meter_heard(all[0].phone, "0042", "GS04", noon);
        return 0;
    });
    std::vector<MeterCourse> courses;
    statistics.each_meter(campaign, [&](const MeterCourse& course) { courses.push_back(course); });
    ASSERT_EQ(courses.size(), 2U);
    EXPECT_EQ(courses[0].target.phone, all[0].phone);
    EXPECT_EQ(courses[0].known_serial, "0042");
    EXPECT_EQ(courses[0].sms, 3) << "a refused one costs nothing, one in doubt may, parts count singly";
    EXPECT_EQ(courses[0].attempts, 3);
    ASSERT_TRUE(courses[0].last);
    EXPECT_EQ(courses[0].last->message, second);
    EXPECT_EQ(courses[0].last->modem, "south");
    EXPECT_EQ(courses[0].last->submission, Submission::refused);
    EXPECT_TRUE(courses[0].last->delivered) << "an earlier attempt with the same message was";
    EXPECT_EQ(courses[0].last->cms_error, 38);
    EXPECT_FALSE(courses[1].last);
    EXPECT_EQ(courses[1].sms, 0);
    EXPECT_EQ(courses[1].known_serial, "");
}

TEST_P(CampaignStatisticsTest, CountsOverTimeAreThisCampaignsAlone) {
    const auto campaign = make_campaign(2);
    const auto other = make_campaign(1, 500);
    const auto all = targets_of(campaign);
    const auto stranger = targets_of(other)[0];
    const auto first = message(all[0], 1);
    const auto second = message(all[1], 1);
    attempt(first, all[0], noon, Submission::accepted, Delivery::delivered);
    attempt(first, all[0], noon + 59s, Submission::accepted, Delivery::expired);
    attempt(second, all[1], noon + 61s, Submission::uncertain, Delivery::unknown, "south");
    attempt(second, all[1], noon + 62s, Submission::not_sent, Delivery::unknown, "south");
    attempt(message(stranger, 1), stranger, noon);
    reply(first, noon + 70s);
    reply(first, noon + 80s, InboundKind::late);
    reply(first, noon + 80s, InboundKind::report);

    std::vector<std::tuple<std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t>> sendings;
    statistics.each_sending(campaign, {noon, 1min}, [&](const SendingCount& count) {
        sendings.emplace_back(count.bucket, count.modem, count.sms, count.delivered, count.undelivered);
    });
    EXPECT_EQ(sendings, (decltype(sendings){{0, "north", 2, 1, 1}, {1, "south", 1, 0, 0}}));
    std::vector<std::pair<std::int64_t, std::int64_t>> replies;
    statistics.each_reply_count(campaign, {noon, 1min}, [&](auto bucket, auto count) { replies.emplace_back(bucket, count); });
    EXPECT_EQ(replies, (decltype(replies){{1, 2}}));
}

TEST_P(CampaignStatisticsTest, ADelayIsThatOfTheFirstReplyAfterTheLastAttemptBeforeIt) {
    const auto campaign = make_campaign(4);
    const auto all = targets_of(campaign);
    const auto delayed = [&](std::size_t meter, std::initializer_list<std::chrono::milliseconds> attempts,
                             std::initializer_list<std::chrono::milliseconds> replies) {
        const auto id = message(all[meter], 1);
        for (const auto at : attempts) attempt(id, all[meter], noon + at);
        for (const auto at : replies) reply(id, noon + at);
    };
    delayed(0, {0ms, 300s}, {310s + 55ms, 400s});
    delayed(1, {0ms}, {10s + 90ms});
    delayed(2, {0ms}, {90s + 700ms});
    delayed(3, {0ms}, {2h + 59s});
    std::vector<std::pair<std::chrono::milliseconds, std::int64_t>> delays;
    statistics.each_reply_delay(campaign, [&](auto delay, auto count) { delays.emplace_back(delay, count); });
    EXPECT_EQ(delays, (decltype(delays){{10s, 2}, {90s, 1}, {2h, 1}}));
}

TEST_P(CampaignStatisticsTest, ACampaignLastsFromItsFirstStartToItsLastEnd) {
    const auto campaign = make_campaign(3);
    EXPECT_FALSE(statistics.time_span(campaign));
    const auto all = targets_of(campaign);
    start(all[0], noon, noon + 5min);
    start(all[1], noon + 1min);
    const auto span = statistics.time_span(campaign).value();
    EXPECT_EQ(span.first, noon);
    EXPECT_EQ(span.last, noon + 5min);
}

TEST_P(CampaignStatisticsTest, KnowsOurSimsAndTheListsColumns) {
    change([&] {
        Registers registers(*database);
        registers.sim_seen("imsi1", "8999000000000000018", noon);
        registers.sim_reports("imsi1");
        return 0;
    });
    EXPECT_EQ(statistics.sim("imsi1").iccid, "8999000000000000018");
    EXPECT_TRUE(statistics.sim("imsi1").reports_seen);
    EXPECT_FALSE(statistics.sim("imsi2").reports_seen);
    const auto campaign = make_campaign(0);
    EXPECT_EQ(statistics.first_extra(campaign), "");
    std::vector<NewTarget> list{{"+99900100001", "", "", "", "", "{}"},
                                {"+99900100002", "", "", "", R"({"port":"1"})", R"({"house":"","cabinet":"7"})"}};
    campaigns.add_targets(campaign, 1, list);
    EXPECT_EQ(statistics.first_extra(campaign), R"({"house":"","cabinet":"7"})");
    std::vector<std::string> overrides;
    statistics.each_override(campaign, [&](const std::string& each) { overrides.push_back(each); });
    EXPECT_EQ(overrides, std::vector<std::string>{R"({"port":"1"})"});
}

TEST_P(CampaignStatisticsTest, ASnapshotStaysAsItWas) {
    const auto campaign = make_campaign(1);
    const auto other = open(url);
    {
        const Snapshot snapshot(*other);
        Campaigns seen(*other);
        EXPECT_EQ(seen.find(campaign).value().sms_sent, 0);
        change([&] { return campaigns.count(campaign, {5, 0, 0, 0}), 0; });
        EXPECT_EQ(seen.find(campaign).value().sms_sent, 0);
    }
    EXPECT_EQ(Campaigns(*other).find(campaign).value().sms_sent, 5);
}

ON_EACH_STORE(CampaignStatisticsTest);

}  // namespace
}  // namespace gsmcfg::store
