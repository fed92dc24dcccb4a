#include "gsmcfg/store/event_log.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;

}  // namespace

void want_events(Database& database, const std::vector<std::string>& kinds) {
    Query<Row<>, Args<>>(database, "DELETE FROM event_wanted").run();
    Query<Row<>, Args<Text>> insert(database, "INSERT INTO event_wanted (kind) VALUES (:kind)");
    for (const auto& kind : kinds) insert.run(kind);
    Query<Row<>, Args<>>(database, "DELETE FROM event_log WHERE kind NOT IN (SELECT kind FROM event_wanted)").run();
}

void log_unread(Database& database, Id inbound, base::UtcTime now) {
    Query<Row<>, Args<Number, Number>> insert(
        database,
        "INSERT INTO event_log (at, kind, subject) SELECT :at, 'inbound', :id WHERE EXISTS (SELECT 1 FROM event_wanted WHERE "
        "kind = 'inbound')");
    insert.run(to_millis(now), inbound);
}

std::vector<LoggedEvent> logged_events(Database& database, std::int64_t limit) {
    std::vector<LoggedEvent> events;
    Query<Row<Number, Number, Text, Number, Text>, Args<Number>> select(
        database, "SELECT id, at, kind, subject, state FROM event_log ORDER BY id LIMIT :limit");
    select.each(
        [&](Number id, Number at, const Text& kind, Number subject, const Text& state) {
            events.push_back({id, from_millis(at), kind, subject, state});
        },
        limit);
    return events;
}

void forget_events(Database& database, Id up_to) {
    Query<Row<>, Args<Number>>(database, "DELETE FROM event_log WHERE id <= :id").run(up_to);
}

}  // namespace gsmcfg::store
