#include "gsmcfg/store/metric_counts.hpp"

#include "each_store_fixture.hpp"
#include "gsmcfg/store/line_events.hpp"
#include "gsmcfg/store/registers.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;
using Counts = std::map<std::string, std::int64_t>;

class MetricCountsTest : public EachStoreTest {
protected:
    Counts of(Metric metric) {
        Counts found;
        counts.each(metric, [&](const auto& first, const auto& second, auto value) {
            found[second.empty() ? first : first + " " + second] = value;
        });
        return found;
    }
    void read_all() {
        while (counts.read_on(2)) {}
    }
    // A message that was sent, and its attempt.
    std::pair<Message, Attempt> send(const Target& target, base::UtcTime at, std::int64_t ordinal = 1) {
        Transaction transaction(*database);
        auto message = make_message(target.campaign, target, ordinal);
        message.phone += std::to_string(ordinal);
        message.submission = Submission::submitting;
        message.id = messages.add(message);
        Attempt attempt;
        attempt.message = message.id;
        attempt.number = 1;
        attempt.phone = message.phone;
        attempt.modem = "a";
        attempt.imsi = message.imsi;
        attempt.submitting_at = at;
        attempt.valid_until = at + 5min;
        attempt.id = messages.add_attempt(attempt);
        transaction.commit();
        return {message, attempt};
    }
    void accept(std::pair<Message, Attempt>& sent, std::int64_t parts = 1) {
        Transaction transaction(*database);
        sent.second.submission = Submission::accepted;
        sent.second.parts = parts;
        messages.update(sent.second);
        auto after = sent.first;
        after.submission = Submission::accepted;
        messages.update(sent.first, after);
        sent.first = after;
        transaction.commit();
    }
    void close(std::pair<Message, Attempt>& sent, Outcome outcome) {
        Transaction transaction(*database);
        auto after = sent.first;
        after.outcome = outcome;
        after.due_at.reset();
        messages.update(sent.first, after);
        sent.first = after;
        transaction.commit();
    }
    void receive(const std::string& identity, InboundKind kind, base::UtcTime at, std::optional<Id> message) {
        Transaction transaction(*database);
        InboundMessage inbound;
        inbound.identity = identity;
        inbound.received_at = at;
        inbound.modem = "a";
        inbound.kind = kind;
        inbound.message = message;
        static_cast<void>(inbox.add(inbound));
        transaction.commit();
    }
    MetricCounts counts{*database};
};

TEST_P(MetricCountsTest, WhatWasOpenIsCountedWhenItEndsAndOnce) {
    const auto campaign = make_campaign(5);
    const auto meters = targets.page(campaign, 0, 5);
    auto first = send(meters[0], noon);
    auto second = send(meters[1], noon);
    read_all();
    EXPECT_TRUE(of(Metric::messages).empty());
    EXPECT_TRUE(of(Metric::sms_out).empty());
    accept(first, 2);
    accept(second);
    close(first, Outcome::confirmed);
    for (int i = 0; i < 3; ++i) read_all();
    EXPECT_EQ(of(Metric::messages), (Counts{{"confirmed", 1}}));
    EXPECT_EQ(of(Metric::sms_out), (Counts{{"a accepted", 3}}));
    auto third = send(meters[2], noon);
    accept(third);
    close(third, Outcome::confirmed);
    close(second, Outcome::no_reply);
    read_all();
    EXPECT_EQ(of(Metric::messages), (Counts{{"confirmed", 2}, {"no_reply", 1}}));
    EXPECT_EQ(of(Metric::sms_out), (Counts{{"a accepted", 4}}));
}

TEST_P(MetricCountsTest, DelaysAreThoseSinceTheLastAttempt) {
    const auto campaign = make_campaign(1);
    const auto meter = targets.page(campaign, 0, 1)[0];
    auto sent = send(meter, noon);
    receive("1", InboundKind::reply, noon + 5s, sent.first.id);
    receive("2", InboundKind::reply, noon + 5001ms, sent.first.id);
    receive("3", InboundKind::late, noon + 48h, sent.first.id);
    receive("4", InboundKind::unsolicited, noon + 5s, std::nullopt);
    receive("5", InboundKind::reply, noon - 1s, sent.first.id);
    read_all();
    EXPECT_EQ(of(Metric::reply_delays), (Counts{{"5", 1}, {"10", 1}, {"+Inf", 1}}));
    EXPECT_EQ(of(Metric::reply_delay_ms).at(""), 5000 + 5001 + 48 * 3600 * 1000);
    EXPECT_EQ(of(Metric::sms_in), (Counts{{"a reply", 3}, {"a late", 1}, {"a unsolicited", 1}}));
}

TEST_P(MetricCountsTest, TheQueueIsWhatWasBegunAndWhatWaits) {
    const auto campaign = make_campaign(4);
    const auto meters = targets.page(campaign, 0, 4);
    auto sent = send(meters[0], noon);
    accept(sent);
    {
        Transaction transaction(*database);
        auto planned = make_message(campaign, meters[1]);
        planned.due_at = noon - 10s;
        static_cast<void>(messages.add(planned));
        transaction.commit();
    }
    const auto queue = counts.queue();
    EXPECT_EQ(queue.meters_waiting, 4);
    EXPECT_EQ(queue.messages_due, 1);
    EXPECT_EQ(queue.messages_open, 1);
    EXPECT_EQ(queue.oldest_due, noon - 10s);
    EXPECT_EQ(counts.meters().at(MeterOutcome::pending), 4);
    EXPECT_EQ(counts.campaigns().at(CampaignState::ready), 1);
    EXPECT_EQ(counts.sent_since(noon - 1s), (Counts{{"a", 1}}));
    EXPECT_TRUE(counts.sent_since(noon + 1s).empty());
    {
        Transaction transaction(*database);
        campaigns.change_state(campaign, CampaignState::ready, CampaignState::running, "", noon);
        campaigns.change_state(campaign, CampaignState::running, CampaignState::held, "canary", noon);
        transaction.commit();
    }
    EXPECT_EQ(counts.queue().oldest_due, std::nullopt) << "of a held campaign nothing is late";
    EXPECT_EQ(counts.queue().messages_due, 0);
    EXPECT_EQ(counts.queue().messages_open, 1);
}

TEST_P(MetricCountsTest, EventsAndSimDaysAreCounted) {
    Registers registers(*database);
    {
        Transaction transaction(*database);
        LineEvent event;
        event.at = noon;
        event.modem = "a";
        event.kind = LineEventKind::cured;
        add_line_event(*database, event);
        add_line_event(*database, event);
        registers.sim_seen("1", "", noon);
        registers.sim_sent("1", noon, 3);
        registers.sim_sent("1", noon - 24h, 5);
        transaction.commit();
    }
    read_all();
    EXPECT_EQ(of(Metric::line_events), (Counts{{"a cured", 2}}));
    EXPECT_EQ(counts.sent_on(noon), (Counts{{"1", 3}}));
}

TEST_P(MetricCountsTest, RecordsThatWereRemovedStopNothing) {
    receive("1", InboundKind::unsolicited, noon, std::nullopt);
    receive("2", InboundKind::unsolicited, noon, std::nullopt);
    read_all();
    sql_value(url, "DELETE FROM inbound");
    read_all();
    receive("3", InboundKind::unsolicited, noon, std::nullopt);
    read_all();
    EXPECT_EQ(of(Metric::sms_in), (Counts{{"a unsolicited", 3}}));
}

ON_EACH_STORE(MetricCountsTest);

}  // namespace
}  // namespace gsmcfg::store
