// An operator says which message a received one answers.
#include "assignment_fixture.hpp"

#include "gsmcfg/store/meters.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;
using Reason = AssignmentRefusal::Reason;
using store::Outcome;

TEST_F(AssignmentTest, AnAnswerFromAnotherNumberIsJudgedByTheProgram) {
    make_world(meter_line(meter, "stranger"));
    const auto campaign = ask_in_vain(meter);
    const auto waits = waiting();
    ASSERT_EQ(waits.size(), 1U);
    const auto done = assign({.inbound = waits[0].id, .phone = meter});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(done->message.outcome, Outcome::confirmed);
    EXPECT_TRUE(done->message.late);
    EXPECT_EQ(done->before.outcome, store::MeterOutcome::no_reply);
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
    EXPECT_EQ(tally(campaign), (store::Tally{{store::MeterOutcome::confirmed, 1}}));
    EXPECT_EQ(row(campaign).sms_received, 1);
    EXPECT_EQ(done->inbound.note, "assigned by anna");
    EXPECT_EQ(done->inbound.kind, store::InboundKind::late);
    EXPECT_EQ(done->inbound.phone, stranger) << "who it came from stays";
    EXPECT_TRUE(waiting().empty());
    std::vector<std::optional<store::Id>> audited;
    store::newest_audit(*database, {.actions = {"assign"}}, [&](const store::AuditEntry& entry) {
        audited.push_back(entry.campaign);
        return true;
    });
    EXPECT_EQ(audited, std::vector{std::optional(campaign)});
    EXPECT_EQ(store::Meters(*database).find(meter)->serial, "011700001") << "the register knows it as the meter's answer";
    EXPECT_FALSE(store::Meters(*database).find(stranger));
}

TEST_F(AssignmentTest, AValueThatDiffersIsNoConfirmation) {
    make_world(meter_line(meter, "stranger"));
    const auto campaign = ask(meter, "other.example");
    run(campaign);
    const auto done = assign({.inbound = waiting().at(0).id, .phone = meter});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(outcome(campaign, meter), "mismatch");
    EXPECT_EQ(done->inbound.note, "assigned by anna; apn is \"internet\", wanted \"other.example\"");
}

TEST_F(AssignmentTest, WhatTheRunHasWithheldStaysUnsent) {
    make_world(meter_line(meter, "stranger"));
    options.attempts = 1;
    const auto campaign = apply({meter});
    run(campaign);
    const auto sent = truth("submitted").size();
    ASSERT_TRUE(assign({.inbound = waiting().at(0).id, .phone = meter}));
    EXPECT_EQ(outcome(campaign, meter), "partial");
    EXPECT_EQ(tally(campaign), (store::Tally{{store::MeterOutcome::partial, 1}}));
    EXPECT_EQ(truth("submitted").size(), sent);
}

TEST_F(AssignmentTest, WhatCantBeReadIsConfirmedByAPersonsWordAlone) {
    make_world(meter_line(meter, "garbled"));
    const auto campaign = ask(meter);
    run(campaign);
    ASSERT_EQ(outcome(campaign, meter), "unrecognised");
    const auto message = first_message(campaign, meter);
    const auto reply = store->inbox.of_message(message.id).at(0);
    const auto before = state_of(campaign, meter);
    EXPECT_EQ(refused({.inbound = reply.id}), Reason::not_understood);
    EXPECT_EQ(refused({.inbound = reply.id, .phone = meter}), Reason::not_understood);
    EXPECT_EQ(refused({.inbound = reply.id, .message = message.id}), Reason::not_understood);
    EXPECT_EQ(state_of(campaign, meter), before) << "nothing is changed by a refusal";
    const auto received = row(campaign).sms_received;
    const auto done = assign({.inbound = reply.id, .outcome = Outcome::confirmed});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
    EXPECT_EQ(done->message.detail, "assigned by anna");
    EXPECT_TRUE(done->inbound.note.starts_with("assigned by anna as confirmed; ")) << done->inbound.note;
    EXPECT_EQ(done->inbound.kind, store::InboundKind::reply);
    EXPECT_EQ(row(campaign).sms_received, received) << "it was counted when it came";
    EXPECT_EQ(store->targets.settings(target(campaign, meter).id).at(0).seen, "internet");
    EXPECT_TRUE(store::Meters(*database).settings(meter).empty()) << "no reply that was read has shown it";
}

