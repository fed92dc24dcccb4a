#include "gsmcfg/store/watch_marks.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;

}  // namespace

std::optional<std::int64_t> watch_mark(Database& database, const std::string& name) {
    Query<Row<Number>, Args<Text>> select(database, "SELECT value FROM watch_mark WHERE name = :name");
    const auto row = select.first(name);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

void set_watch_mark(Database& database, const std::string& name, std::int64_t value) {
    Query<Row<>, Args<Text, Number>> upsert(
        database,
        "INSERT INTO watch_mark (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    upsert.run(name, value);
}

void drop_watch_mark(Database& database, const std::string& name) {
    Query<Row<>, Args<Text>>(database, "DELETE FROM watch_mark WHERE name = :name").run(name);
}

}  // namespace gsmcfg::store
