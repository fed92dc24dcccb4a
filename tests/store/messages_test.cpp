#include "each_store_fixture.hpp"

#include "gsmcfg/store/owners.hpp"

#include "gsmcfg/store/owners.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class MessagesTest : public EachStoreTest {
protected:
    Id campaign = make_campaign(3);
    std::string imsi = "999000000000001";

    Target open_next() {
        const auto before = targets.next_waiting(campaign, noon).value();
        auto after = before;
        after.state = TargetState::open;
        after.outcome = MeterOutcome::partial;
        after.imsi = imsi;
        after.started_at = noon;
        targets.update(before, after);
        return after;
    }

    Message added(const Target& target, std::int64_t ordinal = 1) {
        auto message = make_message(campaign, target, ordinal);
        message.id = messages.add(message);
        return message;
    }

    Message step(const Message& before, Submission to) {
        auto after = before;
        after.submission = to;
        messages.update(before, after);
        return after;
    }
};

TEST_P(MessagesTest, ReadsBackWhatWasWritten) {
    Transaction transaction(*database);
    auto message = make_message(campaign, open_next());
    message.restarts = true;
    message.idempotent = false;
    message.least_wait = 600s;
    message.query_after = 120s;
    message.id = messages.add(message);
    auto found = messages.find(message.id).value();
    messages.settings_of(found);
    EXPECT_EQ(found.text, message.text);
    EXPECT_TRUE(found.restarts);
    EXPECT_FALSE(found.idempotent);
    EXPECT_EQ(found.least_wait, 600s);
    EXPECT_EQ(found.query_after, 120s);
    EXPECT_EQ(found.sets, std::vector<std::string>{"apn"});
    EXPECT_EQ(found.proves, (std::vector<std::string>{"apn", "psw", "user"}));
    EXPECT_EQ(found.due_at, noon);
}

TEST_P(MessagesTest, TextsOfAListComeBackAsTheyWere) {
    const std::string odd = "tab\there, back\\slash, \\N, line\r\nend, 'quotes\", %s, Лесная ул., \x01";
    campaigns.add_targets(campaign, 4, std::vector<NewTarget>{{"+99900100009", odd, odd, "\\N", "", odd}});
    const auto target = targets.of_number(campaign, "+99900100009").value();
    EXPECT_EQ(target.position, 4);
    EXPECT_EQ(target.serial, odd);
    EXPECT_EQ(target.label, odd);
    EXPECT_EQ(target.credential, "\\N");
    EXPECT_EQ(target.overrides, "");
    EXPECT_EQ(target.extra, odd);
    EXPECT_EQ(campaigns.find(campaign)->meters, 4);
}

TEST_P(MessagesTest, OneOpenMessageANumber) {
    Message first, second;
    {
        Transaction transaction(*database);
        const auto target = open_next();
        first = step(added(target, 1), Submission::leased);
        second = added(target, 2);
        transaction.commit();
    }
    {
        Transaction transaction(*database);
        EXPECT_THROW(step(second, Submission::leased), DatabaseError);
    }
    EXPECT_EQ(messages.open_of_number(first.phone)->id, first.id);
}

TEST_P(MessagesTest, OneOpenMeterANumberOverAllCampaigns) {
    const auto other = make_campaign(1);  // the same first number
    Transaction transaction(*database);
    const auto target = open_next();
    EXPECT_FALSE(targets.next_waiting(other, noon)) << "its number is at work in the first campaign";
    auto closed = target;
    closed.state = TargetState::closed;
    closed.outcome = MeterOutcome::confirmed;
    targets.update(target, closed);
    EXPECT_EQ(targets.next_waiting(other, noon)->phone, target.phone);
}

TEST_P(MessagesTest, TheEarliestDueOfItsOwnSimComesFirst) {
    Transaction transaction(*database);
    auto late = make_message(campaign, open_next());
    late.due_at = noon + 10s;
    late.id = messages.add(late);
    auto early = make_message(campaign, open_next());
    early.due_at = noon + 5s;
    early.id = messages.add(early);
    auto foreign = make_message(campaign, open_next());
    foreign.imsi = "999000000000002";
    (void)messages.add(foreign);
    EXPECT_FALSE(messages.next_to_send(campaign, imsi, noon));
    EXPECT_EQ(messages.next_send_time(campaign, imsi), noon + 5s);
    EXPECT_EQ(messages.next_to_send(campaign, imsi, noon + 1min)->id, early.id);
    EXPECT_FALSE(messages.next_give_up_time(campaign, imsi)) << "nothing is on its way";
    const auto sent =
        step(step(step(messages.find(early.id).value(), Submission::leased), Submission::submitting), Submission::accepted);
    EXPECT_EQ(messages.next_to_give_up(campaign, imsi, noon + 1min)->id, sent.id);
    EXPECT_EQ(messages.next_to_send(campaign, imsi, noon + 1min)->id, late.id);
}

TEST_P(MessagesTest, TheTallySumsToTheMeters) {
    Transaction transaction(*database);
    open_next();
    const auto tally = campaigns.tally(campaign);
    EXPECT_EQ(tally.at(MeterOutcome::pending), 2);
    EXPECT_EQ(tally.at(MeterOutcome::partial), 1);
}

