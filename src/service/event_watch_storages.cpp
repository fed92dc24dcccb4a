// The part of EventWatch that looks at the storages of modems.
#include "event_watch.hpp"

#include "gsmcfg/store/line_events.hpp"
#include "gsmcfg/store/line_status.hpp"
#include "gsmcfg/store/watch_marks.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {
namespace {

// A modem that says again and again that it is full says it once in that time.
constexpr auto quiet_time = std::chrono::hours(1);
std::string high_mark(const std::string& modem) { return "storage_high:" + modem; }
std::string full_mark(const std::string& modem) { return "storage_full:" + modem; }

}  // namespace

void EventWatch::look_at_storages(base::UtcTime now) {
    for (const auto& status : store::line_statuses(store_.database)) {
        if (status.storage_places <= 0 || status.at > now) continue;
        const auto percent = status.storage_used * 100 / status.storage_places;
        const bool was_high = store::watch_mark(store_.database, high_mark(status.modem)).value_or(0) != 0;
        if (was_high && percent < low_percent) mark(high_mark(status.modem), 0);
        if (was_high || percent < high_percent) continue;
        mark(high_mark(status.modem), 1);
        tell_of_storage(status.modem, status.storage_used, status.storage_places,
                        fmt::format("{} of {} places are in use", status.storage_used, status.storage_places));
    }
}

void EventWatch::look_at_full_storages(base::UtcTime now) {
    auto& database = store_.database;
    auto known = store::watch_mark(database, line_event_mark).value_or(0);
    std::map<std::string, std::string> told;
    for (const auto id : store::storage_full_after(database, known)) {
        known = id;
        const auto event = store::find_line_event(database, id);
        if (event) told[event->modem] = event->detail;
        mark(line_event_mark, id);
    }
    for (const auto& [modem, detail] : told) {
        const auto last = store::watch_mark(database, full_mark(modem));
        if (last && now - store::from_millis(*last) < quiet_time && store::from_millis(*last) <= now) continue;
        mark(full_mark(modem), store::to_millis(now));
        tell_of_storage(modem, 0, 0, detail);
    }
}

void EventWatch::tell_of_storage(const std::string& modem, std::int64_t used, std::int64_t places, const std::string& detail) {
    auto json = base::Json::object();
    json.set("modem", modem)
        .set("used", places > 0 ? base::Json(used) : base::Json())
        .set("places", places > 0 ? base::Json(places) : base::Json())
        .set("detail", detail);
    queue_for_all({config::HookEvent::storage_high, "", "", "", ""}, json);
}

}  // namespace gsmcfg::service
