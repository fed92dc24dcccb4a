// What goes when a database is pruned, and above all what stays.
#include "upkeep_fixture.hpp"

#include "each_store_fixture.hpp"

#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/pruning.hpp"

#include <filesystem>

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class PruningTest : public OnEachStore<UpkeepTest> {
protected:
    static constexpr base::UtcTime now = noon + std::chrono::days(800);
    static constexpr base::UtcTime before = now - std::chrono::days(365);
    static constexpr base::UtcTime old = before - 1h;
    static constexpr base::UtcTime fresh = before + 1h;

    PrunePlan plan() { return plan_prune(*database, before, now); }
    PruneCounts prune_now() { return prune(*database, plan(), clock, {}); }
    void expect_sound() {
        for (const auto& flaw : inspect(*database, Depth::full).flaws) ADD_FAILURE() << flaw.text;
    }
    base::SystemClock clock;
};

TEST_P(PruningTest, WhatEndedLongAgoGoesWithAllThatBelongsToIt) {
    const auto gone = ended_campaign(250, old);
    const auto kept = ended_campaign(3, fresh, 500);
    const auto planned = plan();
    EXPECT_EQ(planned.campaigns, std::vector<Id>{gone});
    EXPECT_EQ(planned.kept, 0);
    const auto counts = prune_now();
    EXPECT_EQ(counts.campaigns, 1);
    EXPECT_EQ(counts.meters, 250);
    EXPECT_EQ(counts.messages, 250);
    EXPECT_EQ(counts.inbound, 250);
    EXPECT_EQ(counts.meters, planned.counts.meters);
    EXPECT_EQ(counts.messages, planned.counts.messages);
    EXPECT_EQ(counts.inbound, planned.counts.inbound);
    for (const auto* table : {"target", "message", "attempt", "target_setting", "inbound"}) EXPECT_EQ(rows(table), 3) << table;
    EXPECT_EQ(rows("message_setting"), 12);
    EXPECT_FALSE(campaigns.find(gone));
    EXPECT_TRUE(campaigns.find(kept));
    expect_sound();
    EXPECT_FALSE(plan().counts.any()) << "the second time there is nothing to do";
}

TEST_P(PruningTest, TheRegisterKeepsItsLastValues) {
    ended_campaign(5, old);
    prune_now();
    EXPECT_EQ(rows("meter"), 5);
    EXPECT_EQ(rows("meter_setting", "inbound_id IS NULL"), 5) << "the value stays, the message that showed it is gone";
    EXPECT_EQ(registers.known_setting("+99900101001", "apn")->value, "internet");
}

TEST_P(PruningTest, WhatIsOpenStaysWhateverItsAge) {
    struct Case {
        const char* what;
        const char* change;
    };
    for (const auto& [what, change] : {
             Case{"a campaign that is held", "UPDATE campaign SET state = 'held', finished_at = NULL WHERE id = {0}"},
             Case{"one that is ready", "UPDATE campaign SET state = 'ready', finished_at = NULL WHERE id = {0}"},
             Case{"one that runs", "UPDATE campaign SET state = 'running', finished_at = NULL WHERE id = {0}"},
             Case{"an open meter",
                  "UPDATE target SET state = 'open' WHERE id = (SELECT MIN(id) FROM target WHERE campaign_id = {0})"},
             Case{"a waiting meter",
                  "UPDATE target SET state = 'waiting' WHERE id = (SELECT MIN(id) FROM target WHERE campaign_id = {0})"},
             Case{"an undecided message",
                  "UPDATE message SET outcome = 'open' WHERE id = (SELECT MIN(id) FROM message WHERE campaign_id = {0})"},
             Case{
                 "a message that is being sent",
                 "UPDATE message SET submission = 'submitting' WHERE id = (SELECT MIN(id) FROM message WHERE campaign_id = {0})"},
             Case{"a message that may still be answered",
                  "UPDATE attempt SET answered = 0, valid_until = 99999999999999 WHERE message_id = (SELECT MIN(id) FROM message "
                  "WHERE campaign_id = {0})"},
             Case{"a late reply of yesterday",
                  "UPDATE inbound SET received_at = 99999999999999 WHERE id = (SELECT MIN(id) FROM inbound WHERE campaign_id = "
                  "{0})"},
         }) {
        static int offset = 0;
        const auto campaign = ended_campaign(2, old, offset += 10);
        sql(fmt::format(fmt::runtime(change), campaign));
        EXPECT_TRUE(plan().campaigns.empty()) << what;
        prune_now();
        ASSERT_TRUE(campaigns.find(campaign)) << what;
        EXPECT_EQ(rows("message", fmt::format("campaign_id = {}", campaign)), 2) << what;
        EXPECT_EQ(rows("inbound", fmt::format("campaign_id = {}", campaign)), 2) << what;
        // The next one is about something else.
        sql(fmt::format("UPDATE campaign SET state = 'finished', finished_at = {} WHERE id = {}", to_millis(now), campaign));
    }
}

TEST_P(PruningTest, WhatAnUnfinishedCampaignWasMadeFromStays) {
    const auto origin = ended_campaign(2, old);
    const auto made = ended_campaign(2, old, 10);
    sql(fmt::format("UPDATE campaign SET state = 'ready', finished_at = NULL, origin_id = {} WHERE id = {}", origin, made));
    EXPECT_TRUE(plan().campaigns.empty());
    const auto planned_before = PrunePlan{before, {origin}, {}, 0};
    EXPECT_EQ(prune(*database, planned_before, clock, {}).campaigns, 0) << "it was made after the plan";
    EXPECT_TRUE(campaigns.find(origin));
}

