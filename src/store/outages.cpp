#include "gsmcfg/store/outages.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

}  // namespace

std::vector<Outage> open_outages(Database& database) {
    std::vector<Outage> outages;
    Query<Row<Number, Text, Number, Text, MaybeNumber>, Args<>> select(
        database, "SELECT id, modem, began_at, cause, alarmed_at FROM outage WHERE ended_at IS NULL ORDER BY modem");
    select.each([&](Number id, const Text& modem, Number began, const Text& cause, MaybeNumber alarmed) {
        outages.push_back({id, modem, from_millis(began), cause, from_millis(alarmed)});
    });
    return outages;
}

Id begin_outage(Database& database, const std::string& modem, base::UtcTime at, const std::string& cause) {
    Insertion<Args<Text, Number, Text>> insert(database,
                                               "INSERT INTO outage (modem, began_at, cause) VALUES (:modem, :at, :cause)");
    const auto id = insert.run(modem, to_millis(at), cause);
    Query<Row<>, Args<Number>>(database,
                               "DELETE FROM outage_notice WHERE outage_id IN (SELECT id FROM outage WHERE id <= :old "
                               "AND ended_at IS NOT NULL)")
        .run(id - outages_kept);
    Query<Row<>, Args<Number>>(database, "DELETE FROM outage WHERE id <= :old AND ended_at IS NOT NULL").run(id - outages_kept);
    return id;
}

void change_cause(Database& database, Id outage, const std::string& cause) {
    Query<Row<>, Args<Text, Number>>(database, "UPDATE outage SET cause = :cause WHERE id = :id").run(cause, outage);
}

void end_outage(Database& database, Id outage, base::UtcTime at) {
    Query<Row<>, Args<Number, Number>>(database, "UPDATE outage SET ended_at = :at WHERE id = :id").run(to_millis(at), outage);
}

void set_alarmed(Database& database, Id outage, std::optional<base::UtcTime> at) {
    Query<Row<>, Args<MaybeNumber, Number>>(database, "UPDATE outage SET alarmed_at = :at WHERE id = :id")
        .run(to_millis(at), outage);
}

std::optional<base::UtcTime> last_alarm(Database& database, const std::string& modem) {
    Query<Row<MaybeNumber>, Args<Text>> select(
        database, "SELECT MAX(alarmed_at) FROM outage WHERE modem = :modem AND alarmed_at IS NOT NULL");
    return from_millis(std::get<0>(select.first(modem).value()));
}

bool has_notice(Database& database, Id outage, const std::string& hook) {
    Query<Row<Number>, Args<Number, Text>> select(database, "SELECT 1 FROM outage_notice WHERE outage_id = :id AND hook = :hook");
    return select.first(outage, hook).has_value();
}

void add_notice(Database& database, Id outage, const std::string& hook) {
    Query<Row<>, Args<Number, Text>>(database, "INSERT INTO outage_notice (outage_id, hook) VALUES (:id, :hook)")
        .run(outage, hook);
}

}  // namespace gsmcfg::store
