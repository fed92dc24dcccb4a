#include "service/event_watch.hpp"

#include "hook_fixture.hpp"

#include "gsmcfg/store/line_events.hpp"
#include "gsmcfg/store/line_status.hpp"

#include <fmt/format.h>

#include <set>

namespace gsmcfg::service {
namespace {

class EventWatchTest : public HookTest {
protected:
    void begin() {
        watch.emplace(*database, hooks, credentials);
        watch->begin(noon);
    }
    void look(base::UtcTime now = noon) {
        while (watch->look(now)) {}
    }
    std::vector<config::Hook> hooks;
    std::optional<EventWatch> watch;
};

TEST(HookRules, ChooseBySenderTextAndOutcome) {
    config::Hook hook;
    hook.events = {HookEvent::inbound, HookEvent::meter_done, HookEvent::campaign_done};
    const EventFacts message{HookEvent::inbound, "+99900100001", "+99900100001", "Power cut!", ""};
    const EventFacts named{HookEvent::inbound, "", "Operator", "Balance", ""};
    EXPECT_TRUE(fits(hook, message));
    hook.sender = {"+999002", "+9990010"};
    EXPECT_TRUE(fits(hook, message));
    EXPECT_FALSE(fits(hook, named));
    hook.sender = {"Oper"};
    EXPECT_TRUE(fits(hook, named));
    EXPECT_FALSE(fits(hook, message));
    hook.sender.clear();
    hook.pattern = base::Pattern::compile("(?i)^power").value();
    EXPECT_TRUE(fits(hook, message));
    EXPECT_FALSE(fits(hook, named));
    EXPECT_FALSE(fits(hook, {HookEvent::modem_down, "", "", "", ""}));
    const EventFacts meter{HookEvent::meter_done, "+99900100001", "", "", "no_reply"};
    EXPECT_TRUE(fits(hook, meter)) << "a pattern is for received texts";
    hook.outcome = {"rejected"};
    EXPECT_FALSE(fits(hook, meter));
    EXPECT_TRUE(fits(hook, {HookEvent::campaign_done, "", "", "", "finished"})) << "the outcome is one of meters";
    hook.outcome = {"held", "no_reply"};
    EXPECT_TRUE(fits(hook, meter));
    EXPECT_FALSE(fits(hook, {HookEvent::campaign_done, "", "", "", "finished"}));
    EXPECT_TRUE(fits(hook, {HookEvent::campaign_done, "", "", "", "held"}));
    hook.outcome.clear();
    EXPECT_FALSE(fits(hook, {HookEvent::campaign_done, "", "", "", "held"})) << "only when it is asked for";
}

TEST(HookRules, KnowEveryOutcomeOfTheStore) {
    std::vector<std::string> names;
    for (const auto outcome : store::meter_outcomes) names.emplace_back(store::name(outcome));
    EXPECT_EQ(names, config::meter_outcome_names());
}

TEST_F(EventWatchTest, ReceivedMessagesThatAnswerNothingAreToldOnce) {
    hooks = {hook("all", {HookEvent::inbound}), hook("power", {HookEvent::inbound})};
    hooks[1].pattern = base::Pattern::compile("power").value();
    receive("from before");
    begin();
    commit([&] { registers.meter_heard("+99900100001", "00000017", "GS04", noon); });
    const auto id = receive("power \"cut\"\n\x1b[2J ü");
    receive("an answer", "+99900100002", store::InboundKind::reply);
    receive("a report", "+99900100002", store::InboundKind::report);
    receive("hello", "Operator");
    look();
    look();
    const auto all = take("all");
    ASSERT_EQ(all.size(), 3U) << "a reply without its message is as good as an unmatched one";
    EXPECT_EQ(all[0].at("event").string(), "inbound");
    EXPECT_EQ(all[0].at("id").integer(), id);
    EXPECT_EQ(all[0].at("text").string(), "power \"cut\"\n\x1b[2J ü");
    EXPECT_EQ(all[0].at("from").string(), "+99900100001");
    EXPECT_EQ(all[0].at("serial").string(), "00000017");
    EXPECT_EQ(all[0].at("received").string(), "2026-03-01T12:00:02.000Z");
    EXPECT_EQ(all[0].dump().find('\x1b'), std::string::npos) << "escaped: " << all[0].dump();
    EXPECT_EQ(all[2].at("from").string(), "Operator");
    EXPECT_EQ(take("power").size(), 1U);
    begin();
    look();
    EXPECT_TRUE(take("all").empty()) << "another process goes on where this one was";
}

TEST_F(EventWatchTest, NoSecretIsTold) {
    credentials.add("north", {base::Secret("Nightjar77"), {}});
    hooks = {hook("all", {HookEvent::inbound})};
    begin();
    receive("Nightjar77 APN x");
    receive("12345678 APN internet");
    receive("GS04\n17\nAPN: internet\nuser\nHeron88");
    look();
    const auto all = take("all");
    ASSERT_EQ(all.size(), 3U);
    for (const auto& one : all)
        for (const auto* secret : {"Nightjar77", "12345678", "Heron88"})
            EXPECT_EQ(one.dump().find(secret), std::string::npos) << one.dump();
}

TEST_F(EventWatchTest, WhatSomebodyWroteBesidePasswordsIsToldWithoutThem) {
    credentials.add("north", {base::Secret("Nightjar77"), {}});
    hooks = {hook("ends", {HookEvent::campaign_done}), hook("outages", {HookEvent::modem_down})};
    hooks[0].outcome = {"held"};
    begin();
    const auto campaign = make_campaign(1);
    commit([&] {
        campaigns.change_state(campaign, store::CampaignState::ready, store::CampaignState::running, "", noon);
        campaigns.change_state(campaign, store::CampaignState::running, store::CampaignState::held, "not Nightjar77", noon);
    });
    modem("a", store::ModemState::lost, noon, "it said Nightjar77");
    look(noon);
    look(noon + 2min);
    const auto ends = take("ends");
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].at("held_because").string(), "not ***");
    const auto outages = take("outages");
    ASSERT_EQ(outages.size(), 1U);
    EXPECT_EQ(outages[0].at("cause").string(), "it said ***");
}

