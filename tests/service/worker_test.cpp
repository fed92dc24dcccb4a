// The worker against the simulated world: each behaviour of a meter, each trouble of a modem, has its own outcome.
#include "worker_fixture.hpp"

#include "gsmcfg/store/meters.hpp"

#include <fstream>
#include <iterator>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

const std::map<std::string, std::string> all_applied{
    {"mode", "6"},    {"apn", "m2m.example"}, {"user", "meter"}, {"psw", "hush"}, {"dns", "collect.example"},
    {"port", "4059"}, {"timeout", "600"},     {"reset", "12"}};

TEST_F(WorkerTest, AMeterTakesTheWholeProfileAndRestartsOnce) {
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    clock.advance(60s);
    world->advance(clock.now());
    EXPECT_EQ(applied(phone_of(1)), all_applied);
    EXPECT_EQ(world->restarts(phone_of(1)), 1U);
    const auto sent = truth("submitted");
    ASSERT_EQ(sent.size(), 8U);
    EXPECT_EQ(sent.back().at("text").string(), "12345678 MODE 6") << "the restarting command goes last";
    EXPECT_EQ(row(campaign).sms_sent, 8);
    EXPECT_EQ(row(campaign).sms_received, 8);
}

TEST_F(WorkerTest, WhatAGroupReplyProvesIsNotSentAndTheSavingIsCounted) {
    make_world(phone_of(1) + ",GS04,1,2.0,12345678,6,old,meter,hush,old.example,4059,600,12,\n");
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    EXPECT_EQ(row(campaign).sms_saved, 3) << "USER, PSW after APN; PORT after DNS";
    EXPECT_EQ(truth("submitted").size(), 5U);
    EXPECT_EQ(truth("submitted").back().at("text").string(), "12345678 MODE 6")
        << "its value was right, but something was changed";
}

TEST_F(WorkerTest, WithoutRestartTheSettingsAreOnlyStored) {
    options.no_restart = true;
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "stored");
    EXPECT_EQ(world->restarts(phone_of(1)), 0U);
    EXPECT_EQ(applied(phone_of(1)).at("apn"), "internet");
}

struct BehaviourCase {
    const char* behaviour;
    const char* outcome;
    bool applied;  // the profile is in force at the end
    const char* why;
};

class MeterBehaviour : public WorkerTest, public ::testing::WithParamInterface<BehaviourCase> {};

TEST_P(MeterBehaviour, HasItsOutcome) {
    const auto& given = GetParam();
    // A good meter beside it must not be disturbed.
    make_world(meter_line(phone_of(1), given.behaviour) + meter_line(phone_of(2)));
    const auto campaign = apply({phone_of(1), phone_of(2)});
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(outcome(campaign, phone_of(1)), given.outcome) << given.why << ": " << target(campaign, phone_of(1)).detail;
    EXPECT_EQ(outcome(campaign, phone_of(2)), "confirmed");
    clock.advance(10min);
    world->advance(clock.now());
    EXPECT_EQ(applied(phone_of(1)) == all_applied, given.applied) << given.why;
    // Messages counted are messages that the network took.
    EXPECT_EQ(row(campaign).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
}

constexpr BehaviourCase behaviours[] = {
    {"normal", "confirmed", true, ""},
    {"silent", "no_reply", false, "delivered, never answered"},
    {"off", "undeliverable", false, "the network says that it could not deliver"},
    {"wrong-value", "mismatch", false, "the operator altered the text: the reply shows it"},
    {"garbled", "unrecognised", false, "kept, never counted as a confirmation"},
    {"slow=200", "confirmed", true, "within the time-out"},
    {"one-way", "no_reply", false, "it stores APN and never says so: nothing more is sent"},
    {"duplicate-reply", "confirmed", true, "a second copy with another time stamp is no mismatch"},
    {"lost-reply=1", "confirmed", true, "the second attempt is answered"},
    {"lost-reply=2", "confirmed", true, ""},
    {"lost-reply=8", "confirmed", true, "MODE unanswered: queried, not sent again; its value has changed and it was delivered"},
    {"restart-before-reply", "confirmed", true, ""},
    {"no-mode-reply", "confirmed", true, "delivered, and a query shows the value"},
    {"error=0x02", "rejected", false, "wrong password: stop at once"},
    {"error=0x05", "rejected", false, ""},
    {"error-on=dns:0x05", "rejected", false, "the restart is withheld"},
    {"error-on=psw:0x06", "rejected", false, ""},
    {"stranger", "no_reply", false, "a reply from another number is not this meter's"},
    {"mode-name", "confirmed", true, "MODE by name"},
    {"empty-as-dash", "confirmed", true, ""},
    {"missing-blank-lines", "confirmed", true, ""},
    {"late-first=400", "confirmed", true, "the reply of the first attempt comes while the second is open"},
    {"unsolicited", "confirmed", true, "an alarm text is not a reply"},
};

INSTANTIATE_TEST_SUITE_P(Worker, MeterBehaviour, ::testing::ValuesIn(behaviours),
                         [](const ::testing::TestParamInfo<BehaviourCase>& param) {
                             std::string name = param.param.behaviour;
                             for (char& c : name)
                                 if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                             return name;
                         });

TEST_F(WorkerTest, AModuleWithoutModeAndPasswordCommandsIsRejectedNotLost) {
    make_world(meter_line(phone_of(1), "", "12345678", "1.0"));
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "rejected");
    EXPECT_NE(target(campaign, phone_of(1)).detail.find("0x06"), std::string::npos);
}

