// How a meter ends.
#include "course_walk.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using store::CampaignKind;
using store::Delivery;
using store::MeterOutcome;
using store::Outcome;
using store::Submission;
using Wanted = CourseWalk::Wanted;

const Wanted apn_and_mode{{"apn", "meters"}, {"mode", "client"}};

CourseWalk apply(const Wanted& wanted, bool no_restart = false) {
    return {meter_dialect(), CampaignKind::apply, wanted, no_restart};
}

TEST(Judgement, Restart) {
    auto without = apply(apn_and_mode, true);
    EXPECT_EQ(without.next(), "apn");
    without.confirms({{"apn", "meters"}});
    EXPECT_EQ(without.next(), "stored") << "--no-restart";

    auto right = apply(apn_and_mode, true);
    right.shows({{"apn", "meters"}});
    EXPECT_EQ(right.next(), "already_right") << "--no-restart, and nothing to do";

    auto no_mode = apply({{"apn", "meters"}});
    EXPECT_EQ(no_mode.next(), "apn");
    no_mode.confirms({{"apn", "meters"}});
    EXPECT_EQ(no_mode.next(), "stored") << "a profile without mode";

    auto only_mode = apply({{"mode", "client"}});
    EXPECT_EQ(only_mode.next(), "mode");
    only_mode.confirms({{"mode", "client"}});
    EXPECT_EQ(only_mode.next(), "confirmed");

    CourseWalk needless(changed_dialect({{"restarts = true\n", ""}}), CampaignKind::apply, {{"apn", "meters"}});
    EXPECT_EQ(needless.next(), "apn");
    needless.confirms({{"apn", "meters"}});
    EXPECT_EQ(needless.next(), "confirmed") << "a device that needs no restart";
}

TEST(Judgement, Silence) {
    struct Row {
        std::string name;
        Submission submission;
        Delivery delivery;
        MeterOutcome outcome;
    };
    const std::vector<Row> rows{
        {"nothing is known", Submission::accepted, Delivery::unknown, MeterOutcome::no_reply},
        {"delivered", Submission::accepted, Delivery::delivered, MeterOutcome::no_reply},
        {"failed", Submission::accepted, Delivery::failed, MeterOutcome::undeliverable},
        {"expired", Submission::accepted, Delivery::expired, MeterOutcome::undeliverable},
        {"uncertain", Submission::uncertain, Delivery::unknown, MeterOutcome::uncertain},
        {"uncertain, and failed", Submission::uncertain, Delivery::failed, MeterOutcome::undeliverable},
    };
    for (const auto& row : rows) {
        auto walk = apply(apn_and_mode);
        EXPECT_EQ(walk.next(), "apn");
        walk.ends(Outcome::no_reply);
        walk.active().submission = row.submission;
        walk.active().delivery = row.delivery;
        const auto end = walk.advance();
        EXPECT_EQ(end.outcome, row.outcome) << row.name;
        EXPECT_EQ(end.detail, walk.message("apn").detail) << row.name;
    }
}

TEST(Judgement, Cancelled) {
    struct Row {
        std::string name;
        Submission submission;
        std::int64_t attempts;
        bool apn_confirmed;
        MeterOutcome outcome;
    };
    const std::vector<Row> rows{
        {"before anything was sent", Submission::planned, 0, false, MeterOutcome::cancelled},
        {"while it was under way", Submission::accepted, 1, false, MeterOutcome::partial},
        {"after another was confirmed", Submission::planned, 0, true, MeterOutcome::partial},
        {"refused by the network", Submission::refused, 0, false, MeterOutcome::failed},
        {"never left the modem", Submission::not_sent, 0, false, MeterOutcome::failed},
        {"refused after another was confirmed", Submission::refused, 0, true, MeterOutcome::failed},
    };
    for (const auto& row : rows) {
        auto walk = apply({{"apn", "meters"}, {"dns", "10.0.0.1"}, {"mode", "client"}});
        EXPECT_EQ(walk.next(), "apn");
        if (row.apn_confirmed) {
            walk.confirms({{"apn", "meters"}});
            EXPECT_EQ(walk.next(), "dns");
        }
        walk.ends(Outcome::cancelled);
        walk.active().submission = row.submission;
        walk.active().attempts = row.attempts;
        EXPECT_EQ(walk.next(), store::name(row.outcome)) << row.name;
    }
}

TEST(Judgement, AnInterruptedMeterWhoseNextSettingIsKnownToBeOldIsPartial) {
    auto walk = apply({{"apn", "meters"}, {"user", "u"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}, {"user", "old"}});
    EXPECT_EQ(walk.next(), "user");
    walk.active().outcome = Outcome::cancelled;
    EXPECT_EQ(walk.next(), "partial");
}

TEST(Judgement, ALateReplyToASilentMeterLeavesItPartial) {
    auto walk = apply(apn_and_mode);
    EXPECT_EQ(walk.next(), "apn");
    walk.ends(Outcome::no_reply);
    EXPECT_EQ(walk.next(), "no_reply");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.judged().outcome, MeterOutcome::partial) << "mode was withheld";
}

