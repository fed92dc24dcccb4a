#include "gsmcfg/store/hook_queue.hpp"

#include "each_store_fixture.hpp"
#include "gsmcfg/store/event_log.hpp"
#include "gsmcfg/store/line_status.hpp"
#include "gsmcfg/store/outages.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class HookQueueTest : public EachStoreTest {
protected:
    template <typename Action>
    auto commit(Action&& action) {
        Transaction transaction(*database);
        if constexpr (std::is_void_v<decltype(action())>) {
            action();
            transaction.commit();
        } else {
            auto result = action();
            transaction.commit();
            return result;
        }
    }
    Id add(const std::string& hook, const std::string& payload = "{}") {
        return commit([&] { return queue.add(hook, "inbound", payload, noon); });
    }
    HookQueue queue{*database};
};

TEST_P(HookQueueTest, GivesTheOneThatIsDueLongest) {
    const auto first = add("mail", R"({"a":"ü"})");
    const auto second = add("mail");
    add("other");
    const auto due = queue.next_due("mail", noon, noon + 1h);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->id, first);
    EXPECT_EQ(due->payload, R"({"a":"ü"})");
    EXPECT_EQ(due->event, "inbound");
    EXPECT_FALSE(queue.next_due("mail", noon - 1ms, noon + 1h)) << "not due yet";
    commit([&] { queue.failed(first, "exit status 1", noon + 10s); });
    EXPECT_EQ(queue.next_due("mail", noon, noon + 1h)->id, second);
    commit([&] { queue.delivered(second); });
    EXPECT_FALSE(queue.next_due("mail", noon + 9s, noon + 1h));
    const auto again = queue.next_due("mail", noon + 10s, noon + 1h).value();
    EXPECT_EQ(again.id, first);
    EXPECT_EQ(again.attempts, 1);
    EXPECT_EQ(again.failure, "exit status 1");
    EXPECT_EQ(queue.waiting(), (std::map<std::string, std::int64_t>{{"mail", 1}, {"other", 1}}));
}

TEST_P(HookQueueTest, AClockThatWasAheadPutsNothingOffForLong) {
    const auto id = add("mail");
    commit([&] { queue.failed(id, "", noon + 24h); });
    EXPECT_FALSE(queue.next_due("mail", noon, noon + 48h));
    EXPECT_EQ(queue.next_due("mail", noon, noon + 1h)->id, id);
}

TEST_P(HookQueueTest, WhatIsGivenUpIsCountedAndKeptForAWhile) {
    add("mail");
    const auto due = queue.next_due("mail", noon, noon).value();
    commit([&] { queue.give_up(due, "no such file", noon + 1s); });
    commit([&] { queue.give_up(due, "twice", noon + 1s); });
    EXPECT_FALSE(queue.next_due("mail", noon + 1h, noon + 1h));
    EXPECT_EQ(queue.waiting("mail"), 0);
    EXPECT_EQ(queue.given_up().at("mail"), 1);
    const auto last = queue.last_given_up(10);
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last[0].failure, "no such file");
    EXPECT_EQ(last[0].given_up_at, noon + 1s);
    for (int i = 0; i < 3; ++i) add("gone");
    EXPECT_EQ(commit([&] { return queue.give_up_all("gone", "no such hook", noon); }), 3);
    EXPECT_EQ(queue.given_up().at("gone"), 3);
    EXPECT_EQ(queue.waiting("gone"), 0);
}