TEST_F(WorkerTest, AWrongPasswordStopsThatMeterAfterOneMessage) {
    make_world(meter_line(phone_of(1), "", "87654321"));
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "rejected");
    EXPECT_EQ(truth("submitted").size(), 1U);
}

TEST_F(WorkerTest, OtherPasswordsAreTriedInTheirOrderOnce) {
    credentials.add("default", {base::Secret(password), {"second", "third"}});
    credentials.add("second", {base::Secret("22222222"), {}});
    credentials.add("third", {base::Secret("33333333"), {}});
    make_world(meter_line(phone_of(1), "", "33333333") + meter_line(phone_of(2), "", "44444444"));
    const auto campaign = apply({phone_of(1), phone_of(2)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    EXPECT_EQ(truth("submitted", phone_of(1)).size(), 2U + 8U) << "the right one is kept for the rest";
    EXPECT_EQ(outcome(campaign, phone_of(2)), "rejected");
    EXPECT_EQ(truth("submitted", phone_of(2)).size(), 3U);
    EXPECT_EQ(store->messages.last_attempt(messages(campaign, phone_of(1)).back().id).value().credential, "third")
        << "the name, not the password";
}

TEST_F(WorkerTest, AnotherMetersSerialNumberStopsTheMeter) {
    make_world(meter_line(phone_of(1)));
    auto fresh = draft(store::CampaignKind::apply, {});
    fresh.meters = meter::parse_phone_list("phone,serial\n" + phone_of(1) + ",99999999\n", "list", fresh.dialect, {}).meters;
    const auto campaign = create(fresh);
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "swapped");
    EXPECT_EQ(truth("submitted").size(), 1U);
}

TEST_F(WorkerTest, ALateReplyToAFinishedMeterStillCounts) {
    wanted = {{"timeout", "600"}};
    options.attempts = 1;
    make_world(meter_line(phone_of(1), "slow=400") + meter_line(phone_of(2), "silent"));
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "no_reply");
    // A later run of anything hears it.
    const auto later = apply({phone_of(2)});
    run(later);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "stored") << target(campaign, phone_of(1)).detail;
    EXPECT_TRUE(messages(campaign, phone_of(1)).front().late);
}

