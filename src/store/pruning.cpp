#include "gsmcfg/store/pruning.hpp"

#include "query.hpp"

#include "gsmcfg/store/inbox.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr Number targets_per_transaction = 100;
constexpr Number rows_per_transaction = 1000;
constexpr auto gap_for_others = std::chrono::milliseconds(1);
// The write-ahead log stays at some megabytes.
constexpr int transactions_per_checkpoint = 32;

// Received, closed, and belongs to no message: a report, what a person has set aside, what a modem held to be sent.
constexpr std::string_view loose_inbound =
    "message_id IS NULL AND (set_aside = 1 OR kind = 'report' OR (kind = 'unsolicited' AND originator = '' AND scts IS NULL))";

// Campaigns that something holds here, whatever their age.
class Needed {
public:
    explicit Needed(Database& database) : database_(database) {}
    void add(const char* sql) {
        Query<Row<Number>, Args<>> select(database_, sql);
        select.each([&](Number id) { campaigns_.insert(id); });
    }
    void add(const char* sql, base::UtcTime bound) {
        Query<Row<Number>, Args<Number>> select(database_, sql);
        select.each([&](Number id) { campaigns_.insert(id); }, to_millis(bound));
    }
    [[nodiscard]] bool contains(Id campaign) const { return campaigns_.contains(campaign); }

private:
    Database& database_;
    std::set<Id> campaigns_;
};

Needed needed(Database& database, base::UtcTime before, base::UtcTime now) {
    Needed campaigns(database);
    campaigns.add("SELECT DISTINCT campaign_id FROM target WHERE state = 'waiting'");
    campaigns.add("SELECT DISTINCT campaign_id FROM target WHERE state = 'open'");
    campaigns.add("SELECT DISTINCT campaign_id FROM message WHERE outcome = 'open' OR submission IN ('leased', 'submitting')");
    campaigns.add(
        "SELECT DISTINCT m.campaign_id FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.answered = 0 AND "
        "a.valid_until >= :now AND a.submission NOT IN ('not_sent', 'refused')",
        now);
    campaigns.add("SELECT DISTINCT campaign_id FROM inbound WHERE campaign_id IS NOT NULL AND received_at >= :before", before);
    campaigns.add("SELECT origin_id FROM campaign WHERE origin_id IS NOT NULL AND state NOT IN ('finished', 'cancelled')");
    return campaigns;
}

// "(0,3,4,9)", where no campaign is 0: SQLite looks a number up in it without sorting what it reads.
Text list_of(const std::vector<Id>& campaigns) {
    Text list = "(0";
    for (const auto campaign : campaigns) list += "," + std::to_string(campaign);
    return list + ")";
}

Number count(Database& database, const Text& sql) {
    Query<Row<Number>, Args<>> select(database, sql);
    return std::get<0>(select.first().value());
}

Number count(Database& database, const Text& sql, base::UtcTime before) {
    Query<Row<Number>, Args<Number>> select(database, sql);
    return std::get<0>(select.first(to_millis(before)).value());
}

// One run of it.
class Pruner {
public:
    Pruner(Database& database, const PrunePlan& plan, base::Clock& clock, base::StopToken stop,
           const std::function<void(Number)>& progress)
        : database_(database), plan_(plan), clock_(clock), stop_(stop), progress_(progress) {}

    PruneCounts run() {
        for (const auto campaign : plan_.campaigns) {
            if (stop_.requested()) break;
            if (begin(campaign)) remove(campaign);
        }
        loose();
        line_events();
        owners();
        return gone_;
    }

private:
    template <typename Action>
    void transact(Action&& action) {
        Transaction transaction(database_);
        action();
        transaction.commit();
        if (++transactions_ % transactions_per_checkpoint == 0) reuse_log(database_);
        clock_.wait_until(clock_.now() + gap_for_others, stop_);
    }

    // Something may have changed since it was planned.
    bool begin(Id campaign) {
        bool begun = false;
        transact([&] {
            Query<Row<Text>, Args<Number>> state(database_, "SELECT state FROM campaign WHERE id = :id");
            const auto row = state.first(campaign);
            if (!row) return;
            Query<Row<Number>, Args<Number, Number>> heard(
                database_, "SELECT 1 FROM inbound WHERE id > :planned AND campaign_id = :campaign LIMIT 1");
            if (heard.first(plan_.newest_inbound, campaign)) return;
            was_draft_ = std::get<0>(*row) == "draft";
            Query<Row<>, Args<Number, Number, Number>> hide(
                database_,
                "UPDATE campaign SET state = 'draft' WHERE id = :id AND (state = 'draft' OR (state IN ('finished', 'cancelled') "
                "AND finished_at < :before AND NOT EXISTS (SELECT 1 FROM campaign AS made WHERE made.origin_id = :same AND "
                "made.state NOT IN ('finished', 'cancelled'))))");
            begun = hide.run(campaign, to_millis(plan_.before), campaign) == 1;
        });
        return begun;
    }

