#include "gsmcfg/store/inspection.hpp"

#include "query.hpp"

#include "gsmcfg/store/owners.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using Kind = Flaw::Kind;

constexpr std::size_t most_of_a_kind = 10;
constexpr std::string_view restore = "restore a backup, or ask for help before anything else is run on it";

class Inspector {
public:
    Inspector(Database& database, Inspection& inspection) : database_(database), inspection_(inspection) {}

    void structure(bool full) {
        if (!database_.session().is(Backend::sqlite)) {
            inspection_.elsewhere =
                "the structure of its files is looked at by PostgreSQL's own means: pg_amcheck, data checksums";
            return;
        }
        Query<Row<Text>, Args<>> select(database_, full ? "PRAGMA integrity_check(10)" : "PRAGMA quick_check(10)");
        select.each([&](const Text& line) {
            if (line != "ok") damage(line);
        });
    }
    void references() {
        if (database_.session().is(Backend::sqlite)) foreign_keys();  // PostgreSQL lets nothing break one
        count(
            "received messages answer a message that is not there",
            "SELECT COUNT(*) FROM inbound WHERE message_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = "
            "inbound.message_id)");
    }
    void foreign_keys() {
        std::size_t found = 0;
        Query<Row<Text, Number, Text>, Args<>> select(
            database_, "SELECT \"table\", COALESCE(rowid, 0), \"parent\" FROM pragma_foreign_key_check");
        select.each([&](const Text& table, Number row, const Text& parent) {
            if (found++ < most_of_a_kind) damage(fmt::format("{} {} belongs to a {} that is not there", table, row, parent));
        });
    }
    void sums() {
        each(
            "SELECT id, meters, told FROM (SELECT c.id, c.meters, CAST(COALESCE((SELECT SUM(t.meters) FROM campaign_tally t "
            "WHERE "
            "t.campaign_id = c.id), 0) AS BIGINT) AS told FROM campaign c WHERE c.state <> 'draft') AS sums WHERE meters <> told",
            [&](Number campaign, Number meters, Number sum) {
                damage(fmt::format("campaign {}: its outcomes sum to {}, and it has {} meters", campaign, sum, meters));
            });
        // One state at a time: each has its index, which is empty as a rule.
        for (const auto* sql :
             {"SELECT c.id, COUNT(*), 0 FROM target t JOIN campaign c ON c.id = t.campaign_id WHERE t.state = 'waiting' AND "
              "c.state = 'finished' GROUP BY c.id",
              "SELECT c.id, COUNT(*), 0 FROM target t JOIN campaign c ON c.id = t.campaign_id WHERE t.state = 'open' AND "
              "c.state = 'finished' GROUP BY c.id"})
            each(sql, [&](Number campaign, Number meters, Number) {
                damage(fmt::format("campaign {} is finished, and {} of its meters are not", campaign, meters));
            });
    }
    void counts() {
        each(
            "SELECT c.id, c.meters, COUNT(t.id) FROM campaign c LEFT JOIN target t ON t.campaign_id = c.id WHERE c.state <> "
            "'draft' GROUP BY c.id HAVING COUNT(t.id) <> c.meters",
            [&](Number campaign, Number meters, Number found) {
                damage(fmt::format("campaign {} has {} meters, and {} are there", campaign, meters, found));
            });
        // Without GROUP BY, which would sort a million meters in memory.
        count(
            "outcomes of a campaign are not counted as they are",
            "SELECT COUNT(*) FROM (SELECT campaign_id, outcome, CAST(SUM(meters) AS BIGINT) AS meters FROM campaign_tally GROUP "
            "BY "
            "campaign_id, outcome) AS told JOIN campaign c ON c.id = told.campaign_id WHERE c.state <> 'draft' AND "
            "told.meters <> (SELECT COUNT(*) FROM target t WHERE t.campaign_id = told.campaign_id AND t.outcome = told.outcome)");
        count("messages are counted with fewer attempts than there are",
              "SELECT COUNT(*) FROM message m WHERE m.attempts > (SELECT COUNT(*) FROM attempt a WHERE a.message_id = m.id)");
    }
    void remains() {
        const auto dead = Owner::dead(database_);
        each("SELECT id, owner_id, 0 FROM campaign WHERE state = 'running' AND owner_id IS NOT NULL",
             [&](Number campaign, Number owner, Number) {
                 if (std::ranges::find(dead, owner) == dead.end()) return;
                 remain(fmt::format("campaign {} was left by a process that died", campaign),
                        fmt::format("gsmcfg campaign resume {}", campaign));
             });
        each("SELECT COUNT(*), 0, 0 FROM campaign WHERE state = 'draft'", [&](Number drafts, Number, Number) {
            if (drafts > 0)
                remain(fmt::format("campaigns that were never made whole, or are being made or pruned now: {}", drafts),
                       "gsmcfg db prune removes what is old of them");
        });
    }

private:
    void damage(std::string text) { inspection_.flaws.push_back({Kind::damage, std::move(text), Text(restore)}); }
    void remain(std::string text, std::string cure) {
        inspection_.flaws.push_back({Kind::remains, std::move(text), std::move(cure)});
    }
    template <typename Take>
    void each(const char* sql, Take&& take) {
        std::size_t found = 0;
        Query<Row<Number, Number, Number>, Args<>> select(database_, sql);
        select.each([&](Number first, Number second, Number third) {
            if (found++ < most_of_a_kind) take(first, second, third);
        });
    }
    void count(const char* what, const char* sql) {
        Query<Row<Number>, Args<>> select(database_, sql);
        if (const auto found = std::get<0>(select.first().value()); found > 0) damage(fmt::format("{} {}", found, what));
    }