TEST_F(EventWatchTest, AnEventHasANumberThatNoOtherHasHad) {
    hooks = {hook("all", {HookEvent::inbound})};
    begin();
    std::set<store::Id> numbers;
    for (int i = 0; i < 3; ++i) {
        receive(std::to_string(i));
        look();
        const auto due = queue.next_due("all", noon + 1h, noon + 2h);
        ASSERT_TRUE(due);
        numbers.insert(due->id);
        commit([&] { queue.delivered(due->id); });
    }
    EXPECT_EQ(numbers.size(), 3U);
}

TEST_F(EventWatchTest, FarBehindNothingIsLostUnlessTheHookFails) {
    hooks = {hook("slow", {HookEvent::inbound})};
    begin();
    // As many as may wait.
    ASSERT_EQ(std::system(fmt::format("sqlite3 '{}' \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                                      "{}) INSERT INTO hook_delivery (hook, event, created_at, payload, due_at) SELECT 'slow', "
                                      "'inbound', 0, '{{}}', 0 FROM n\"",
                                      database->path(), EventWatch::most_waiting)
                              .c_str()),
              0);
    receive("crosses the limit");
    look();
    receive("stays where it is");
    look();
    EXPECT_EQ(queue.waiting("slow"), EventWatch::most_waiting + 1);
    EXPECT_EQ(queue.given_up().size(), 0U);
    // Two are told: there is room again.
    for (int i = 0; i < 2; ++i) {
        const auto due = queue.next_due("slow", noon, noon + 1h);
        commit([&] { queue.delivered(due->id); });
    }
    look();
    EXPECT_EQ(queue.waiting("slow"), EventWatch::most_waiting);
    EXPECT_EQ(queue.given_up().size(), 0U) << "nothing was lost";
    const auto due = queue.next_due("slow", noon, noon + 1h);
    commit([&] { queue.failed(due->id, "exit status 1", noon + 10s); });
    receive("nobody waits for a program that fails");
    look();
    EXPECT_EQ(queue.waiting("slow"), EventWatch::most_waiting);
    EXPECT_EQ(queue.given_up().at("slow"), 1);
}

