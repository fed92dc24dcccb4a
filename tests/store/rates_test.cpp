#include "gsmcfg/store/rates.hpp"

#include "each_store_fixture.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class RatesTest : public EachStoreTest {
protected:
    Id campaign = make_campaign(2);
    RateHistory history{*database};
    Target target = targets.next_waiting(campaign, noon).value();
    std::int64_t ordinal = 0;

    struct Sent {
        base::UtcTime at = noon;
        std::chrono::milliseconds took = 4s;
        std::string imsi = "999000000000001";
        Submission submission = Submission::accepted;
        bool restarts = false;
        std::int64_t parts = 1;
        std::optional<std::chrono::milliseconds> reply = {};
        InboundKind kind = InboundKind::reply;
    };
    // A message that was sent, and what came of it. It is closed: a number has one open message.
    void add(const Sent& sent) {
        auto message = make_message(campaign, target, ++ordinal);
        message.restarts = sent.restarts;
        message.imsi = sent.imsi;
        message.attempts = 1;
        message.id = messages.add(message);
        auto closed = message;
        closed.outcome = Outcome::cancelled;
        closed.due_at.reset();
        messages.update(message, closed);
        Attempt attempt;
        attempt.message = message.id;
        attempt.number = 1;
        attempt.phone = message.phone;
        attempt.modem = "modem";
        attempt.imsi = sent.imsi;
        attempt.credential = "default";
        attempt.submitting_at = sent.at;
        attempt.valid_until = sent.at + 5min;
        attempt.parts = sent.parts;
        attempt.id = messages.add_attempt(attempt);
        attempt.submission = sent.submission;
        attempt.result_at = sent.at + sent.took;
        messages.update(attempt);
        if (!sent.reply) return;
        InboundMessage inbound;
        inbound.identity = "reply to " + std::to_string(message.id);
        inbound.received_at = *attempt.result_at + *sent.reply;
        inbound.phone = message.phone;
        inbound.kind = sent.kind;
        inbound.message = message.id;
        inbound.id = inbox.add(inbound);
        inbox.file(inbound);
    }
};

TEST_P(RatesTest, AnEmptyDatabaseKnowsNothing) {
    const auto rates = history.measure(noon);
    EXPECT_EQ(rates.sms_samples, 0);
    EXPECT_EQ(rates.reply_samples, 0);
    EXPECT_EQ(rates.restart_samples, 0);
    EXPECT_EQ(history.restarts_of("+999", 20), 0);
}

TEST_P(RatesTest, MeasuresSendingRepliesAndRestarts) {
    Transaction transaction(*database);
    for (int i = 0; i < 20; ++i) add({.took = i % 2 == 0 ? 3s : 5s, .reply = std::chrono::seconds(5 + i % 3)});
    add({.took = 6min});  // hung once
    for (int i = 0; i < 3; ++i) add({.restarts = true, .reply = 46s});
    add({.took = 8s, .parts = 2});
    const auto rates = history.measure(noon + 1h);
    EXPECT_EQ(rates.sms_samples, 25);
    EXPECT_NEAR(rates.seconds_per_sms, 4.0, 0.1);
    EXPECT_EQ(rates.reply_samples, 20);
    EXPECT_DOUBLE_EQ(rates.seconds_per_reply, 6);
    EXPECT_EQ(rates.restart_samples, 3);
    EXPECT_DOUBLE_EQ(rates.seconds_per_restart, 40);
}

TEST_P(RatesTest, OnlyWhatWasTakenAndAnsweredInTimeAndLately) {
    Transaction transaction(*database);
    add({.submission = Submission::refused});
    add({.submission = Submission::uncertain});
    add({.at = noon - std::chrono::days(91), .reply = 5s});
    add({.reply = 5s, .kind = InboundKind::late});
    add({.reply = 5s, .kind = InboundKind::unsolicited});
    const auto rates = history.measure(noon + 1s);
    EXPECT_EQ(rates.sms_samples, 2) << "those whose replies were none";
    EXPECT_EQ(rates.reply_samples, 0);
}

TEST_P(RatesTest, TheNewestTwoHundredOfEachSim) {
    Transaction transaction(*database);
    for (int i = 0; i < 150; ++i) add({.took = 30s});
    for (int i = 0; i < 200; ++i) add({.took = 2s});
    for (int i = 0; i < 50; ++i) add({.took = 2s, .imsi = "999000000000002"});
    const auto rates = history.measure(noon + 1h);
    EXPECT_EQ(rates.sms_samples, 250);
    EXPECT_DOUBLE_EQ(rates.seconds_per_sms, 2);
}

TEST_P(RatesTest, CountsRestartsOfANumberUpToALimit) {
    Transaction transaction(*database);
    for (int i = 0; i < 7; ++i) add({.restarts = true});
    for (int i = 0; i < 5; ++i) add({});
    EXPECT_EQ(history.restarts_of(target.phone, 20), 7);
    EXPECT_EQ(history.restarts_of(target.phone, 3), 3);
    EXPECT_EQ(history.restarts_of("+99900999999", 20), 0);
}

ON_EACH_STORE(RatesTest);

}  // namespace
}  // namespace gsmcfg::store
