// The order of a meter's messages: which is next, which is not needed, which is withheld.
#include "course_walk.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using store::CampaignKind;
using store::MeterOutcome;
using store::Outcome;
using store::Submission;
using Wanted = CourseWalk::Wanted;

const Wanted server_and_mode{{"apn", "meters"}, {"dns", "10.0.0.1"}, {"port", "7000"}, {"mode", "client"}};

CourseWalk apply(const Wanted& wanted, bool no_restart = false) {
    return {meter_dialect(), CampaignKind::apply, wanted, no_restart};
}

TEST(Course, ModeGoesLastWhateverTheProfilesOrder) {
    auto walk = apply({{"mode", "client"}, {"dns", "10.0.0.1"}, {"apn", "meters"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "dns");
    walk.confirms({{"dns", "10.0.0.1"}});
    EXPECT_EQ(walk.next(), "mode");
    walk.confirms({{"mode", "client"}});
    EXPECT_EQ(walk.next(), "confirmed");
}

TEST(Course, AValueThatAGroupReplyHasProvenIsSkipped) {
    auto walk = apply({{"apn", "meters"}, {"user", ""}, {"psw", "s3cret"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}, {"user", "-"}, {"psw", "old"}});
    EXPECT_EQ(walk.next(), "psw") << "user is right, psw is not";
    EXPECT_EQ(walk.message("user").outcome, Outcome::skipped);
    walk.confirms({{"psw", "s3cret"}});
    EXPECT_EQ(walk.next(), "mode");
    walk.confirms({{"mode", "client"}});
    EXPECT_EQ(walk.next(), "confirmed");
}

TEST(Course, AValueIsComparedAsTheDeviceDoes) {
    struct Row {
        std::string setting, wanted, seen, next;
    };
    const std::vector<Row> rows{
        {"dns", "Meters.Example", "meters.example", "already_right"},
        {"port", "7000", "07000", "already_right"},
        {"user", "", "-", "already_right"},
        {"apn", "Meters", "meters", "apn"},
        {"port", "7000", "700", "port"},
        {"user", "", "x", "user"},
        {"mode", "client", "6", "already_right"},
        {"mode", "client", "1", "mode"},
    };
    for (const auto& row : rows) {
        auto walk = apply({{row.setting, row.wanted}});
        walk.shows({{row.setting, row.seen}});
        EXPECT_EQ(walk.next(), row.next) << row.setting << " " << row.wanted << " " << row.seen;
    }
}

TEST(Course, ModeIsSentWheneverAnotherSettingWasSent) {
    auto walk = apply(server_and_mode);
    walk.shows({{"dns", "10.0.0.1"}, {"port", "7000"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "mode") << "though its own value is right";
    EXPECT_EQ(walk.message("dns").outcome, Outcome::skipped);
    EXPECT_EQ(walk.message("port").outcome, Outcome::skipped);
}

TEST(Course, ModeIsSkippedOnlyIfNothingWasSentAndItsValueIsShown) {
    struct Row {
        std::string name;
        std::optional<std::string> mode;
        std::string next;
    };
    for (const auto& row :
         std::vector<Row>{{"right", "client", "already_right"}, {"wrong", "sms", "mode"}, {"unseen", {}, "mode"}}) {
        auto walk = apply(server_and_mode);
        walk.shows({{"apn", "meters"}, {"dns", "10.0.0.1"}, {"port", "7000"}, {"mode", row.mode}});
        EXPECT_EQ(walk.next(), row.next) << row.name;
    }
}

TEST(Course, ModeIsWithheldIfASettingIsNotConfirmed) {
    struct Row {
        Outcome outcome;
        MeterOutcome meter;
    };
    const std::vector<Row> rows{{Outcome::rejected, MeterOutcome::rejected},
                                {Outcome::mismatch, MeterOutcome::mismatch},
                                {Outcome::unrecognised, MeterOutcome::unrecognised}};
    for (const auto& row : rows) {
        auto walk = apply(server_and_mode);
        EXPECT_EQ(walk.next(), "apn");
        walk.ends(row.outcome);
        EXPECT_EQ(walk.next(), "dns") << "the others still go";
        walk.confirms({{"dns", "10.0.0.1"}, {"port", "7000"}});
        const auto end = walk.advance();
        EXPECT_EQ(end.kind, NextStep::Kind::finish);
        EXPECT_EQ(end.outcome, row.meter);
        EXPECT_EQ(end.detail, walk.message("apn").detail);
        EXPECT_EQ(walk.message("mode").outcome, Outcome::blocked);
    }
}

TEST(Course, ModeIsWithheldIfALaterReplyShowsAConfirmedSettingChanged) {
    auto walk = apply({{"apn", "meters"}, {"user", "u"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "user");
    walk.confirms({{"apn", "internet"}, {"user", "u"}});
    const auto end = walk.advance();
    EXPECT_EQ(walk.message("mode").outcome, Outcome::blocked);
    EXPECT_NE(walk.message("mode").detail.find("apn"), std::string::npos);
    EXPECT_EQ(end.outcome, MeterOutcome::mismatch);
    EXPECT_EQ(end.detail, "apn has changed again");
}

TEST(Course, NoReplyEndsTheMeter) {
    auto walk = apply(server_and_mode);
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "dns");
    walk.ends(Outcome::no_reply);
    const auto end = walk.advance();
    EXPECT_EQ(end.outcome, MeterOutcome::no_reply);
    EXPECT_EQ(end.detail, walk.message("dns").detail);
    for (const std::string rest : {"port", "mode"}) EXPECT_EQ(walk.message(rest).outcome, Outcome::blocked) << rest;
}

TEST(Course, NothingGoesAfterACancelledMessage) {
    auto walk = apply(server_and_mode);
    walk.message("apn").outcome = Outcome::cancelled;
    walk.message("apn").detail = "cancelled by a person";
    const auto end = walk.advance();
    EXPECT_EQ(end.outcome, MeterOutcome::cancelled);
    EXPECT_EQ(end.detail, "cancelled by a person");
    for (const std::string rest : {"dns", "port", "mode"}) EXPECT_EQ(walk.message(rest).outcome, Outcome::blocked) << rest;
}

TEST(Course, OneMessageAtATime) {
    struct Row {
        std::string name;
        Submission submission;
        bool due;
        std::string next;
    };
    const std::vector<Row> rows{
        {"not its turn yet", Submission::planned, false, "apn"}, {"due", Submission::planned, true, "wait"},
        {"leased", Submission::leased, false, "wait"},           {"submitting", Submission::submitting, false, "wait"},
        {"accepted", Submission::accepted, false, "wait"},       {"uncertain", Submission::uncertain, true, "wait"},
        {"refused", Submission::refused, true, "wait"},          {"not sent", Submission::not_sent, true, "wait"},
    };
    for (const auto& row : rows) {
        auto walk = apply(server_and_mode);
        walk.messages.front().submission = row.submission;
        if (row.due) walk.messages.front().due_at = base::UtcTime{};
        EXPECT_EQ(walk.next(), row.next) << row.name;
    }
}

TEST(Course, WhatWaitsIsNotSkippedByAReplyToAnother) {
    auto walk = apply({{"apn", "meters"}});
    walk.messages.front().submission = Submission::accepted;
    walk.shows({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "wait");
}

TEST(Course, AnUnansweredModeIsAskedForAndNotRepeated) {
    auto walk = apply({{"apn", "meters"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "mode");
    walk.ends(Outcome::no_reply);
    walk.add_query("mode").due_at = base::UtcTime{};
    EXPECT_EQ(walk.next(), "wait");
    walk.messages.back().due_at.reset();
    EXPECT_EQ(walk.next(), "query mode");
}

TEST(Course, ASecondModeIsHeldBackLikeTheFirst) {
    auto walk = apply({{"apn", "meters"}, {"mode", "client"}});
    EXPECT_EQ(walk.next(), "apn");
    walk.confirms({{"apn", "meters"}});
    EXPECT_EQ(walk.next(), "mode");
    walk.ends(Outcome::no_reply);
    walk.add_query("mode");
    walk.shows({{"mode", "sms"}});
    walk.ends(Outcome::mismatch);
    walk.add_again("mode");
    EXPECT_EQ(walk.next(), "mode");
    walk.shows({{"apn", "internet"}});
    const auto end = walk.advance();
    EXPECT_EQ(walk.messages.back().outcome, Outcome::blocked);
    EXPECT_EQ(end.kind, NextStep::Kind::finish);
    EXPECT_EQ(end.outcome, MeterOutcome::mismatch);
}

// Two settings that must not be repeated, in one group reply: the question about the one says nothing about the other.
TEST(Course, ASilentQueryEndsTheMeterThoughAnotherOfItsGroupIsLeft) {
    const auto dialect = changed_dialect({{"reply = \"dns\"", "reply = \"dns\"\nidempotent = false"},
                                          {"query = \"{credential} PORT\"\nreply = \"dns\"",
                                           "query = \"{credential} PORT\"\nreply = \"dns\"\nidempotent = false"}});
    CourseWalk walk(dialect, CampaignKind::apply, {{"dns", "10.0.0.1"}, {"port", "7000"}});
    EXPECT_EQ(walk.next(), "dns");
    walk.ends(Outcome::no_reply);
    auto query = walk.add_query("dns");
    walk.messages.pop_back();
    query.outcome = Outcome::no_reply;
    query.submission = Submission::accepted;
    query.attempts = 1;
    walk.messages.insert(walk.messages.begin() + 1, query);
    EXPECT_EQ(walk.next(), "no_reply");
    EXPECT_EQ(walk.message("port").outcome, Outcome::blocked);
}

TEST(Course, AcknowledgedSettingsDoNotHoldTheRestartBack) {
    for (const std::string proof : {"ack", "count"}) {
        CourseWalk walk(weak_dialect(proof, true), CampaignKind::apply, {{"a", "x"}, {"b", "y"}, {"start", "now"}});
        const auto good = proof == "ack" ? Outcome::acknowledged : Outcome::confirmed;
        EXPECT_EQ(walk.next(), "a") << proof;
        walk.ends(good);
        EXPECT_EQ(walk.next(), "b") << proof;
        walk.ends(good);
        EXPECT_EQ(walk.next(), "start") << proof;
        walk.confirms({{"start", "now"}});
        EXPECT_EQ(walk.next(), proof == "ack" ? "acknowledged" : "confirmed") << proof;
    }
}

TEST(Course, StatusAsksEachGroupOnce) {
    CourseWalk walk(meter_dialect(), CampaignKind::status, {{"apn", {}}, {"user", {}}, {"psw", {}}, {"dns", {}}, {"mode", {}}});
    EXPECT_EQ(walk.next(), "query apn");
    walk.confirms({{"apn", "internet"}, {"user", ""}, {"psw", ""}});
    EXPECT_EQ(walk.next(), "query dns") << "a value that was seen is no reason to skip a question";
    walk.confirms({{"dns", ""}});
    EXPECT_EQ(walk.next(), "query mode");
    walk.confirms({{"mode", "sms"}});
    EXPECT_EQ(walk.next(), "confirmed");
}

TEST(Course, StatusGoesOnAfterABadAnswerAndEndsInSilence) {
    for (const auto bad : {Outcome::mismatch, Outcome::rejected, Outcome::unrecognised}) {
        CourseWalk walk(meter_dialect(), CampaignKind::status, {{"apn", "meters"}, {"dns", {}}});
        EXPECT_EQ(walk.next(), "query apn");
        walk.ends(bad);
        EXPECT_EQ(walk.next(), "query dns") << bad;
        walk.ends(Outcome::confirmed);
        EXPECT_EQ(walk.next(), store::name(bad));
    }
    CourseWalk walk(meter_dialect(), CampaignKind::status, {{"apn", {}}, {"dns", {}}});
    EXPECT_EQ(walk.next(), "query apn");
    walk.ends(Outcome::no_reply);
    EXPECT_EQ(walk.next(), "no_reply");
    EXPECT_EQ(walk.messages.back().outcome, Outcome::blocked);
}

TEST(Course, SendIsOneText) {
    CourseWalk walk(meter_dialect(), CampaignKind::send, {});
    EXPECT_EQ(walk.next(), "text");
    walk.ends(Outcome::acknowledged);
    EXPECT_EQ(walk.next(), "acknowledged");
}

}  // namespace
}  // namespace gsmcfg::service