TEST_F(WorkerTest, TwoFailedAttemptsCountAsTwoSmsAndNoMore) {
    make_world(meter_line(phone_of(1), "silent"));
    const auto campaign = apply({phone_of(1)});
    const auto began = clock.elapsed();
    run(campaign);
    EXPECT_EQ(truth("submitted").size(), 2U);
    EXPECT_EQ(row(campaign).possible_duplicates, 0) << "a repetition after silence is meant";
    EXPECT_GE(clock.elapsed() - began, 600s) << "two reply time-outs";
    EXPECT_LT(clock.elapsed() - began, 640s);
}

TEST_F(WorkerTest, ALostResultIsUncertainAndItsRepetitionIsMarked) {
    make_world(meter_line(phone_of(1), "lost-reply=1"));
    sim::Faults faults;
    faults.lose_final = {1};
    world->modem(0).set_faults(faults);
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    const auto attempts = store->messages.attempts_of(messages(campaign, phone_of(1)).front().id);
    ASSERT_EQ(attempts.size(), 2U);
    EXPECT_EQ(attempts[0].submission, store::Submission::uncertain);
    EXPECT_EQ(row(campaign).possible_duplicates, 1);
    EXPECT_EQ(row(campaign).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
}

TEST_F(WorkerTest, ALostResultWhoseReplyComesIsNotRepeated) {
    make_world(meter_line(phone_of(1)));
    sim::Faults faults;
    faults.lose_final = {1, 8};
    world->modem(0).set_faults(faults);
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    EXPECT_EQ(truth("submitted").size(), 8U);
    EXPECT_EQ(row(campaign).possible_duplicates, 0);
}

TEST_F(WorkerTest, ANetworkRefusalIsRetriedAndBurnsNoAttempt) {
    options.attempts = 1;
    make_world(meter_line(phone_of(1)));
    sim::Faults faults;
    faults.cms_error = {{1, 42U}, {2, 42U}};
    world->modem(0).set_faults(faults);
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    EXPECT_EQ(messages(campaign, phone_of(1)).front().retries, 2);
}

TEST_F(WorkerTest, ABadNumberFailsThatMeterAlone) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2)));
    sim::Faults faults;
    faults.cms_error = {{1, 28U}};
    world->modem(0).set_faults(faults);
    const auto campaign = apply({phone_of(1), phone_of(2)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "failed");
    EXPECT_EQ(outcome(campaign, phone_of(2)), "confirmed");
}

TEST_F(WorkerTest, AnUnpluggedModemIsWaitedForAndNothingIsLost) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2)));
    sim::Faults faults;
    faults.unplug_after_send = 5;
    world->modem(0).set_faults(faults);
    const auto campaign = apply({phone_of(1), phone_of(2)});
    // Somebody plugs it in again two minutes later.
    opener_hook = [&, unplugged_at = std::optional<std::chrono::milliseconds>()]() mutable {
        if (world->modem(0).plugged()) return;
        if (!unplugged_at) unplugged_at = clock.elapsed();
        if (clock.elapsed() - *unplugged_at >= 120s) world->modem(0).plug(clock.now());
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    EXPECT_EQ(outcome(campaign, phone_of(2)), "confirmed");
    EXPECT_EQ(row(campaign).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
}

TEST_F(WorkerTest, AModemThatNeverWorksIsUnusableAndSendsNothing) {
    world_options.condition = sim::Condition::no_sim;
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    const auto report = run(campaign);
    EXPECT_EQ(report.end, LineReport::End::unusable);
    EXPECT_FALSE(report.reason.empty());
    EXPECT_EQ(outcome(campaign, phone_of(1)), "pending");
}

TEST_F(WorkerTest, InterruptedAnywhereItGoesOnWithoutADuplicate) {
    for (const int after : {1, 2, 5, 8, 9, 15}) {
        log.clear();
        const std::vector<std::string> phones{phone_of(after * 10 + 1), phone_of(after * 10 + 2)};
        make_world(meter_line(phones[0]) + meter_line(phones[1]));
        const auto campaign = apply(phones);
        on_link_call = [&] {
            if (static_cast<int>(truth("submitted").size()) >= after && stop != nullptr) stop->request();
        };
        EXPECT_EQ(run(campaign).end, LineReport::End::stopped) << after;
        const auto sent_before = truth("submitted").size();
        EXPECT_LE(sent_before, static_cast<std::size_t>(after) + 1) << "the message in flight is finished, no other begun";
        on_link_call = nullptr;
        EXPECT_EQ(run(campaign).end, LineReport::End::finished) << after;
        for (const auto& phone : phones) EXPECT_EQ(outcome(campaign, phone), "confirmed") << after;
        EXPECT_EQ(truth("submitted").size(), 16U) << after << ": nothing was sent twice";
        EXPECT_EQ(row(campaign).possible_duplicates, 0);
    }
}

TEST_F(WorkerTest, StatusShowsDriftWithoutChangingAnything) {
    make_world(meter_line(phone_of(1)) + phone_of(2) +
               ",GS04,2,2.0,12345678,6,m2m.example,meter,hush,collect.example,4059,600,12,\n");
    const auto campaign = create(draft(store::CampaignKind::status, {phone_of(1), phone_of(2)}));
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "mismatch");
    EXPECT_EQ(outcome(campaign, phone_of(2)), "confirmed");
    EXPECT_EQ(truth("submitted").size(), 2U * 5U) << "one query a group";
    EXPECT_TRUE(truth("stored").empty());
}

