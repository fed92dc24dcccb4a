#include "gsmcfg/store/line_status.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

}  // namespace

void save_line_status(Database& database, const LineStatus& status) {
    Query<Row<>, Args<Text, Number, MaybeNumber, MaybeNumber, Text, Number, Number>> upsert(
        database,
        "INSERT INTO line_status (modem, at, signal_dbm, registered, registration, storage_used, storage_places) VALUES (:modem, "
        ":at, :signal, :registered, :registration, :used, :places) ON CONFLICT (modem) DO UPDATE SET at = excluded.at, "
        "signal_dbm = excluded.signal_dbm, registered = excluded.registered, registration = excluded.registration, storage_used "
        "= excluded.storage_used, storage_places = excluded.storage_places");
    upsert.run(status.modem, to_millis(status.at), status.signal_dbm,
               status.registered ? MaybeNumber(*status.registered ? 1 : 0) : std::nullopt, status.registration,
               status.storage_used, status.storage_places);
}

std::vector<LineStatus> line_statuses(Database& database) {
    std::vector<LineStatus> statuses;
    Query<Row<Text, Number, MaybeNumber, MaybeNumber, Text, Number, Number>, Args<>> select(
        database,
        "SELECT modem, at, signal_dbm, registered, registration, storage_used, storage_places FROM line_status ORDER BY modem");
    select.each([&](const Text& modem, Number at, MaybeNumber signal, MaybeNumber registered, const Text& words, Number used,
                    Number places) {
        LineStatus status{modem, from_millis(at), signal, std::nullopt, words, used, places};
        if (registered) status.registered = *registered != 0;
        statuses.push_back(std::move(status));
    });
    return statuses;
}

}  // namespace gsmcfg::store