    void remove(Id campaign) {
        Query<Row<MaybeNumber>, Args<Number, Number>> next(database_,
                                                           "SELECT MAX(position) FROM (SELECT position FROM target WHERE "
                                                           "campaign_id = :campaign ORDER BY position LIMIT :count) AS first");
        for (;;) {
            const auto last = std::get<0>(next.first(campaign, targets_per_transaction).value());
            if (!last) break;
            if (stop_.requested()) return;
            transact([&] { remove_targets(campaign, *last); });
            if (progress_) progress_(gone_.meters);
        }
        transact([&] {
            for (const auto* table : {"campaign_tally", "campaign_count", "campaign_service"})
                run("DELETE FROM " + Text(table) + " WHERE campaign_id = :campaign", campaign);
            run("DELETE FROM campaign WHERE id = :campaign", campaign);
        });
        ++(was_draft_ ? gone_.drafts : gone_.campaigns);
    }

    // A name that stands several times is bound once.
    void remove_targets(Id campaign, Number last) {
        static const Text range = "campaign_id = :campaign AND position <= :last";
        static const Text targets = "(SELECT id FROM target WHERE " + range + ")";
        static const Text messages = "(SELECT id FROM message WHERE target_id IN " + targets + ")";
        run("UPDATE meter_setting SET inbound_id = NULL WHERE phone IN (SELECT phone FROM target WHERE " + range +
                ") AND inbound_id IN (SELECT id FROM inbound WHERE message_id IN " + messages + ")",
            campaign, last);
        gone_.inbound += run("DELETE FROM inbound WHERE message_id IN " + messages, campaign, last);
        run("DELETE FROM attempt WHERE message_id IN " + messages, campaign, last);
        run("DELETE FROM message_setting WHERE message_id IN " + messages, campaign, last);
        gone_.messages += run("DELETE FROM message WHERE target_id IN " + targets, campaign, last);
        run("DELETE FROM target_setting WHERE target_id IN " + targets, campaign, last);
        gone_.meters += run("DELETE FROM target WHERE " + range, campaign, last);
    }

    void loose() {
        gone_.inbound += in_slices("inbound", "id", Text(loose_inbound) + " AND received_at < :before");
        // Parts are done with when their whole message is gone; until then they tell it again.
        in_slices("inbound_part", "id",
                  "inbound_id IS NOT NULL AND received_at < :before AND NOT EXISTS (SELECT 1 FROM inbound WHERE inbound.id = "
                  "inbound_part.inbound_id)");
    }
    void line_events() { gone_.line_events = in_slices("line_event", "id", "at < :before"); }
    void owners() {
        in_slices(
            "owner", "id",
            "ended_at < :before AND NOT EXISTS (SELECT 1 FROM message WHERE message.owner_id = owner.id) AND NOT EXISTS "
            "(SELECT 1 FROM campaign WHERE campaign.owner_id = owner.id) AND NOT EXISTS (SELECT 1 FROM modem WHERE "
            "modem.owner_id = owner.id) AND NOT EXISTS (SELECT 1 FROM service WHERE service.owner_id = owner.id) AND NOT EXISTS "
            "(SELECT 1 FROM loan WHERE loan.owner_id = owner.id) AND NOT EXISTS (SELECT 1 FROM campaign_service WHERE "
            "campaign_service.owner_id = owner.id)");
    }

    // By ranges of the key, so that a transaction is short whatever it finds.
    Number in_slices(const Text& table, const Text& key, const Text& condition) {
        Query<Row<MaybeNumber>, Args<Number, Number>> next(database_, "SELECT MAX(" + key + ") FROM (SELECT " + key + " FROM " +
                                                                          table + " WHERE " + key + " > :after ORDER BY " + key +
                                                                          " LIMIT :count) AS first");
        Query<Row<>, Args<Number, Number, Number>> remove(
            database_, "DELETE FROM " + table + " WHERE " + key + " > :after AND " + key + " <= :last AND " + condition);
        Number gone = 0;
        Number after = 0;
        while (!stop_.requested()) {
            const auto last = std::get<0>(next.first(after, rows_per_transaction).value());
            if (!last) break;
            transact([&] { gone += remove.run(after, *last, to_millis(plan_.before)); });
            after = *last;
        }
        return gone;
    }