TEST_F(AssignmentTest, EveryWordThatAPersonMaySay) {
    for (const auto& [word, meter_outcome] :
         {std::pair(Outcome::confirmed, "confirmed"), std::pair(Outcome::rejected, "rejected"),
          std::pair(Outcome::mismatch, "mismatch"), std::pair(Outcome::acknowledged, "acknowledged")}) {
        log.clear();
        make_world(meter_line(meter, "silent"));
        options.no_restart = false;
        wanted = {{"timeout", "600"}, {"mode", "client"}};
        options.attempts = 1;
        const auto campaign = create(draft(store::CampaignKind::apply, {meter}));
        run(campaign);
        ASSERT_EQ(outcome(campaign, meter), "no_reply");
        const auto id = receive("done, thank you");
        const auto done = assign({.inbound = id, .phone = meter, .campaign = campaign, .outcome = word});
        ASSERT_TRUE(done) << done.error().detail;
        EXPECT_EQ(done->message.outcome, word);
        const bool good = word == Outcome::confirmed || word == Outcome::acknowledged;
        EXPECT_EQ(outcome(campaign, meter), good ? "partial" : meter_outcome) << "the restart was never sent";
        clock.wait_until(clock.now() + 1h, base::StopToken());
    }
}

TEST_F(AssignmentTest, AnAnswerOfAnotherMeterIsRefused) {
    make_world(meter_line(meter, "stranger") + meter_line(phone_of(2), "silent"));
    ask_in_vain(meter);
    auto fresh = draft(store::CampaignKind::status, {phone_of(2)});
    fresh.meters = meter::parse_phone_list("phone,serial\n" + phone_of(2) + ",011700002\n", "list.csv", fresh.dialect, {}).meters;
    const auto campaign = create(fresh);
    run(campaign);
    const auto id = waiting().at(0).id;
    const auto before = state_of(campaign, phone_of(2));
    EXPECT_EQ(refused({.inbound = id, .phone = phone_of(2)}), Reason::other_meter);
    EXPECT_EQ(refused({.inbound = id, .phone = phone_of(2), .outcome = Outcome::confirmed}), Reason::other_meter);
    EXPECT_EQ(state_of(campaign, phone_of(2)), before);
    store::MeterRecord known;
    known.phone = meter;
    known.serial = "5";
    store::Meters(*database).write(std::array{known});
    EXPECT_EQ(refused({.inbound = id, .phone = meter}), Reason::other_meter) << "by the register";
    fresh.meters = meter::parse_phone_list("phone,serial\n" + meter + ",11700001\n", "list.csv", fresh.dialect, {}).meters;
    clock.wait_until(clock.now() + 1h, base::StopToken());
    const auto listed = create(fresh);
    run(listed);
    EXPECT_EQ(refused({.inbound = waiting().at(0).id, .phone = meter, .campaign = listed}), std::nullopt)
        << "the list goes before the register";
}

TEST_F(AssignmentTest, WhatComesBeforeTheQuestionIsNoAnswer) {
    make_world(meter_line(meter, "silent"));
    const auto id = receive_apn();
    clock.wait_until(clock.now() + 1s, base::StopToken());
    ask_in_vain(meter);
    EXPECT_EQ(refused({.inbound = id, .phone = meter}), Reason::too_early);
    EXPECT_EQ(refused({.inbound = id, .phone = meter, .outcome = Outcome::confirmed}), Reason::too_early);
}