TEST(Judgement, ALateReplyToTheLastMessageConfirms) {
    auto walk = apply({{"mode", "client"}});
    EXPECT_EQ(walk.next(), "mode");
    walk.ends(Outcome::no_reply);
    EXPECT_EQ(walk.next(), "no_reply");
    walk.confirms({{"mode", "client"}});
    EXPECT_EQ(walk.judged().outcome, MeterOutcome::confirmed);
}

// apn confirmed, mode unanswered; then a query for mode.
CourseWalk unanswered_mode(Delivery delivery, Submission submission) {
    auto walk = apply(apn_and_mode);
    walk.advance();
    walk.confirms({{"apn", "meters"}});
    walk.advance();
    walk.ends(Outcome::no_reply);
    walk.active().delivery = delivery;
    walk.active().submission = submission;
    walk.add_query("mode");
    return walk;
}

TEST(Judgement, UnansweredModeAndItsQuery) {
    struct Row {
        std::string name;
        Delivery delivery;
        Submission submission;
        Outcome query;
        std::string seen;
        MeterOutcome outcome;
    };
    const std::vector<Row> rows{
        {"right, and it was delivered", Delivery::delivered, Submission::accepted, Outcome::confirmed, "client",
         MeterOutcome::confirmed},
        {"right, but did it restart?", Delivery::unknown, Submission::accepted, Outcome::confirmed, "client",
         MeterOutcome::stored},
        {"right, but was it sent?", Delivery::unknown, Submission::uncertain, Outcome::confirmed, "client", MeterOutcome::stored},
        {"right, but it was not delivered", Delivery::failed, Submission::accepted, Outcome::confirmed, "client",
         MeterOutcome::stored},
        {"wrong", Delivery::unknown, Submission::accepted, Outcome::mismatch, "sms", MeterOutcome::mismatch},
        {"silent", Delivery::unknown, Submission::accepted, Outcome::no_reply, "", MeterOutcome::no_reply},
        {"refused", Delivery::unknown, Submission::accepted, Outcome::rejected, "", MeterOutcome::rejected},
        {"not understood", Delivery::unknown, Submission::accepted, Outcome::unrecognised, "", MeterOutcome::unrecognised},
    };
    for (const auto& row : rows) {
        auto walk = unanswered_mode(row.delivery, row.submission);
        if (!row.seen.empty()) walk.shows({{"mode", row.seen}});
        walk.ends(row.query);
        EXPECT_EQ(walk.next(), store::name(row.outcome)) << row.name;
    }
}

struct SecondMode {
    std::string name;
    Outcome second;
    Delivery delivery;
    std::optional<Outcome> query;
    std::string seen;
    MeterOutcome outcome;
};

TEST(Judgement, SecondModeAfterAWrongValue) {
    const std::vector<SecondMode> rows{
        {"answered", Outcome::confirmed, Delivery::unknown, {}, "client", MeterOutcome::confirmed},
        {"another value", Outcome::mismatch, Delivery::unknown, {}, "server", MeterOutcome::mismatch},
        {"refused", Outcome::rejected, Delivery::unknown, {}, "", MeterOutcome::rejected},
        {"silent, not asked for", Outcome::no_reply, Delivery::unknown, {}, "", MeterOutcome::no_reply},
        {"silent, delivered, right", Outcome::no_reply, Delivery::delivered, Outcome::confirmed, "client",
         MeterOutcome::confirmed},
        {"answered late", Outcome::confirmed, Delivery::unknown, Outcome::confirmed, "client", MeterOutcome::confirmed},
        {"silent, wrong again", Outcome::no_reply, Delivery::unknown, Outcome::mismatch, "sms", MeterOutcome::mismatch},
        {"silent, query silent", Outcome::no_reply, Delivery::unknown, Outcome::no_reply, "", MeterOutcome::no_reply},
    };
    for (const auto& row : rows) {
        auto walk = unanswered_mode(Delivery::unknown, Submission::accepted);
        walk.shows({{"mode", "sms"}});
        walk.ends(Outcome::mismatch);
        walk.add_again("mode");
        EXPECT_EQ(walk.next(), "mode") << row.name;
        walk.ends(row.second);
        walk.active().delivery = row.delivery;
        if (row.query) {
            walk.add_query("mode");
            walk.ends(*row.query);
        }
        if (!row.seen.empty()) walk.shows({{"mode", row.seen}});
        EXPECT_EQ(walk.next(), store::name(row.outcome)) << row.name;
    }
}