    void run(const Text& sql, Number campaign) {
        Query<Row<>, Args<Number>> statement(database_, sql);
        statement.run(campaign);
    }
    Number run(const Text& sql, Number campaign, Number last) {
        Query<Row<>, Args<Number, Number>> statement(database_, sql);
        return statement.run(campaign, last);
    }

    Database& database_;
    const PrunePlan& plan_;
    base::Clock& clock_;
    base::StopToken stop_;
    const std::function<void(Number)>& progress_;
    PruneCounts gone_;
    bool was_draft_ = false;
    int transactions_ = 0;
};

// References are looked after here: SQLite would look through whole tables for each campaign. PostgreSQL lets nobody but its
// administrator do without them.
class WithoutReferences {
public:
    explicit WithoutReferences(Database& database) : database_(database) { set("PRAGMA foreign_keys=OFF"); }
    WithoutReferences(const WithoutReferences&) = delete;
    WithoutReferences& operator=(const WithoutReferences&) = delete;
    ~WithoutReferences() {
        try {
            set("PRAGMA foreign_keys=ON");
        } catch (const DatabaseError&) {  // the connection is of no more use
        }
    }

private:
    void set(const char* pragma) {
        if (!database_.session().is(Backend::sqlite)) return;
        Query<Row<>, Args<>> statement(database_, pragma);
        statement.run();
    }
    Database& database_;
};

Number pragma(Database& database, const char* name) {
    Query<Row<Number>, Args<>> select(database, Text("PRAGMA ") + name);
    return std::get<0>(select.first().value());
}

}  // namespace

PrunePlan plan_prune(Database& database, base::UtcTime before, base::UtcTime now) {
    PrunePlan plan{before, {}, {}, 0};
    plan.newest_inbound = newest_inbound(database);
    const auto keep = needed(database, before, now);
    Query<Row<Number, Text, Number>, Args<Number, Number>> select(
        database,
        "SELECT id, state, meters FROM campaign WHERE (state IN ('finished', 'cancelled') AND finished_at < :before) OR (state = "
        "'draft' AND created_at < :same) ORDER BY id");
    select.each(
        [&](Number id, const Text& state, Number meters) {
            const bool draft = state == "draft";
            if (!draft && keep.contains(id)) {
                ++plan.kept;
                return;
            }
            plan.campaigns.push_back(id);
            ++(draft ? plan.counts.drafts : plan.counts.campaigns);
            plan.counts.meters += meters;
        },
        to_millis(before), to_millis(before));
    const auto campaigns = list_of(plan.campaigns);
    plan.counts.messages = count(database, "SELECT COUNT(*) FROM message WHERE campaign_id IN " + campaigns);
    plan.counts.inbound =
        count(database, "SELECT COUNT(*) FROM inbound WHERE message_id IS NOT NULL AND campaign_id IN " + campaigns) +
        count(database, "SELECT COUNT(*) FROM inbound WHERE " + Text(loose_inbound) + " AND received_at < :before", before);
    plan.counts.line_events = count(database, "SELECT COUNT(*) FROM line_event WHERE at < :before", before);
    return plan;
}

PruneCounts prune(Database& database, const PrunePlan& plan, base::Clock& clock, base::StopToken stop,
                  const std::function<void(std::int64_t)>& progress) {
    const WithoutReferences references(database);
    return Pruner(database, plan, clock, stop, progress).run();
}

FreeSpace free_space(Database& database) {
    if (database.session().is(Backend::postgresql)) {
        Query<Row<Number>, Args<>> size(database, "SELECT pg_database_size(current_database())");
        return {0, std::get<0>(size.first().value())};
    }
    const auto page = pragma(database, "page_size");
    return {pragma(database, "freelist_count") * page, pragma(database, "page_count") * page};
}

void compact(Database& database) {
    if (database.session().is(Backend::postgresql))
        throw DatabaseError("PostgreSQL gives room back by itself (autovacuum); VACUUM FULL, in psql, gives it back to the disk");
    // Else the whole copy would be in memory.
    const auto execute = [&](const char* sql) {
        Query<Row<>, Args<>> statement(database, sql);
        statement.run();
    };
    execute("PRAGMA temp_store=FILE");
    setenv("SQLITE_TMPDIR", std::filesystem::path(database.path()).parent_path().c_str(), 0);
    execute("VACUUM");
    execute("PRAGMA temp_store=MEMORY");
    shorten_log(database);
}

}  // namespace gsmcfg::store