TEST_F(AssignmentTest, WhatALaterReplyHasShownStands) {
    make_world(meter_line(meter, "silent"));
    const auto campaign = ask_in_vain(meter);
    const auto id = receive_apn();
    const auto later = clock.utc() + 1min;
    {
        store::Transaction transaction(*database);
        store->registers.meter_heard(meter, "", "", later);
        store->registers.meter_setting(meter, {"apn", "newer", later, false}, std::nullopt);
        transaction.commit();
    }
    EXPECT_EQ(refused({.inbound = id, .phone = meter}), Reason::outdated) << "the register knows better";
    {
        store::Transaction transaction(*database);
        store->targets.see_setting(target(campaign, meter).id, "apn", "newer", later, std::nullopt);
        transaction.commit();
    }
    EXPECT_EQ(refused({.inbound = id, .phone = meter}), Reason::outdated);
    EXPECT_EQ(refused({.inbound = id, .phone = meter, .outcome = Outcome::confirmed}), Reason::outdated);
    EXPECT_EQ(refused({.inbound = id, .phone = meter, .outcome = Outcome::rejected}), std::nullopt);
}

TEST_F(AssignmentTest, NothingIsGuessed) {
    make_world(meter_line(meter, "silent"));
    const auto first = ask_in_vain(meter);
    clock.wait_until(clock.now() + 1h, base::StopToken());
    const auto second = ask_in_vain(meter);
    const auto id = receive_apn();
    const auto doubtful = assign({.inbound = id, .phone = meter});
    ASSERT_FALSE(doubtful);
    EXPECT_EQ(doubtful.error().reason, Reason::several);
    ASSERT_EQ(doubtful.error().candidates.size(), 2U);
    EXPECT_EQ(doubtful.error().candidates[0].message.campaign, second) << "the newest first";
    EXPECT_EQ(refused({.inbound = id, .phone = meter, .outcome = Outcome::confirmed}), Reason::several);
    ASSERT_TRUE(assign({.inbound = id, .phone = meter, .campaign = first}));
    EXPECT_EQ(outcome(first, meter), "confirmed");
    EXPECT_EQ(outcome(second, meter), "no_reply");
}

TEST_F(AssignmentTest, WhatCantBeAssignedSaysWhy) {
    make_world(meter_line(meter, "silent") + meter_line(phone_of(2)));
    const auto campaign = ask_in_vain(meter);
    const auto open = first_message(campaign, meter).id;
    const auto right = ask(phone_of(2));
    run(right);
    ASSERT_EQ(outcome(right, phone_of(2)), "confirmed");
    const auto confirmed = first_message(right, phone_of(2)).id;
    const auto answer = store->inbox.of_message(confirmed).at(0).id;
    const auto id = receive_apn();
    EXPECT_EQ(refused({.inbound = 9999, .phone = meter}), Reason::unknown);
    EXPECT_EQ(refused({.inbound = id, .message = 9999}), Reason::unknown);
    EXPECT_EQ(refused({.inbound = id, .phone = phone_of(2), .message = open}), Reason::unknown);
    EXPECT_EQ(refused({.inbound = id, .campaign = right, .message = open}), Reason::unknown);
    EXPECT_EQ(refused({.inbound = id}), Reason::no_candidate) << "nothing was sent to that number";
    EXPECT_EQ(refused({.inbound = id, .phone = meter, .campaign = right}), Reason::no_candidate);
    EXPECT_EQ(refused({.inbound = id, .message = confirmed}), Reason::not_allowed);
    EXPECT_EQ(refused({.inbound = id, .message = confirmed, .outcome = Outcome::mismatch}), Reason::not_allowed);
    EXPECT_EQ(refused({.inbound = answer}), Reason::answers_already);
    EXPECT_EQ(refused({.inbound = answer, .message = open, .outcome = Outcome::confirmed}), Reason::answers_already);
    EXPECT_EQ(refused({.inbound = answer, .outcome = Outcome::confirmed}), Reason::not_allowed);
    const auto report = receive("", store::InboundKind::report, meter);
    EXPECT_EQ(refused({.inbound = report, .message = open, .outcome = Outcome::confirmed}), Reason::no_answer);
    const auto cut = receive("GS04\r\n011700001\r\nAPN: internet\r\n-\r\n-", store::InboundKind::incomplete);
    EXPECT_EQ(refused({.inbound = cut, .message = open}), Reason::not_understood) << "a value may be cut off";
    EXPECT_EQ(refused({.inbound = cut, .message = open, .outcome = Outcome::confirmed}), std::nullopt);
}

