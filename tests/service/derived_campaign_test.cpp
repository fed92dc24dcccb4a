// The way back, and the failed ones once more, in virtual time.
#include "worker_fixture.hpp"

#include "gsmcfg/service/derived_campaign.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class DerivedCampaign : public WorkerTest {
protected:
    DerivedCampaign() { world_options.restart_time = 15s; }
    static std::string line(const std::string& phone, const std::string& apn, const std::string& behaviour = "") {
        return fmt::format("{},GS04,0117{},2.0,12345678,6,{},old-user,old-secret,old.example,8000,300,24,{}\n", phone,
                           phone.substr(phone.size() - 5), apn, behaviour);
    }
    // The last restarts end.
    void settle() {
        clock.advance(1min);
        world->advance(clock.now());
    }
    store::Id undo(store::Id campaign) {
        const auto origin = row(campaign);
        auto draft = draft_of(origin).value();
        draft.options.read_first = false;
        const auto summary = plan_undo(*store, origin, draft.dialect, [](const auto&, const auto&) {});
        return create_undo(*store, origin, std::move(draft), summary.meters, clock.utc());
    }
};

TEST_F(DerivedCampaign, UndoBringsEveryMeterBackToWhatItHad) {
    make_world(line(phone_of(1), "one.example") + line(phone_of(2), "two.example"));
    const auto before = std::pair(applied(phone_of(1)), applied(phone_of(2)));
    options.snapshot = true;
    const auto campaign = apply({phone_of(1), phone_of(2)});
    run(campaign);
    ASSERT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 2);
    settle();
    ASSERT_NE(applied(phone_of(1)), before.first);

    const auto back = undo(campaign);
    EXPECT_EQ(row(back).origin, campaign);
    run(back);
    EXPECT_EQ(tally(back)[store::MeterOutcome::confirmed], 2);
    settle();
    EXPECT_EQ(applied(phone_of(1)), before.first);
    EXPECT_EQ(applied(phone_of(2)), before.second);
    EXPECT_EQ(world->restarts(phone_of(1)), 2U);
}

TEST_F(DerivedCampaign, UndoAfterAHalfDoneCampaignTouchesOnlyWhatWasSent) {
    make_world(line(phone_of(1), "one.example") + line(phone_of(2), "two.example"));
    const auto before = std::pair(applied(phone_of(1)), applied(phone_of(2)));
    options.snapshot = true;
    run_options.max_open = 1;
    const auto campaign = apply({phone_of(1), phone_of(2)});
    on_tick = [&](const Progress&) {
        // Seven answers: the questions and two settings.
        if (truth("submitted").size() >= 7) stop->request();
    };
    EXPECT_FALSE(run_all(campaign).finished);
    on_tick = {};
    ASSERT_NE(as_map(*world->stored(phone_of(1))).at("apn"), "one.example");

    const auto origin = row(campaign);
    const auto draft = draft_of(origin).value();
    const auto summary = plan_undo(*store, origin, draft.dialect, [](const auto&, const auto&) {});
    EXPECT_EQ(summary.meters, 1);
    EXPECT_EQ(summary.untouched, 1);
    EXPECT_EQ(summary.incomplete, 0);

    // The meter is still begun by the first campaign: that is given up first.
    for (auto target : store->targets.open(campaign, "")) {
        store::Transaction transaction(*database);
        for (const auto& message : store->messages.of_target(target.id)) {
            if (message.outcome != store::Outcome::open) continue;
            auto closed = message;
            closed.outcome = store::Outcome::cancelled;
            closed.due_at.reset();
            store->messages.update(message, closed);
        }
        auto closed = target;
        closed.state = store::TargetState::closed;
        store->targets.update(target, closed);
        transaction.commit();
    }
    clock.advance(10min);
    const auto back = undo(campaign);
    run(back);
    EXPECT_EQ(as_map(*world->stored(phone_of(1))), before.first);
    EXPECT_EQ(as_map(*world->stored(phone_of(2))), before.second);
    EXPECT_EQ(world->restarts(phone_of(1)), 0U) << "it never ran on anything else";
    EXPECT_TRUE(store::as_wanted(store::CampaignKind::apply, CampaignOptions::from_json(row(back).options)->enough(),
                                 target(back, phone_of(1)).outcome))
        << outcome(back, phone_of(1));
}

TEST_F(DerivedCampaign, WhatWasNeverSeenCantBeUndoneAndIsNamed) {
    make_world(line(phone_of(1), "one.example"));
    const auto campaign = apply({phone_of(1)});
    run(campaign);
    const auto origin = row(campaign);
    const auto dialect = draft_of(origin).value().dialect;
    std::vector<std::string> unknown;
    const auto summary =
        plan_undo(*store, origin, dialect, [&](const store::Target&, const MeterUndo& undo) { unknown = undo.unknown; });
    EXPECT_EQ(summary.incomplete, 1);
    EXPECT_EQ(unknown, (std::vector<std::string>{"apn", "dns", "mode", "reset", "timeout"}))
        << "user, psw and port were shown by the answers before theirs";
}

TEST_F(DerivedCampaign, ARetryTakesTheFailedOnesWithTheirOverridesAndNoCanary) {
    make_world(line(phone_of(1), "one.example") + line(phone_of(2), "two.example", "off") +
               line(phone_of(3), "three.example", "error=0x05"));
    options.limits.canary = Canary{3, 1};
    options.limits.auto_approve = true;
    const auto campaign = apply({phone_of(1), phone_of(2), phone_of(3)});
    EXPECT_TRUE(run_all(campaign).finished);
    const auto origin = row(campaign);
    EXPECT_EQ(count_retry(*store, origin, RetryOf::failed), 2);
    EXPECT_EQ(count_retry(*store, origin, RetryOf::no_reply), 1);
    clock.advance(1h);
    const auto again = create_retry(*store, origin, draft_of(origin).value(), RetryOf::no_reply, clock.utc());
    EXPECT_EQ(row(again).meters, 1);
    EXPECT_EQ(row(again).last_stage, 0);
    EXPECT_EQ(target(again, phone_of(2)).phone, phone_of(2));
    EXPECT_EQ(row(again).origin, campaign);
    EXPECT_EQ(row(again).profile_hash, origin.profile_hash);
}

}  // namespace
}  // namespace gsmcfg::service
