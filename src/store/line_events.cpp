#include "gsmcfg/store/line_events.hpp"

#include "query.hpp"

#include <array>
#include <utility>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;
using EventRow = Row<Number, Number, Text, Text, Text, Text, Text, MaybeNumber, MaybeNumber, Text>;

constexpr std::array names{
    std::pair{LineEventKind::lost, "lost"},
    std::pair{LineEventKind::restarted, "restarted"},
    std::pair{LineEventKind::cured, "cured"},
    std::pair{LineEventKind::deaf, "deaf"},
    std::pair{LineEventKind::submission, "submission"},
    std::pair{LineEventKind::storage_full, "storage_full"},
    std::pair{LineEventKind::registration_lost, "registration_lost"},
    std::pair{LineEventKind::registered, "registered"},
    std::pair{LineEventKind::held, "held"},
};

LineEventKind kind_of(const Text& text) {
    for (const auto& [kind, name] : names)
        if (text == name) return kind;
    throw DatabaseError("line_event.kind holds \"" + text + "\"");
}

LineEvent event_of(const EventRow& row) {
    LineEvent event;
    Number at = 0;
    Text kind;
    std::tie(event.id, at, event.modem, event.imei, event.imsi, kind, event.detail, event.cms_error, event.cme_error,
             event.dialogue) = row;
    event.at = from_millis(at);
    event.kind = kind_of(kind);
    return event;
}

const Text columns = "SELECT id, at, modem, imei, imsi, kind, detail, cms_error, cme_error, ";

}  // namespace

std::string_view name(LineEventKind kind) {
    for (const auto& [known, text] : names)
        if (kind == known) return text;
    return "";
}

void add_line_event(Database& database, const LineEvent& event) {
    Insertion<Args<Number, Text, Text, Text, Text, Text, MaybeNumber, MaybeNumber, Text>> insert(
        database,
        "INSERT INTO line_event (at, modem, imei, imsi, kind, detail, cms_error, cme_error, dialogue) VALUES (:at, :modem, "
        ":imei, "
        ":imsi, :kind, :detail, :cms, :cme, :dialogue)");
    const auto id = insert.run(to_millis(event.at), event.modem, event.imei, event.imsi, Text(name(event.kind)), event.detail,
                               event.cms_error, event.cme_error, event.dialogue);
    Query<Row<>, Args<Number>> remove(database, "DELETE FROM line_event WHERE id <= :oldest");
    remove.run(id - line_events_kept);
}

void each_line_event(Database& database, const std::string& modem, std::int64_t limit,
                     const std::function<void(const LineEvent&)>& take) {
    const auto give = [&](const auto&... column) { take(event_of(EventRow(column...))); };
    if (modem.empty()) {
        Query<EventRow, Args<Number>> all(database, columns + "'' FROM line_event ORDER BY id DESC LIMIT :limit");
        all.each(give, limit);
        return;
    }
    Query<EventRow, Args<Text, Number>> some(database,
                                             columns + "'' FROM line_event WHERE modem = :modem ORDER BY id DESC LIMIT :limit");
    some.each(give, modem, limit);
}

std::optional<LineEvent> find_line_event(Database& database, Id id) {
    Query<EventRow, Args<Number>> select(database, columns + "dialogue FROM line_event WHERE id = :id");
    const auto row = select.first(id);
    if (!row) return std::nullopt;
    return event_of(*row);
}

Id newest_line_event(Database& database) {
    Query<Row<MaybeNumber>, Args<>> select(database, "SELECT MAX(id) FROM line_event");
    return std::get<0>(select.first().value()).value_or(0);
}

std::vector<Id> storage_full_after(Database& database, Id after) {
    std::vector<Id> ids;
    Query<Row<Number>, Args<Number>> select(database,
                                            "SELECT id FROM line_event WHERE id > :after AND kind = 'storage_full' ORDER BY id");
    select.each([&](Number id) { ids.push_back(id); }, after);
    return ids;
}

}  // namespace gsmcfg::store
