#include "commands.hpp"
#include "invocation.hpp"
#include "local_time.hpp"

#include "gsmcfg/at/error_table.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/line_events.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::cli {
namespace {

constexpr std::int64_t usual_limit = 20;

base::Json error_json(const at::ErrorEntry& entry) {
    auto json = base::Json::object();
    json.set("number", entry.number).set("class", at::name(entry.kind)).set("meaning", entry.meaning).set("advice", entry.advice);
    return json;
}

base::Json to_json(const store::LineEvent& event) {
    auto json = base::Json::object();
    json.set("id", event.id)
        .set("at", iso_time(event.at))
        .set("modem", event.modem)
        .set("imei", event.imei)
        .set("imsi", event.imsi)
        .set("kind", store::name(event.kind))
        .set("detail", event.detail);
    if (event.cms_error) json.set("cms_error", error_json(at::describe_cms_error(static_cast<int>(*event.cms_error))));
    if (event.cme_error) json.set("cme_error", error_json(at::describe_cme_error(static_cast<int>(*event.cme_error))));
    if (!event.dialogue.empty()) json.set("dialogue", event.dialogue);
    return json;
}

void show(Invocation& invocation, const store::LineEvent& event) {
    if (invocation.json()) return print_json(to_json(event));
    print(fmt::format("{:>6}  {}  {:<12} {:<17} {}\n", event.id, local_time(event.at), base::escape_control(event.modem),
                      store::name(event.kind), base::escape_control(event.detail)));
}

Outcome<int> show_one(Invocation& invocation, store::Database& database, std::string_view word) {
    store::Id id = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (error != std::errc{} || end != word.data() + word.size())
        return refuse(exit_code::usage, fmt::format("{}: not the number of an event", word));
    const auto event = store::find_line_event(database, id);
    if (!event) return refuse(exit_code::usage, fmt::format("there is no event {}: see gsmcfg modem events", word));
    show(invocation, *event);
    if (!invocation.json()) print(event->dialogue);
    return exit_code::as_wanted;
}

Outcome<int> run(Invocation& invocation) {
    const auto limit = invocation.arguments().number("limit", 1, store::line_events_kept);
    if (!limit) return refuse(limit.error());
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto& words = invocation.arguments().positional();
    if (!words.empty()) return show_one(invocation, **database, words.front());
    const auto modem = invocation.arguments().value("modem");
    bool any = false;
    store::each_line_event(**database, modem.value_or(""), limit->value_or(usual_limit), [&](const store::LineEvent& event) {
        any = true;
        show(invocation, event);
    });
    if (!any && !invocation.json()) remark("nothing has gone wrong with a modem so far");
    return exit_code::as_wanted;
}

}  // namespace

Command modem_events_command() {
    return {"modem events",
            "[ID]",
            0,
            1,
            "Shows what went wrong with the modems, newest first; with ID the dialogue that led to it.",
            "Kept are the newest 500 events: lost and restarted modems, cures, refused and uncertain messages, full storage, "
            "each with the last 200 lines of the dialogue in the form of --trace, passwords masked.\n"
            "--modem NAME shows one modem's.",
            "  gsmcfg modem events\n  gsmcfg modem events 17",
            {{"limit", "N", "so many events; 20 if not given"}},
            run};
}

}  // namespace gsmcfg::cli