TEST_P(MessagesTest, CountsOnlyUnansweredAttemptsThatMayStillBringAReply) {
    Transaction transaction(*database);
    const auto target = open_next();
    const auto message = added(target);
    Attempt attempt;
    attempt.message = message.id;
    attempt.number = 1;
    attempt.phone = target.phone;
    attempt.imsi = imsi;
    attempt.submitting_at = noon;
    attempt.valid_until = noon + 5min;
    attempt.id = messages.add_attempt(attempt);
    attempt.submission = Submission::accepted;
    attempt.reference = 7;
    messages.update(attempt);
    EXPECT_EQ(messages.unanswered_attempts(target.phone, noon, 0), 1);
    EXPECT_EQ(messages.unanswered_attempts(target.phone, noon + 6min, 0), 0) << "it has expired";
    EXPECT_EQ(messages.by_reference(imsi, target.phone, 7)->id, attempt.id);
    EXPECT_FALSE(messages.foreign_validity(target.phone, target.id)) << "its own";
    EXPECT_EQ(messages.foreign_validity(target.phone, target.id + 1), noon + 5min);
    attempt.answered = true;
    messages.update(attempt);
    EXPECT_EQ(messages.unanswered_attempts(target.phone, noon, 0), 0);
}

TEST_P(MessagesTest, BeginTakesOnlyWhatIsStillPlanned) {
    const Owner owner(*database, noon);
    const Owner other(*database, noon);
    Transaction transaction(*database);
    const auto planned = added(open_next());
    const auto begun = messages.begin(planned, owner.id());
    EXPECT_EQ(begun.submission, Submission::submitting);
    EXPECT_EQ(messages.find(planned.id)->submission, Submission::submitting);
    EXPECT_EQ(messages.find(planned.id)->owner, owner.id());
    EXPECT_THROW((void)messages.begin(planned, other.id()), StateConflict) << "another process was faster";
    EXPECT_THROW((void)messages.begin(begun, other.id()), StateConflict) << "it may be on the air";
    EXPECT_EQ(messages.find(planned.id)->owner, owner.id());
}

TEST_P(MessagesTest, WhatAnAttemptMayHaveBroughtWasSentWhateverItCounts) {
    Transaction transaction(*database);
    const auto target = open_next();
    const auto message = added(target);
    EXPECT_FALSE(messages.was_sent(target.id, "apn"));
    Attempt attempt;
    attempt.message = message.id;
    attempt.phone = target.phone;
    attempt.imsi = imsi;
    attempt.submission = Submission::submitting;
    attempt.submitting_at = noon;
    attempt.valid_until = noon + 5min;
    attempt.id = messages.add_attempt(attempt);
    EXPECT_TRUE(messages.was_sent(target.id, "apn")) << "though it is planned again, and no attempt of it counts";
    EXPECT_FALSE(messages.was_sent(target.id, "user")) << "it is only proven by it";
    attempt.submission = Submission::refused;
    messages.update(attempt);
    EXPECT_FALSE(messages.was_sent(target.id, "apn")) << "the network did not take it";
}

TEST_P(MessagesTest, TimersOfAnAbsentSimArePutOff) {
    Transaction transaction(*database);
    const auto target = open_next();
    auto message = step(step(step(added(target), Submission::leased), Submission::submitting), Submission::accepted);
    EXPECT_EQ(messages.put_off(campaign, imsi, 0ms, noon + 1min), 1);
    EXPECT_EQ(messages.find(message.id)->due_at, noon + 1min);
    EXPECT_EQ(messages.put_off(campaign, imsi, 0ms, noon), 0) << "never earlier";
    EXPECT_EQ(messages.put_off(campaign, imsi, 5min, noon), 1) << "its timer stood still";
    EXPECT_EQ(messages.next_give_up_time(campaign, imsi), noon + 6min);
    EXPECT_EQ(messages.next_give_up_time(campaign, imsi, noon + 6min), std::nullopt);
}

using InboxTest = MessagesTest;

TEST_P(InboxTest, ASecondReadingIsRecognised) {
    Transaction transaction(*database);
    InboundMessage inbound;
    inbound.identity = "abc";
    inbound.received_at = noon;
    inbound.originator = inbound.phone = "+99900100001";
    inbound.text = "GS04\r\n1\r\nMODE: 1";
    EXPECT_FALSE(inbox.seen_before("abc"));
    inbound.id = inbox.add(inbound);
    EXPECT_TRUE(inbox.seen_before("abc"));
    int count = 0;
    inbox.each([&](const InboundMessage& message) {
        ++count;
        EXPECT_EQ(message.seen_again, 1);
        EXPECT_EQ(message.text, inbound.text);
    });
    EXPECT_EQ(count, 1);
}

TEST_P(InboxTest, PartsWaitForEachOther) {
    Transaction transaction(*database);
    for (const auto part : {2, 1}) {
        InboundPart piece;
        piece.identity = "part" + std::to_string(part);
        piece.received_at = noon;
        piece.originator = "+99900100001";
        piece.reference = 9;
        piece.total = 2;
        piece.part = part;
        piece.tpdu = "0" + std::to_string(part);
        inbox.add_part(piece);
    }
    EXPECT_TRUE(inbox.seen_before("part1"));
    const auto parts = inbox.parts("+99900100001", 9, 2);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].part, 1);
    inbox.complete_parts("+99900100001", 9, 2, 77);
    EXPECT_TRUE(inbox.parts("+99900100001", 9, 2).empty());
    EXPECT_FALSE(inbox.oldest_part(noon + 1h));
}

ON_EACH_STORE(MessagesTest);
ON_EACH_STORE(InboxTest);

}  // namespace
}  // namespace gsmcfg::store
