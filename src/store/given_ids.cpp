#include "given_ids.hpp"

#include "postgresql_session.hpp"
#include "query.hpp"

#include "gsmcfg/store/dump.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;

// A sequence that was never used has no last value.
constexpr std::string_view counters_of_postgresql =
    "SELECT CAST(c.relname AS TEXT), COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence(CAST(c.relname AS TEXT), 'id') "
    "AS "
    "regclass)), 0) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attidentity <> '' AND a.attname = "
    "'id' AND pg_table_is_visible(c.oid)";
constexpr std::string_view counters_of_sqlite =
    "SELECT m.name, COALESCE(s.seq, 0) FROM sqlite_master m LEFT JOIN sqlite_sequence s ON s.name = m.name WHERE m.type = "
    "'table' "
    "AND m.sql LIKE '%AUTOINCREMENT%'";

}  // namespace

std::map<std::string, std::int64_t> highest_ids(Database& database) {
    std::map<Text, Number> highest;
    Query<Row<Text, Number>, Args<>> counters(database, Sql(counters_of_sqlite, counters_of_postgresql));
    const auto known = dumped_tables();
    counters.each([&](const Text& table, Number last) {
        if (std::ranges::find(known, table) != known.end()) highest[table] = last;
    });
    for (auto& [table, last] : highest) {
        Query<Row<Number>, Args<>> present(database, "SELECT COALESCE(MAX(id), 0) FROM " + table);
        last = std::max(last, std::get<0>(present.first().value()));
    }
    return highest;
}

// RESTART and not setval(): it ends with the transaction.
void continue_ids(Database& database, const std::map<std::string, std::int64_t>& highest) {
    const auto own = highest_ids(database);
    for (const auto& [table, last] : highest) {
        const auto from = std::max(last, own.at(table));
        if (from == 0) continue;
        if (database.session().is(Backend::postgresql)) {
            postgresql_session(database).run(fmt::format("ALTER TABLE {} ALTER COLUMN id RESTART WITH {}", table, from + 1));
            continue;
        }
        Query<Row<>, Args<Number, Text>> update(database, "UPDATE sqlite_sequence SET seq = :last WHERE name = :name");
        if (update.run(from, table) > 0) continue;
        Query<Row<>, Args<Text, Number>> insert(database, "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)");
        insert.run(table, from);
    }
}

}  // namespace gsmcfg::store
