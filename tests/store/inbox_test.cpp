#include "each_store_fixture.hpp"

#include "gsmcfg/store/meters.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class InboxQueries : public EachStoreTest {
protected:
    // An answer to message `message` of campaign `campaign`, or to none for 0.
    Id add(InboundKind kind, const std::string& originator, base::UtcTime at, Id campaign = 0, const std::string& text = "text") {
        InboundMessage message;
        message.identity = "identity " + std::to_string(++count_);
        message.received_at = at;
        message.originator = originator;
        if (originator.starts_with('+')) message.phone = originator;
        message.scts = at;
        message.text = text;
        message.kind = kind;
        if (campaign != 0) message.campaign = message.message = campaign;
        return add(message);
    }
    Id add(const InboundMessage& message) {
        Transaction transaction(*database);
        const auto id = inbox.add(message);
        transaction.commit();
        return id;
    }
    std::vector<Id> found(const InboundFilter& filter) {
        std::vector<Id> ids;
        inbox.newest(filter, [&](const InboundMessage& message) {
            ids.push_back(message.id);
            return true;
        });
        EXPECT_EQ(inbox.count(filter), static_cast<std::int64_t>(ids.size())) << "the count is of the same messages";
        return ids;
    }
    using Ids = std::vector<Id>;

private:
    int count_ = 0;
};

TEST_P(InboxQueries, NewestFirstAndByWhatIsLookedFor) {
    const auto reply = add(InboundKind::reply, "+99900100001", noon, 1);
    const auto late = add(InboundKind::late, "+99900100002", noon + 1h, 2);
    const auto stranger = add(InboundKind::unsolicited, "+99900100001", noon + 2h);
    const auto service = add(InboundKind::unsolicited, "900", noon + 3h);
    EXPECT_EQ(found({}), (Ids{service, stranger, late, reply}));
    EXPECT_EQ(found({.kinds = {InboundKind::reply, InboundKind::late}}), (Ids{late, reply}));
    EXPECT_EQ(found({.phone = "+99900100001"}), (Ids{stranger, reply}));
    EXPECT_EQ(found({.originator = "900"}), (Ids{service}));
    EXPECT_EQ(found({.campaign = 2}), (Ids{late}));
    EXPECT_EQ(found({.since = noon + 1h}), (Ids{service, stranger, late})) << "that moment too";
    EXPECT_EQ(found({.until = noon + 2h}), (Ids{late, reply})) << "that moment not";
    EXPECT_EQ(found({.kinds = {InboundKind::unsolicited}, .unmatched = true, .phone = "+99900100001"}), (Ids{stranger}));
    EXPECT_EQ(found({.phone = "+99900100001", .campaign = 2}), Ids{});
}

TEST_P(InboxQueries, WaitingIsWhatAnswersNothingAndNeedsAPerson) {
    const auto reply = add(InboundKind::reply, "+99900100001", noon, 1);
    const auto report = add(InboundKind::report, "+99900100001", noon);
    const auto stranger = add(InboundKind::unsolicited, "+99900100002", noon);
    const auto damaged = add(InboundKind::undecodable, "", noon);
    const auto incomplete = add(InboundKind::incomplete, "+99900100003", noon);
    InboundMessage kept;
    kept.identity = "kept";
    kept.received_at = noon;
    kept.text = "12 MODE";
    kept.note = "not sent to +99900100001, kept in the modem";
    const auto to_be_sent = add(kept);
    EXPECT_EQ(found({.unmatched = true}), (Ids{incomplete, damaged, stranger}));
    const auto waits = [&](Id id) { return is_unmatched(inbox.find(id).value()); };
    for (const auto id : {incomplete, damaged, stranger}) EXPECT_TRUE(waits(id)) << id;
    for (const auto id : {reply, report, to_be_sent}) EXPECT_FALSE(waits(id)) << id;
    auto seen = inbox.find(stranger).value();
    seen.set_aside = true;
    seen.note = "set aside by anna";
    {
        Transaction transaction(*database);
        inbox.file(seen);
        transaction.commit();
    }
    EXPECT_EQ(found({.unmatched = true}), (Ids{incomplete, damaged}));
    EXPECT_FALSE(waits(stranger));
    EXPECT_EQ(inbox.find(stranger)->note, "set aside by anna");
    EXPECT_EQ(inbox.find(9999), std::nullopt);
}