TEST_F(WorkerTest, AFreeTextIsAcknowledgedByAnyAnswer) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2), "silent"));
    auto fresh = draft(store::CampaignKind::send, {phone_of(1), phone_of(2)});
    fresh.settings.clear();
    fresh.options.text = "{credential} MODE";
    fresh.options.attempts = 1;
    const auto campaign = create(fresh);
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "acknowledged");
    EXPECT_EQ(outcome(campaign, phone_of(2)), "no_reply");
    EXPECT_EQ(truth("submitted", phone_of(1)).front().at("text").string(), "12345678 MODE");
}

TEST_F(WorkerTest, AStrangersMessageIsKeptInTheInbox) {
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    bool told = false;
    on_link_call = [&] {
        if (told || truth("submitted").empty()) return;
        told = true;
        world->send_to_modem(0, "+99955500001", "GS04\r\n1\r\nAPN: evil\r\n\r\n");
    };
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    int strangers = 0;
    store->inbox.each([&](const store::InboundMessage& message) {
        if (message.phone == "+99955500001") {
            ++strangers;
            EXPECT_EQ(message.kind, store::InboundKind::unsolicited);
        }
    });
    EXPECT_EQ(strangers, 1);
    EXPECT_EQ(world->modem(0).stored(), 0U) << "and deleted from the modem";
}

TEST_F(WorkerTest, ASecondCampaignOnTheSameNumberNeverInterleaves) {
    make_world(meter_line(phone_of(1)));
    const auto first = apply({phone_of(1)});
    on_link_call = [&] {
        if (truth("submitted").size() >= 3 && stop != nullptr) stop->request();
    };
    run(first);
    on_link_call = nullptr;
    const auto second = apply({phone_of(1)});
    EXPECT_FALSE(store->targets.next_waiting(second, clock.utc())) << "the first has begun the meter";
    run(first);
    run(second);
    EXPECT_EQ(outcome(second, phone_of(1)), "confirmed");
}

TEST_F(WorkerTest, ChosenSettingsLimitTheListsOverridesToo) {
    wanted = {{"timeout", "600"}};
    make_world(meter_line(phone_of(1)));
    auto fresh = draft(store::CampaignKind::apply, {});
    fresh.meters = meter::parse_phone_list("phone,apn\n" + phone_of(1) + ",own.example\n", "list", fresh.dialect, {}).meters;
    fresh.options.only = {"timeout"};
    const auto campaign = create(fresh);
    run(campaign);
    ASSERT_EQ(truth("submitted").size(), 1U);
    EXPECT_EQ(truth("submitted")[0].at("text").string(), "12345678 TIMEOUT 600");
}