TEST_P(HookQueueTest, OfWhatIsGivenUpTheNewestAreKept) {
    commit([&] {
        for (std::int64_t i = 0; i < given_up_kept + 5; ++i) queue.add("mail", "inbound", "{}", noon);
    });
    commit([&] { queue.give_up_all("mail", "", noon); });
    EXPECT_EQ(queue.last_given_up(10'000).size(), static_cast<std::size_t>(given_up_kept));
    EXPECT_EQ(queue.given_up().at("mail"), given_up_kept + 5);
}

TEST_P(HookQueueTest, EventsAreLoggedOnlyWhileTheyAreWanted) {
    const auto campaign = make_campaign(3);
    const auto end = [&](const Target& before, MeterOutcome outcome, bool begun = true) {
        auto after = before;
        after.state = TargetState::closed;
        after.outcome = outcome;
        if (begun) after.started_at = noon;
        after.finished_at = noon + 1s;
        commit([&] { targets.update(before, after); });
        return after;
    };
    const auto meters = targets.page(campaign, 0, 10);
    end(meters[0], MeterOutcome::confirmed);
    EXPECT_TRUE(logged_events(*database, 10).empty());
    commit([&] { want_events(*database, {"meter-done", "campaign-done"}); });
    const auto silent = end(meters[1], MeterOutcome::no_reply);
    end(meters[2], MeterOutcome::cancelled, false);
    auto late = silent;
    late.outcome = MeterOutcome::confirmed;
    commit([&] { targets.update(silent, late); });
    commit([&] { targets.update(late, late); });
    commit([&] {
        campaigns.change_state(campaign, CampaignState::ready, CampaignState::running, "", noon);
        campaigns.change_state(campaign, CampaignState::running, CampaignState::held, "cap", noon);
        campaigns.change_state(campaign, CampaignState::held, CampaignState::finished, "", noon);
    });
    const auto events = logged_events(*database, 10);
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[0].kind, "meter-done");
    EXPECT_EQ(events[0].subject, meters[1].id);
    EXPECT_EQ(events[0].at, noon + 1s);
    EXPECT_EQ(events[1].subject, meters[1].id) << "a later reply has changed its outcome";
    EXPECT_EQ(events[2].kind, "campaign-done");
    EXPECT_EQ(events[2].state, "held");
    EXPECT_EQ(events[3].state, "finished");
    commit([&] { forget_events(*database, events[1].id); });
    EXPECT_EQ(logged_events(*database, 10).size(), 2U);
    commit([&] { want_events(*database, {"meter-done"}); });
    EXPECT_TRUE(logged_events(*database, 10).empty()) << "nobody wants those of campaigns any more";
}

TEST_P(HookQueueTest, AModemHasOneOutageAtATime) {
    const auto first = commit([&] { return begin_outage(*database, "a", noon, "unplugged"); });
    EXPECT_THROW(commit([&] { return begin_outage(*database, "a", noon, "again"); }), DatabaseError);
    commit([&] {
        change_cause(*database, first, "no SIM");
        add_notice(*database, first, "mail");
        set_alarmed(*database, first, noon + 5min);
    });
    const auto open = open_outages(*database);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].cause, "no SIM");
    EXPECT_EQ(open[0].began_at, noon);
    EXPECT_EQ(open[0].alarmed_at, noon + 5min);
    EXPECT_TRUE(has_notice(*database, first, "mail"));
    EXPECT_FALSE(has_notice(*database, first, "other"));
    commit([&] { end_outage(*database, first, noon + 10min); });
    EXPECT_TRUE(open_outages(*database).empty());
    EXPECT_EQ(last_alarm(*database, "a"), noon + 5min);
    EXPECT_FALSE(last_alarm(*database, "b"));
    commit([&] { return begin_outage(*database, "a", noon + 1h, "again"); });
}

TEST_P(HookQueueTest, TheLastLookAtALineIsKept) {
    commit([&] {
        save_line_status(*database, {"b", noon, std::nullopt, std::nullopt, "", 0, 0});
        save_line_status(*database, {"a", noon, -51, true, "registered, roaming", 3, 20});
        save_line_status(*database, {"a", noon + 1s, -113, false, "searching", 4, 20});
    });
    const auto lines = line_statuses(*database);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].signal_dbm, -113);
    EXPECT_EQ(lines[0].registered, false);
    EXPECT_EQ(lines[0].storage_used, 4);
    EXPECT_EQ(lines[0].at, noon + 1s);
    EXPECT_FALSE(lines[1].registered);
    EXPECT_FALSE(lines[1].signal_dbm);
}

ON_EACH_STORE(HookQueueTest);

}  // namespace
}  // namespace gsmcfg::store