TEST_P(InboxQueries, ManyAreReadInPagesAndTakeMayUseTheDatabase) {
    {
        Transaction transaction(*database);
        for (int i = 1; i <= 1234; ++i) {
            InboundMessage message;
            message.identity = std::to_string(i);
            message.received_at = noon + std::chrono::seconds(i);
            message.originator = message.phone = "+99900100001";
            inbox.add(message);
        }
        transaction.commit();
    }
    Id expected = 1234;
    inbox.newest({}, [&](const InboundMessage& message) {
        EXPECT_EQ(message.id, expected--);
        if (message.id % 100 == 0) {
            Transaction transaction(*database);
            inbox.file(message);
            transaction.commit();
        }
        return true;
    });
    EXPECT_EQ(expected, 0);
    int taken = 0;
    inbox.newest({}, [&](const InboundMessage&) { return ++taken < 700; });
    EXPECT_EQ(taken, 700) << "no more than was wanted";
    EXPECT_EQ(found({.since = noon + 1200s}).size(), 35U);
}

TEST_P(InboxQueries, AClockThatWasSetBackHidesNothing) {
    add(InboundKind::unsolicited, "+99900100001", noon);
    const auto second = add(InboundKind::unsolicited, "+99900100001", noon + 3h);
    const auto third = add(InboundKind::unsolicited, "+99900100001", noon + 1h);
    EXPECT_EQ(found({.since = noon + 2h}), (Ids{second}));
    EXPECT_EQ(found({.since = noon + 30min}), (Ids{third, second}));
}

TEST_P(InboxQueries, WhatAnAnswerMayBeAssignedTo) {
    const auto campaign = make_campaign(1);
    const auto target = targets.next_waiting(campaign, noon).value();
    Transaction transaction(*database);
    const auto made = [&](std::int64_t ordinal, Outcome outcome, std::int64_t attempts) {
        auto message = make_message(campaign, target, ordinal);
        message.outcome = outcome;
        message.submission = Submission::planned;
        message.id = messages.add(message);
        auto sent = message;
        sent.attempts = attempts;
        messages.update(message, sent);
        return message.id;
    };
    made(1, Outcome::confirmed, 1);
    const auto acknowledged = made(2, Outcome::acknowledged, 1);
    const auto silent = made(3, Outcome::no_reply, 2);
    const auto unread = made(4, Outcome::unrecognised, 1);
    made(5, Outcome::open, 0);
    made(6, Outcome::blocked, 0);
    const auto waiting = made(7, Outcome::open, 1);
    Ids ids;
    for (const auto& message : messages.assignable_of_number(target.phone)) ids.push_back(message.id);
    EXPECT_EQ(ids, (Ids{waiting, unread, silent, acknowledged}));
    EXPECT_TRUE(messages.assignable_of_number("+99900999999").empty());
    EXPECT_EQ(inbox.campaigns_of(target.phone), Ids{campaign});
    EXPECT_TRUE(inbox.campaigns_of("+99900999999").empty());
}

TEST_P(InboxQueries, MetersAreFoundByTheirSerialNumber) {
    const auto campaign = make_campaign(0);
    campaigns.add_targets(campaign, 1,
                          std::vector<NewTarget>{{"+99900100001", "00017", "", "", "", ""},
                                                 {"+99900100002", "170", "", "", "", ""},
                                                 {"+99900100003", "", "", "", "", ""}});
    const auto by_list = targets.with_serial("17");
    ASSERT_EQ(by_list.size(), 1U);
    EXPECT_EQ(by_list[0].phone, "+99900100001");
    EXPECT_TRUE(targets.with_serial("1").empty());
    Meters meters(*database);
    MeterRecord record;
    record.phone = "+99900100009";
    record.serial = "17";
    meters.write(std::array{record});
    ASSERT_EQ(meters.with_serial("0017").size(), 1U);
    EXPECT_EQ(meters.with_serial("0017")[0].phone, "+99900100009");
    EXPECT_TRUE(meters.with_serial("18").empty());
}

ON_EACH_STORE(InboxQueries);

}  // namespace
}  // namespace gsmcfg::store