TEST_F(EventWatchTest, WhatIsReceivedAfterAllWasRemovedIsTold) {
    hooks = {hook("all", {HookEvent::inbound})};
    begin();
    receive("1");
    receive("2");
    look();
    EXPECT_EQ(take("all").size(), 2U);
    ASSERT_EQ(std::system(("sqlite3 '" + database->path() + "' 'DELETE FROM inbound'").c_str()), 0);
    receive("3");
    look();
    const auto all = take("all");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].at("text").string(), "3");
}

TEST_F(EventWatchTest, MetersAndCampaignsAreToldByTheirOutcome) {
    hooks = {hook("bad", {HookEvent::meter_done}), hook("campaigns", {HookEvent::campaign_done})};
    hooks[0].outcome = {"no_reply"};
    begin();
    const auto campaign = make_campaign(2);
    for (const auto& before : targets.page(campaign, 0, 2)) {
        auto after = before;
        after.state = store::TargetState::closed;
        after.outcome = before.position == 1 ? store::MeterOutcome::no_reply : store::MeterOutcome::confirmed;
        after.detail = "no reply";
        after.started_at = noon;
        after.finished_at = noon + 90s;
        commit([&] { targets.update(before, after); });
    }
    commit([&] {
        campaigns.change_state(campaign, store::CampaignState::ready, store::CampaignState::running, "", noon);
        campaigns.change_state(campaign, store::CampaignState::running, store::CampaignState::finished, "", noon + 91s);
    });
    look();
    const auto meters = take("bad");
    ASSERT_EQ(meters.size(), 1U);
    EXPECT_EQ(meters[0].at("outcome").string(), "no_reply");
    EXPECT_EQ(meters[0].at("as_wanted").boolean(), false);
    EXPECT_EQ(meters[0].at("campaign").integer(), campaign);
    EXPECT_EQ(meters[0].at("finished").string(), "2026-03-01T12:01:30.000Z");
    const auto ends = take("campaigns");
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].at("outcome").string(), "finished");
    EXPECT_EQ(ends[0].at("outcomes").at("confirmed").integer(), 1);
    look();
    EXPECT_TRUE(take("bad").empty());
}

TEST_F(EventWatchTest, AModemIsDownAfterAWhileAndOnlyThenUp) {
    hooks = {hook("outages", {HookEvent::modem_down, HookEvent::modem_up}), hook("long", {HookEvent::modem_down})};
    hooks[1].after = 10min;
    begin();
    modem("a", store::ModemState::ready);
    look();
    modem("a", store::ModemState::lost, noon, "restarts");
    look(noon);
    modem("a", store::ModemState::ready, noon + 20s);
    look(noon + 50s);
    EXPECT_TRUE(take("outages").empty()) << "a short one is not told of";
    modem("a", store::ModemState::lost, noon + 60s, "unplugged");
    look(noon + 60s);
    modem("a", store::ModemState::lost, noon + 90s, "no SIM");
    look(noon + 119s);
    EXPECT_TRUE(take("outages").empty());
    look(noon + 121s);
    look(noon + 130s);
    const auto down = take("outages");
    ASSERT_EQ(down.size(), 1U) << "once";
    EXPECT_EQ(down[0].at("event").string(), "modem-down");
    EXPECT_EQ(down[0].at("modem").string(), "a");
    EXPECT_EQ(down[0].at("since").string(), "2026-03-01T12:01:00.000Z");
    EXPECT_EQ(down[0].at("cause").string(), "no SIM");
    EXPECT_TRUE(down[0].at("until").is_null());
    begin();
    look(noon + 140s);
    EXPECT_TRUE(take("outages").empty()) << "nor after a restart of the service";
    modem("a", store::ModemState::opening, noon + 150s);
    look(noon + 150s);
    modem("a", store::ModemState::ready, noon + 155s);
    look(noon + 156s);
    modem("a", store::ModemState::closed, noon + 157s, "no credit");
    look(noon + 157s);
    EXPECT_TRUE(take("outages").empty()) << "up for a moment is not up";
    modem("a", store::ModemState::ready, noon + 160s);
    look(noon + 190s);
    const auto up = take("outages");
    ASSERT_EQ(up.size(), 1U);
    EXPECT_EQ(up[0].at("event").string(), "modem-up");
    EXPECT_EQ(up[0].at("seconds").integer(), 100);
    EXPECT_TRUE(take("long").empty());
}