    Database& database_;
    Inspection& inspection_;
};

std::int64_t rows(Database& database, const char* table) {
    Query<Row<Number>, Args<>> select(database, Text("SELECT COUNT(*) FROM ") + table);
    return std::get<0>(select.first().value());
}

}  // namespace

std::int64_t schema_version(Database& database) {
    Query<Row<Number>, Args<>> table(database, Sql("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'",
                                                   "SELECT COUNT(to_regclass('schema_version'))"));
    if (std::get<0>(table.first().value()) == 0) return 0;
    Query<Row<Number>, Args<>> version(database, "SELECT COALESCE(MAX(version), 0) FROM schema_version");
    return std::get<0>(version.first().value());
}

bool Inspection::damaged() const {
    return std::ranges::any_of(flaws, [](const Flaw& flaw) { return flaw.kind == Kind::damage; });
}

Inspection inspect(Database& database, Depth depth) {
    Inspection inspection;
    Inspector inspector(database, inspection);
    if (depth != Depth::glance) inspector.structure(depth == Depth::full);
    inspection.schema = schema_version(database);
    // What is damaged may end any further look.
    if (inspection.damaged() || inspection.schema != newest_schema()) return inspection;
    inspection.campaigns = rows(database, "campaign WHERE state <> 'draft'");
    if (depth != Depth::glance) inspection.meters = rows(database, "meter");
    inspector.sums();
    inspector.remains();
    if (depth != Depth::full) return inspection;
    inspector.references();
    inspector.counts();
    return inspection;
}

std::optional<base::UtcTime> newest_record(Database& database) {
    Query<Row<std::optional<Number>>, Args<>> select(
        database,
        "SELECT MAX(at) FROM (SELECT at FROM (SELECT at FROM audit ORDER BY id DESC LIMIT 1) AS done UNION ALL SELECT "
        "submitting_at "
        "FROM (SELECT submitting_at FROM attempt ORDER BY id DESC LIMIT 1) AS sent UNION ALL SELECT received_at FROM (SELECT "
        "received_at FROM inbound ORDER BY id DESC LIMIT 1) AS heard) AS newest");
    return from_millis(std::get<0>(select.first().value()));
}

std::int64_t at_work(Database& database) {
    return rows(database, "owner WHERE ended_at IS NULL") - static_cast<std::int64_t>(Owner::dead(database).size());
}

}  // namespace gsmcfg::store
