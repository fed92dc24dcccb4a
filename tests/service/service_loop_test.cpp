// The service in virtual time: hours of it in a moment, always in the same order.
#include "service_fixture.hpp"

#include "gsmcfg/service/campaign_cancel.hpp"

#include <set>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class ServiceLoop : public ServiceTest {};

TEST_F(ServiceLoop, CarriesOutOneCampaignAfterTheOtherAndThenWaits) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2)) + meter_line(phone_of(3)));
    const auto first = hand_over({phone_of(1), phone_of(2)});
    std::optional<store::Id> second;
    serve([&] {
        if (clock.elapsed() > 1h && !second) second = hand_over({phone_of(3)});
        return clock.elapsed() > 2h;
    });
    EXPECT_TRUE(finished(first));
    EXPECT_TRUE(finished(second.value()));
    EXPECT_EQ(outcome(first, phone_of(1)), "confirmed");
    EXPECT_EQ(outcome(*second, phone_of(3)), "confirmed");
    EXPECT_EQ(row(first).owner, std::nullopt);
    EXPECT_FALSE(store::service_at_work(*database)) << "withdrawn";
    EXPECT_GT(progress, 6000) << "every modem got on all the time";
    EXPECT_EQ(status, "1 of 1 modems ready, 0 campaigns");
}

TEST_F(ServiceLoop, ACampaignOfACommandIsNotTouched) {
    make_world(meter_line(phone_of(1)));
    const auto own = apply({phone_of(1)});
    serve([&] { return clock.elapsed() > 10min; });
    EXPECT_EQ(row(own).state, store::CampaignState::ready);
    EXPECT_TRUE(truth("submitted").empty());
}

TEST_F(ServiceLoop, OutlivesAModemThatIsAwayForHours) {
    make_world(meter_line(phone_of(1)));
    world->modem(0).unplug(clock.now());
    const auto id = hand_over({phone_of(1)});
    serve([&] {
        if (!world->modem(0).plugged() && clock.elapsed() > 5h) world->modem(0).plug(clock.now());
        return clock.elapsed() > 6h;
    });
    EXPECT_TRUE(finished(id));
    EXPECT_EQ(outcome(id, phone_of(1)), "confirmed");
}

// Twenty silent ones are the outer limit with max_open = 1: closed by a command, they are to hold nobody up.
TEST_F(ServiceLoop, MetersThatACommandClosedMakeRoomForOthers) {
    run_options.max_open = 1;
    options.reply_timeout = 10h;
    const auto phones = make_fleet(22, [](int number) { return number == 22 ? "" : "silent"; });
    const auto silent = hand_over({phones.begin(), phones.end() - 1});
    std::optional<store::Id> next;
    serve([&] {
        if (clock.elapsed() > 1h && !next) {
            cancel_campaign(*store, silent, clock.utc());
            next = hand_over({phones.back()});
        }
        return clock.elapsed() > 2h;
    });
    std::set<std::string> begun;
    for (const auto& event : truth("submitted")) begun.insert(event.at("destination").string().value_or(""));
    EXPECT_EQ(begun.size(), 21U) << "the outer limit, and the one after it";
    EXPECT_TRUE(finished(next.value()));
}

// A driver that does not return for half an hour: whoever watches the service must not be told that all is well.
TEST_F(ServiceLoop, AWorkerThatHangsIsNotCalledAlive) {
    const auto id = hand_over(make_fleet(3));
    bool hung = false;
    on_link_call = [&] {
        if (hung || clock.elapsed() < 20s) return;
        hung = true;
        clock.wait_until(clock.now() + 30min, base::StopToken());
    };
    const auto longest = longest_silence_until([&] { return finished(id) || clock.elapsed() > 5h; });
    EXPECT_TRUE(hung);
    EXPECT_GT(longest, 19min) << "ten minutes may be a submission or a power cycle";
    EXPECT_TRUE(finished(id)) << "it went on when the driver returned";
}

TEST_F(ServiceLoop, ALentModemIsLeftAloneAndComesBack) {
    make_world(meter_line(phone_of(1)));
    store::Id loan = 0;
    std::optional<store::Owner> borrower;
    std::size_t opened = 0;
    std::size_t opened_while_lent = 0;
    opener_hook = [&] { ++opened; };
    serve([&] {
        if (clock.elapsed() > 1min && loan == 0) {
            borrower.emplace(*database, clock.utc());
            store::Transaction transaction(*database);
            loan = store::ask_for_loan(*database, "modem0", borrower->id(), "test", clock.utc());
            transaction.commit();
        }
        if (clock.elapsed() > 2min && opened_while_lent == 0) {
            EXPECT_TRUE(store::is_granted(*database, loan));
            opened_while_lent = opened;
        }
        if (clock.elapsed() > 30min && borrower) {
            EXPECT_EQ(opened, opened_while_lent);
            store::Transaction transaction(*database);
            store::end_loan(*database, loan);
            transaction.commit();
            borrower.reset();
        }
        return clock.elapsed() > 31min;
    });
    EXPECT_GT(opened, opened_while_lent);
}

TEST_F(ServiceLoop, WhatItHasNoPasswordForIsHeldAndSentToNobody) {
    make_world(meter_line(phone_of(1)));
    options.credential = "field";
    const auto id = hand_over({phone_of(1)});
    serve([&] { return clock.elapsed() > 1min; });
    EXPECT_EQ(row(id).state, store::CampaignState::held);
    EXPECT_EQ(row(id).held_reason, "the service has no password named 'field'");
    EXPECT_TRUE(truth("submitted").empty());
}