TEST_F(WorkerTest, TheReportOfAnOlderAttemptDoesNotEndTheWaitForTheNewerOne) {
    options.reply_timeout = 290s;
    options.attempts = 3;
    make_world(meter_line(phone_of(1), "off"));
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    const auto attempts = store->messages.attempts_of(messages(campaign, phone_of(1)).front().id);
    ASSERT_EQ(attempts.size(), 3U);
    for (std::size_t i = 1; i < attempts.size(); ++i)
        EXPECT_GE(attempts[i].submitting_at - attempts[i - 1].submitting_at, 280s) << "attempt " << i + 1;
}

TEST_F(WorkerTest, MetersOfAnAbandonedCampaignAreNamedInsteadOfWaitedFor) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2)));
    const auto first = apply({phone_of(1)});
    on_link_call = [&] {
        if (truth("submitted").size() >= 2 && stop != nullptr) stop->request();
    };
    run(first);
    on_link_call = nullptr;
    const auto second = apply({phone_of(1), phone_of(2)});
    const auto report = run(second);
    EXPECT_EQ(report.end, LineReport::End::blocked);
    EXPECT_NE(report.reason.find("campaign " + std::to_string(first)), std::string::npos) << report.reason;
    EXPECT_EQ(outcome(second, phone_of(1)), "pending");
    EXPECT_EQ(outcome(second, phone_of(2)), "confirmed");
}

TEST_F(WorkerTest, MetersOfAnAbsentSimAreTakenOverLaterAndTheirRepetitionIsMarked) {
    make_world(meter_line(phone_of(1), "lost-reply=2"));
    const auto campaign = apply({phone_of(1)});
    on_link_call = [&] {
        if (truth("submitted").size() >= 2 && stop != nullptr) stop->request();
    };
    run(campaign);
    on_link_call = nullptr;
    // As if it had been begun with another SIM, seen last just now.
    {
        store::Transaction transaction(*database);
        for (const auto& open : store->targets.open(campaign, "")) {
            auto moved = open;
            moved.imsi = "999700000000099";
            store->targets.update(open, moved);
            for (const auto& message : store->messages.of_target(open.id)) {
                if (message.outcome != store::Outcome::open) continue;
                auto other = message;
                other.imsi = moved.imsi;
                store->messages.update(message, other);
            }
        }
        store->registers.sim_seen("999700000000099", "", clock.utc());
        transaction.commit();
    }
    const auto before = clock.elapsed();
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_GE(clock.elapsed() - before, 600s) << "ten minutes, then another SIM takes over";
    EXPECT_EQ(outcome(campaign, phone_of(1)), "confirmed");
    EXPECT_EQ(row(campaign).possible_duplicates, 1);
}