TEST_P(PruningTest, ReceivedMessagesThatNobodyHasDealtWithStay) {
    const auto waiting = received("waiting", old, InboundKind::unsolicited);
    const auto undecodable = received("undecodable", old, InboundKind::undecodable);
    const auto aside = received("aside", old, InboundKind::unsolicited, true);
    const auto report = received("report", old, InboundKind::report);
    const auto fresh_report = received("fresh report", fresh, InboundKind::report);
    EXPECT_EQ(plan().counts.inbound, 2);
    EXPECT_EQ(prune_now().inbound, 2);
    EXPECT_TRUE(inbox.find(waiting));
    EXPECT_TRUE(inbox.find(undecodable));
    EXPECT_FALSE(inbox.find(aside));
    EXPECT_FALSE(inbox.find(report));
    EXPECT_TRUE(inbox.find(fresh_report));
}

TEST_P(PruningTest, EventsOfModemsAndDeadOwnersGoAndTheAuditStays) {
    sql(fmt::format("INSERT INTO line_event (at, modem, kind, detail) VALUES ({}, 'm', 'lost', 'old'), ({}, 'm', 'lost', 'new')",
                    to_millis(old), to_millis(fresh)));
    sql(
        fmt::format("INSERT INTO owner (host, boot_id, pid, lock_file, started_at, ended_at) VALUES ('h', '', 1, '', {0}, {0}), "
                    "('h', '', 1, '', {0}, NULL)",
                    to_millis(old)));
    sql(
        fmt::format("INSERT INTO audit (at, action, user_name, sudo_user, host, command_line, program_version) VALUES ({}, "
                    "'apply', 'u', '', 'h', '', '')",
                    to_millis(old)));
    EXPECT_EQ(prune_now().line_events, 1);
    EXPECT_EQ(rows("line_event", "detail = 'new'"), 1);
    EXPECT_EQ(rows("owner", "ended_at IS NULL"), 1);
    EXPECT_EQ(rows("owner"), 1);
    EXPECT_EQ(rows("audit"), 1);
}

TEST_P(PruningTest, WhatWasHeardOfSinceThePlanStays) {
    const auto campaign = ended_campaign(2, old);
    const auto planned = plan();
    ASSERT_EQ(planned.campaigns.size(), 1U);
    sql(
        fmt::format("INSERT INTO inbound (identity, received_at, modem, imsi, originator, phone, text, tpdu, kind, campaign_id) "
                    "SELECT 'late', {}, modem, imsi, originator, phone, text, tpdu, 'late', {} FROM inbound LIMIT 1",
                    to_millis(now), campaign));
    EXPECT_EQ(prune(*database, planned, clock, {}).campaigns, 0);
    EXPECT_TRUE(campaigns.find(campaign));
}

TEST_P(PruningTest, ACampaignsNumberIsNotGivenAgain) {
    const auto gone = ended_campaign(2, old);
    EXPECT_EQ(prune_now().campaigns, 1);
    EXPECT_GT(ended_campaign(2, old, 10), gone) << "audits still name it";
}

TEST_P(PruningTest, EventsThatAHookWaitsForStay) {
    sql("INSERT INTO event_wanted (kind) VALUES ('campaign-done')");
    ended_campaign(2, old);
    sql(fmt::format("INSERT INTO event_log (at, kind, subject, state) VALUES ({}, 'campaign-done', 1, 'finished')",
                    to_millis(old)));
    const auto logged = rows("event_log");
    prune_now();
    EXPECT_EQ(rows("event_log"), logged);
}

TEST_P(PruningTest, AfterAStopOrACrashTheNextCallEndsIt) {
    const auto campaign = ended_campaign(350, old);
    base::StopSource stop;
    const auto first = prune(*database, plan(), clock, base::StopToken(stop), [&](std::int64_t) { stop.request(); });
    EXPECT_EQ(first.campaigns, 0);
    EXPECT_EQ(first.meters, 100);
    EXPECT_EQ(campaigns.find(campaign)->state, CampaignState::draft) << "nobody takes it for a campaign any more";
    EXPECT_FALSE(inspect(*database, Depth::full).damaged());
    EXPECT_EQ(plan().counts.drafts, 1);
    const auto second = prune_now();
    EXPECT_EQ(second.meters, 250);
    EXPECT_EQ(second.drafts, 1);
    EXPECT_EQ(rows("target"), 0);
    expect_sound();
}

TEST_P(PruningTest, OthersWriteInBetween) {
    ended_campaign(400, old);
    const auto at_work = make_campaign(1, 900);
    const auto other = open(url);
    Campaigns others(*other);
    int written = 0;
    prune(*database, plan(), clock, {}, [&](std::int64_t) {
        Transaction transaction(*other);
        others.count(at_work, {.sent = 1});
        transaction.commit();
        ++written;
    });
    EXPECT_EQ(written, 4);
    EXPECT_EQ(campaigns.find(at_work)->sms_sent, 4);
}

TEST_P(PruningTest, CompactingGivesTheRoomBack) {
    if (on_postgresql()) {
        EXPECT_GT(free_space(*database).total, 1'000'000);
        EXPECT_EQ(free_space(*database).free, 0) << "nothing is left to do";
        EXPECT_THROW(compact(*database), DatabaseError);
        return;
    }
    ended_campaign(800, old);
    prune_now();
    const auto space = free_space(*database);
    EXPECT_GT(space.free, 100'000);
    compact(*database);
    const auto after = free_space(*database);
    EXPECT_EQ(after.free, 0);
    EXPECT_EQ(std::filesystem::file_size(database->path() + "-wal"), 0U);
    EXPECT_LT(after.total, space.total - space.free + 100'000);
    expect_sound();
}

ON_EACH_STORE(PruningTest);

}  // namespace
}  // namespace gsmcfg::store