TEST_F(ServiceLoop, ANumberThatItMayNotSendToIsHeld) {
    make_world(meter_line(phone_of(1)));
    allowed = {"+79"};
    const auto id = hand_over({phone_of(1)});
    serve([&] { return clock.elapsed() > 1min; });
    EXPECT_EQ(row(id).state, store::CampaignState::held);
    EXPECT_NE(row(id).held_reason.find("allow_prefixes"), std::string::npos) << row(id).held_reason;
    EXPECT_TRUE(truth("submitted").empty());
}

TEST_F(ServiceLoop, AShortCampaignDoesNotWaitForALongOne) {
    auto phones = make_fleet(201);
    const auto last = phones.back();
    phones.pop_back();
    const auto longer = hand_over(phones);
    std::optional<store::Id> shorter;
    serve([&] {
        if (clock.elapsed() > 5min && !shorter) shorter = hand_over({last});
        return (shorter && finished(*shorter)) || clock.elapsed() > 24h;
    });
    EXPECT_EQ(outcome(shorter.value(), last), "confirmed");
    EXPECT_GT(tally(longer)[store::MeterOutcome::pending], 100) << "it took turns";
}

TEST_F(ServiceLoop, OneCampaignsRateHoldsNoOtherUp) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2)));
    options.limits.sms_per_minute = 0.1;
    const auto slow = hand_over({phone_of(1)});
    options.limits.sms_per_minute.reset();
    const auto fast = hand_over({phone_of(2)});
    serve([&] { return finished(fast) || clock.elapsed() > 5h; });
    EXPECT_LT(clock.elapsed(), 10min);
    EXPECT_FALSE(finished(slow));
    serve([&] { return finished(slow) || clock.elapsed() > 5h; });
    EXPECT_TRUE(finished(slow));
    const auto sent = truth("submitted", phone_of(1));
    EXPECT_EQ(sent.size(), 8U);
}

TEST_F(ServiceLoop, ARestartLeavesMetersWithTheSimThatIsStillComing) {
    world_options.modems = 2;
    const auto id = hand_over(make_fleet(8));
    serve([&] { return truth("submitted").size() >= 12; });
    // The machine is off for an hour; then one of the modems takes its time.
    clock.wait_until(clock.now() + 1h, {});
    const auto restarted = clock.elapsed();
    world->modem(1).unplug(clock.now());
    serve([&] {
        if (!world->modem(1).plugged() && clock.elapsed() > restarted + 3min) world->modem(1).plug(clock.now());
        return finished(id) || clock.elapsed() > restarted + 10h;
    });
    EXPECT_EQ(tally(id)[store::MeterOutcome::confirmed], 8);
    EXPECT_EQ(row(id).possible_duplicates, 0) << "nothing was taken from the one that came later";
    EXPECT_EQ(row(id).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
}

TEST_F(ServiceLoop, ACapThatCannotBeCountedHoldsItsCampaignAlone) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2)));
    options.limits.daily_cap = 50;
    const auto capped = hand_over({phone_of(1)});
    options.limits.daily_cap.reset();
    const auto other = hand_over({phone_of(2)});
    serve([&] { return finished(other) || clock.elapsed() > 1h; });
    EXPECT_TRUE(finished(other));
    EXPECT_EQ(row(capped).state, store::CampaignState::held);
    EXPECT_NE(row(capped).held_reason.find("a daily cap needs the count of SMS"), std::string::npos) << row(capped).held_reason;
    EXPECT_TRUE(truth("submitted", phone_of(1)).empty());
}

TEST_F(ServiceLoop, AReloadHoldsWhatItForbids) {
    make_world(meter_line(phone_of(1)) + meter_line(phone_of(2), "silent"));
    const auto id = hand_over({phone_of(1), phone_of(2)});
    serve([&] {
        if (clock.elapsed() > 1min && !next_plan && allowed.empty()) {
            allowed = {"+79"};
            next_plan = plan();
        }
        return clock.elapsed() > 5min;
    });
    EXPECT_EQ(row(id).state, store::CampaignState::held);
    EXPECT_NE(row(id).held_reason.find("allow_prefixes"), std::string::npos) << row(id).held_reason;
    const auto sent = truth("submitted").size();
    serve([&] { return clock.elapsed() > 2h; });
    EXPECT_EQ(truth("submitted").size(), sent);
}

TEST_F(ServiceLoop, AModemThatIsNoLongerConfiguredIsNoModemThatIsDown) {
    world_options.modems = 2;
    make_world(meter_line(phone_of(1)));
    world->modem(1).unplug(clock.now());
    bool removed = false;
    serve([&] {
        if (clock.elapsed() > 2min && !removed) {
            removed = true;
            next_plan = plan();
            next_plan->lines.pop_back();
        }
        return clock.elapsed() > 4min;
    });
    for (const auto& modem : store->registers.modems()) {
        EXPECT_EQ(modem.state, store::ModemState::closed) << modem.name;
        EXPECT_EQ(modem.reason, "") << modem.name;
    }
}

TEST_F(ServiceLoop, AReloadInTheMiddleLosesNothing) {
    const auto id = hand_over(make_fleet(20));
    int reloads = 0;
    serve([&] {
        if (clock.elapsed() > (reloads + 1) * 30s && reloads < 10) {
            next_plan = plan();
            next_plan->credential_fingerprint = std::to_string(++reloads);
        }
        return finished(id) || clock.elapsed() > 5h;
    });
    EXPECT_EQ(reloads, 10);
    EXPECT_EQ(tally(id)[store::MeterOutcome::confirmed], 20);
    EXPECT_EQ(row(id).possible_duplicates, 0);
    EXPECT_EQ(row(id).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
}

}  // namespace
}  // namespace gsmcfg::service