TEST_F(WorkerTest, ACancelWhileAMessageIsOnItsWayKeepsItsResult) {
    make_world(meter_line(phone_of(1)));
    const auto campaign = apply({phone_of(1)});
    bool cancelled = false;
    on_link_call = [&] {
        // Between the intent and the result: the message is `submitting`.
        if (cancelled || messages(campaign, phone_of(1)).empty()) return;
        const auto message = messages(campaign, phone_of(1)).front();
        if (message.submission != store::Submission::submitting) return;
        cancelled = true;
        store::Transaction transaction(*database);
        auto closed = message;
        closed.outcome = store::Outcome::no_reply;
        closed.due_at.reset();
        closed.closed_at = clock.utc();
        store->messages.update(message, closed);
        for (const auto& rest : messages(campaign, phone_of(1))) {
            if (rest.outcome != store::Outcome::open) continue;
            auto given_up = rest;
            given_up.outcome = store::Outcome::cancelled;
            store->messages.update(rest, given_up);
        }
        const auto open = target(campaign, phone_of(1));
        auto gone = open;
        gone.state = store::TargetState::closed;
        store->targets.update(open, gone);
        transaction.commit();
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    ASSERT_TRUE(cancelled);
    const auto message = messages(campaign, phone_of(1)).front();
    EXPECT_EQ(message.submission, store::Submission::accepted);
    EXPECT_TRUE(store->messages.last_attempt(message.id)->reference);
    EXPECT_EQ(truth("submitted").size(), 1U);
}

// The password as text, as hex, and as packed septets of any alignment.
TEST_F(WorkerTest, ThePasswordIsNowhereButOnTheAir) {
    credentials.add("default", {base::Secret("Zq7#Kw9x"), {}});
    make_world(meter_line(phone_of(1), "", "Zq7#Kw9x") + meter_line(phone_of(2), "garbled", "Zq7#Kw9x") +
               meter_line(phone_of(3), "silent", "Zq7#Kw9x"));
    const auto campaign = apply({phone_of(1), phone_of(2), phone_of(3)});
    bool told = false;
    on_link_call = [&] {
        if (told || truth("submitted").empty()) return;
        told = true;
        world->send_to_modem(0, "+99955500001", "Zq7#Kw9x APN evil");
        world->send_to_modem(0, phone_of(2), "bad password: Zq7#Kw9x!");
    };
    run(campaign);
    ASSERT_EQ(truth("submitted").front().at("text").string(), "Zq7#Kw9x APN m2m.example") << "it was on the air";
    std::vector<std::string> needles{"Zq7#Kw9x", "5A7137234B773978"};
    // Septets of the eight characters at each of the eight bit offsets, inner octets as hex in both cases.
    const std::string text = "Zq7#Kw9x";
    for (unsigned shift = 0; shift < 8; ++shift) {
        std::string bits(shift, '0');
        for (const char c : text)
            for (unsigned bit = 0; bit < 7; ++bit) bits += ((static_cast<unsigned>(c) >> bit) & 1U) != 0 ? '1' : '0';
        std::string hex;
        for (std::size_t at = 8; at + 8 <= bits.size() - bits.size() % 8; at += 8) {
            unsigned octet = 0;
            for (unsigned bit = 0; bit < 8; ++bit) octet |= static_cast<unsigned>(bits[at + bit] == '1') << bit;
            hex += "0123456789ABCDEF"[octet >> 4U];
            hex += "0123456789ABCDEF"[octet & 15U];
        }
        needles.push_back(hex);
    }
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string content((std::istreambuf_iterator<char>(stream)), {});
        ++files;
        for (const auto& needle : needles)
            EXPECT_EQ(content.find(needle), std::string::npos) << entry.path() << " holds " << needle;
    }
    EXPECT_GE(files, 2) << "database and write-ahead log";
}

TEST_F(WorkerTest, TheRegisterKnowsWhatTheListCallsAMeter) {
    make_world(meter_line(phone_of(1)));
    auto fresh = draft(store::CampaignKind::apply, {phone_of(1)});
    fresh.meters =
        meter::parse_phone_list("phone,label,credential\n" + phone_of(1) + ",Lesnaya 1,default\n", "list.csv", fresh.dialect, {})
            .meters;
    run(create(fresh));
    const auto known = store::Meters(*database).find(phone_of(1)).value();
    EXPECT_EQ(known.label, "Lesnaya 1");
    EXPECT_EQ(known.credential, "default");
    EXPECT_TRUE(known.first_heard);
}

// Such texts are kept on SIMs, with the meter's number as their sender.
TEST_F(WorkerTest, ACommandWithTheMetersNumberOnItIsNoAnswer) {
    make_world(meter_line(phone_of(1), "silent"));
    wanted = {{"apn", "m2m.example"}};
    bool told = false;
    on_link_call = [&] {
        if (std::exchange(told, !truth("send").empty())) return;
        if (told) world->send_to_modem(0, phone_of(1), "12345678 APN m2m.example");
    };
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone_of(1)), "no_reply");
    std::vector<store::InboundKind> kinds;
    store->inbox.each([&](const store::InboundMessage& message) { kinds.push_back(message.kind); });
    EXPECT_EQ(kinds, std::vector{store::InboundKind::unsolicited});
}

}  // namespace
}  // namespace gsmcfg::service