TEST(Judgement, AConfirmedSettingThatHasChangedAgain) {
    auto walk = apply({{"apn", "meters"}, {"user", "u"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "user");
    walk.confirms({{"apn", "internet"}, {"user", "u"}});
    const auto end = walk.advance();
    EXPECT_EQ(end.outcome, MeterOutcome::mismatch);
    EXPECT_EQ(end.detail, "apn has changed again");
}

TEST(Judgement, ASkippedSettingThatHasChangedAgain) {
    auto walk = apply({{"apn", "meters"}, {"user", "u"}, {"psw", "p"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}, {"user", "u"}});
    EXPECT_EQ(walk.next(), "psw");
    walk.confirms({{"user", "other"}, {"psw", "p"}});
    EXPECT_EQ(walk.next(), "mismatch");
}

TEST(Judgement, TheFirstFailureNamesTheOutcome) {
    auto walk = apply({{"apn", "meters"}, {"dns", "10.0.0.1"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.ends(Outcome::rejected);
    EXPECT_EQ(walk.next(), "dns");
    walk.ends(Outcome::no_reply);
    EXPECT_EQ(walk.next(), "rejected");
}

TEST(Judgement, AStatusWithExpectations) {
    struct Row {
        std::string name;
        Wanted wanted;
        Outcome outcome;
        std::string seen;
        MeterOutcome end;
    };
    const std::vector<Row> rows{
        {"nothing is expected", {{"mode", {}}}, Outcome::confirmed, "sms", MeterOutcome::confirmed},
        {"as expected", {{"mode", "sms"}}, Outcome::confirmed, "sms", MeterOutcome::confirmed},
        {"drift", {{"mode", "client"}}, Outcome::mismatch, "sms", MeterOutcome::mismatch},
        {"never shown", {{"mode", "client"}}, Outcome::confirmed, "", MeterOutcome::mismatch},
        {"undeliverable", {{"mode", {}}}, Outcome::no_reply, "", MeterOutcome::undeliverable},
    };
    for (const auto& row : rows) {
        CourseWalk walk(meter_dialect(), CampaignKind::status, row.wanted);
        EXPECT_EQ(walk.next(), "query mode");
        if (!row.seen.empty()) walk.shows({{"mode", row.seen}});
        walk.ends(row.outcome);
        walk.active().delivery = Delivery::expired;
        EXPECT_EQ(walk.next(), store::name(row.end)) << row.name;
    }
}

TEST(Judgement, AText) {
    struct Row {
        Outcome outcome;
        Submission submission;
        MeterOutcome end;
    };
    const std::vector<Row> rows{{Outcome::acknowledged, Submission::accepted, MeterOutcome::acknowledged},
                                {Outcome::rejected, Submission::accepted, MeterOutcome::rejected},
                                {Outcome::no_reply, Submission::accepted, MeterOutcome::no_reply},
                                {Outcome::no_reply, Submission::uncertain, MeterOutcome::uncertain},
                                {Outcome::cancelled, Submission::refused, MeterOutcome::failed}};
    for (const auto& row : rows) {
        CourseWalk walk(meter_dialect(), CampaignKind::send, {});
        EXPECT_EQ(walk.next(), "text");
        walk.ends(row.outcome);
        walk.active().submission = row.submission;
        EXPECT_EQ(walk.next(), store::name(row.end));
    }
}

TEST(Judgement, WeakProofs) {
    for (const std::string proof : {"ack", "count"}) {
        CourseWalk walk(weak_dialect(proof, false), CampaignKind::apply, {{"a", "x"}, {"start", "now"}});
        const auto good = proof == "ack" ? Outcome::acknowledged : Outcome::confirmed;
        EXPECT_EQ(walk.next(), "a");
        walk.ends(good);
        EXPECT_EQ(walk.next(), "start");
        walk.ends(good);
        EXPECT_EQ(walk.next(), proof == "ack" ? "acknowledged" : "confirmed");

        CourseWalk bad(weak_dialect(proof, false), CampaignKind::apply, {{"a", "x"}, {"start", "now"}});
        EXPECT_EQ(bad.next(), "a");
        bad.ends(Outcome::rejected);
        EXPECT_EQ(bad.next(), "rejected");
        EXPECT_EQ(bad.message("start").outcome, Outcome::blocked);
    }
}

TEST(Judgement, WhatIsAskedInTheEndProvesWhatAYesDoesNot) {
    struct Row {
        std::string seen;
        std::string end;
    };
    for (const auto& row : {Row{"x", "confirmed"}, Row{"", "acknowledged"}, Row{"z", "mismatch"}}) {
        CourseWalk walk(weak_dialect("ack", false), CampaignKind::apply, {{"a", "x"}, {"start", "now"}});
        for (const std::string setting : {"a", "start"}) {
            EXPECT_EQ(walk.next(), setting);
            walk.ends(Outcome::acknowledged);
        }
        auto question = walk.message("a");
        question.kind = "query";
        question.purpose = "verify";
        question.sets.clear();
        question.proves = {"a"};
        question.outcome = Outcome::open;
        question.submission = Submission::planned;
        walk.messages.push_back(question);
        EXPECT_EQ(walk.next(), "query a");
        if (!row.seen.empty()) walk.shows({{"a", row.seen}});
        walk.ends(row.seen == "z" ? Outcome::mismatch : Outcome::confirmed);
        EXPECT_EQ(walk.next(), row.end) << "seen: " << row.seen;
    }
}

}  // namespace
}  // namespace gsmcfg::service