TEST_F(AssignmentTest, WithoutANumberItIsTheOneThatItCameFrom) {
    make_world(meter_line(meter, "silent"));
    const auto campaign = ask_in_vain(meter);
    // As one that came after days, and was no late reply any more.
    const auto id = receive("GS04\r\n011700001\r\nAPN: internet\r\n-\r\n-", store::InboundKind::unsolicited, meter);
    ASSERT_TRUE(assign({.inbound = id}));
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
}

TEST_F(AssignmentTest, SetAsideItWaitsNoMoreAndCanStillBeAssigned) {
    make_world(meter_line(meter, "silent"));
    const auto campaign = ask_in_vain(meter);
    const auto id = receive_apn();
    store::AuditEntry audit;
    audit.action = "assign";
    InboundAssignment assignment(*database, credentials);
    const auto done = assignment.set_aside(id, "anna", audit);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->note, "set aside by anna");
    EXPECT_TRUE(waiting().empty());
    EXPECT_EQ(assignment.set_aside(id, "anna", audit).error().reason, Reason::no_answer) << "it waits for nobody already";
    EXPECT_EQ(assignment.set_aside(9999, "anna", audit).error().reason, Reason::unknown);
    EXPECT_EQ(store::count_audit(*database, {.actions = {"assign"}}), 1);
    const auto assigned = assign({.inbound = id, .phone = meter});
    ASSERT_TRUE(assigned) << assigned.error().detail;
    EXPECT_FALSE(assigned->inbound.set_aside);
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
    EXPECT_EQ(assignment.set_aside(id, "anna", audit).error().reason, Reason::answers_already);
}

// What was asked before anything is changed shows old values: an answer to that makes no setting right.
TEST_F(AssignmentTest, AnAnswerToWhatIsOnlyReadMakesNothingRight) {
    make_world(meter_line(meter, "stranger") + meter_line(phone_of(2), "stranger"));
    wanted = {{"apn", "m2m.example"}};
    options.attempts = 1;
    options.read_first = true;
    const auto campaign = create(draft(store::CampaignKind::apply, {meter, phone_of(2)}));
    run(campaign);
    for (const auto& [phone, word] :
         {std::pair(meter, std::optional<Outcome>()), std::pair(phone_of(2), std::optional(Outcome::confirmed))}) {
        const auto question = first_message(campaign, phone);
        ASSERT_EQ(question.purpose, "read");
        const auto waits = waiting();
        const auto answer = std::ranges::find_if(waits, [&](const store::InboundMessage& message) {
            return message.text.find("0117" + phone.substr(phone.size() - 5)) != std::string::npos;
        });
        ASSERT_NE(answer, waits.end());
        const auto done = assign({.inbound = answer->id, .message = question.id, .outcome = word});
        ASSERT_TRUE(done) << done.error().detail;
        EXPECT_EQ(done->message.outcome, Outcome::confirmed);
        EXPECT_EQ(done->inbound.note, word ? "assigned by anna as confirmed" : "assigned by anna");
        for (const auto& setting : store->targets.settings(target(campaign, phone).id))
            EXPECT_NE(setting.seen, "m2m.example") << "nobody has seen that";
        EXPECT_EQ(outcome(campaign, phone), "partial");
    }
}

}  // namespace
}  // namespace gsmcfg::service