TEST_F(EventWatchTest, AModemThatIsGivenUpIsDownAndOneThatIsHandedOverIsNot) {
    hooks = {hook("outages", {HookEvent::modem_down})};
    begin();
    modem("a", store::ModemState::closed, noon, "no credit");
    modem("b", store::ModemState::closed, noon);
    look(noon);
    look(noon + 1h);
    const auto down = take("outages");
    ASSERT_EQ(down.size(), 1U);
    EXPECT_EQ(down[0].at("modem").string(), "a");
}

TEST_F(EventWatchTest, AModemOfADeadProcessIsNotDown) {
    hooks = {hook("outages", {HookEvent::modem_down})};
    begin();
    modem("a", store::ModemState::lost, noon, "unplugged");
    commit([&] { store::Owner::bury(*database, owner.id(), noon); });
    look(noon);
    look(noon + 1h);
    EXPECT_TRUE(take("outages").empty());
}

TEST_F(EventWatchTest, AStorageIsHighOnceUntilItHasRoomAgain) {
    hooks = {hook("storage", {HookEvent::storage_high})};
    begin();
    const auto status = [&](std::int64_t used) {
        commit([&] { store::save_line_status(*database, {"a", noon, {}, {}, "", used, 20}); });
        look();
    };
    status(15);
    EXPECT_TRUE(take("storage").empty());
    status(16);
    status(20);
    const auto high = take("storage");
    ASSERT_EQ(high.size(), 1U);
    EXPECT_EQ(high[0].at("used").integer(), 16);
    EXPECT_EQ(high[0].at("places").integer(), 20);
    status(13);
    status(16);
    EXPECT_TRUE(take("storage").empty()) << "it must have had room meanwhile";
    status(11);
    status(16);
    EXPECT_EQ(take("storage").size(), 1U);
    for (int i = 0; i < 3; ++i) {
        store::LineEvent event;
        event.at = noon;
        event.modem = "b";
        event.kind = store::LineEventKind::storage_full;
        event.detail = "^SMMEMFULL";
        commit([&] { store::add_line_event(*database, event); });
        look();
    }
    EXPECT_EQ(take("storage").size(), 1U) << "a modem that says it again and again";
}

TEST_F(EventWatchTest, HooksThatAreNoMoreAreGivenUpAndNobodyLogsForThem) {
    hooks = {hook("mail", {HookEvent::inbound})};
    begin();
    receive("1");
    look();
    hooks.clear();
    begin();
    EXPECT_EQ(queue.waiting("mail"), 0);
    EXPECT_EQ(queue.given_up().at("mail"), 1);
    receive("2");
    look();
    hooks = {hook("mail", {HookEvent::inbound})};
    begin();
    look();
    EXPECT_TRUE(take("mail").empty()) << "what came while there was no hook";
}

}  // namespace
}  // namespace gsmcfg::service
