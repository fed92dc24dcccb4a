#include "commands.hpp"
#include "dialects.hpp"
#include "export_file.hpp"
#include "line_view.hpp"
#include "storage_access.hpp"
#include "storage_removal.hpp"
#include "storage_view.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view reading_marks =
    "Unread messages count as read afterwards: modems mark them when they give them out. The modem's stores are selected again "
    "as they were. Nothing is deleted, and nothing goes to the database.";
constexpr std::string_view deleting_is_safe =
    "Every message is in the database before it is deleted, as if it had arrived in a run, unless --no-keep is given; passwords "
    "in it are not kept. A place whose message has changed in the meantime is left alone (exit code 1). Each use is kept in the "
    "audit.";

// Passwords to be recognised are looked for once.
class Viewer {
public:
    // Failure: exit 2 for an unknown --dialect.
    [[nodiscard]] static Outcome<Viewer> make(Invocation& invocation) {
        Viewer viewer;
        if (invocation.arguments().flag("show-secrets")) return viewer;
        const auto configured = invocation.configuration();
        if (!configured) return refuse(configured.error());
        auto dialect =
            find_dialect(**configured, invocation.arguments().value("dialect").value_or(std::string(meter::default_dialect)));
        if (!dialect) return refuse(exit_code::usage, dialect.error().message());
        viewer.dialect_ = std::move(*dialect);
        viewer.passwords_ = known_passwords(invocation, *viewer.dialect_);
        return viewer;
    }
    [[nodiscard]] ShownMessage view(modem::StoredMessage message) const {
        return view_of(std::move(message), dialect_ ? &*dialect_ : nullptr, passwords_);
    }

private:
    std::optional<meter::Dialect> dialect_;
    service::Credentials passwords_;
};

Outcome<int> status(Invocation& invocation) {
    return for_each_storage(invocation, false, [&](OpenStorage& storage) -> Outcome<int> {
        const auto stores = storage.storage.status(storage.stop);
        if (!stores) return refuse_modem(stores.error());
        const auto only = chosen_stores(invocation, storage.storage);
        if (!only) return refuse(only.error());
        const bool all = !invocation.arguments().value("store");
        for (const auto& store : *stores) {
            if (!all && store.name != only->front()) continue;
            if (invocation.json()) {
                auto json = store_json(store);
                print_json(json.set("modem", storage.modem));
            } else {
                print(fmt::format("{}  {}{}\n", base::escape_control(storage.modem), base::escape_control(store_words(store)),
                                  store.receives ? "; what arrives is kept here" : ""));
            }
            if (store.full() && store.receives)
                remark(fmt::format("{}: {} is full, so that nothing more can arrive: gsmcfg storage clear --store {}",
                                   storage.modem, store.name, store.name));
        }
        return exit_code::as_wanted;
    });
}

Outcome<int> list(Invocation& invocation) {
    const auto viewer = Viewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    return for_each_storage(invocation, false, [&](OpenStorage& storage) -> Outcome<int> {
        auto messages = list_chosen(invocation, storage);
        if (!messages) return refuse(messages.error());
        if (messages->empty() && !invocation.json()) print(base::escape_control(storage.modem) + ": nothing is stored\n");
        for (auto& message : *messages) {
            const auto shown = viewer->view(std::move(message));
            if (invocation.json()) print_json(message_json(storage.modem, shown));
            else print(list_line(shown));
        }
        return exit_code::as_wanted;
    });
}

Outcome<int> show(Invocation& invocation) {
    const auto& word = invocation.positional(0);
    int index = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
    if (error != std::errc() || end != word.data() + word.size() || index < 0)
        return refuse(exit_code::usage,
                      fmt::format("'{}' is no place's number; see: gsmcfg storage list", base::escape_control(word)));
    const auto viewer = Viewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    return for_each_storage(invocation, true, [&](OpenStorage& storage) -> Outcome<int> {
        const auto stores = chosen_stores(invocation, storage.storage);
        if (!stores) return refuse(stores.error());
        std::size_t found = 0;
        for (const auto& store : *stores) {
            auto message = storage.storage.read(store, index, storage.stop);
            if (!message && message.error().code != base::ErrorCode::refused) return refuse_modem(message.error());
            if (!message || !*message) continue;
            const auto shown = viewer->view(std::move(**message));
            if (invocation.json()) {
                auto json = message_json(storage.modem, shown);
                json.set("fields", shown.pdu ? sms::pdu_json(*shown.pdu) : base::Json());
                print_json(json);
            } else {
                print((found > 0 ? "\n" : "") + details_text(shown));
            }
            ++found;
        }
        if (found > 0) return exit_code::as_wanted;
        return refuse(exit_code::usage, fmt::format("place {} is empty; see: gsmcfg storage list", index));
    });
}

Outcome<int> export_stored(Invocation& invocation) {
    const auto format = invocation.arguments().value("format").value_or("csv");
    if (format != "csv" && format != "json")
        return refuse(exit_code::usage, fmt::format("--format is csv or json, not '{}'", base::escape_control(format)));
    const bool json = format == "json" || invocation.json();
    const auto viewer = Viewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    auto file = ExportFile::open(invocation.arguments().value("out"), invocation.arguments().flag("force"));
    if (!file) return refuse(file.error());
    std::string text = json ? std::string() : csv_header();
    const auto read = for_each_storage(invocation, false, [&](OpenStorage& storage) -> Outcome<int> {
        auto messages = list_chosen(invocation, storage);
        if (!messages) return refuse(messages.error());
        for (auto& message : *messages) {
            const auto shown = viewer->view(std::move(message));
            text += json ? message_json(storage.modem, shown).dump() + "\n" : csv_line(storage.modem, shown);
        }
        return exit_code::as_wanted;
    });
    if (!read) return read;
    file->write(text);
    if (auto written = file->finish(); !written) return refuse(written.error());
    return read;
}

OptionSpec store_option() { return {"store", "STORE", "this one alone: SM (the SIM), ME (the modem), SR (reports), …"}; }
OptionSpec secrets_option() { return {"show-secrets", "", "with the passwords in clear"}; }

std::vector<Command> removing_commands() {
    return {{"storage delete",
             "INDEX…",
             1,
             1000,
             "Deletes stored messages by their places' numbers, as gsmcfg storage list shows them.",
             deleting_is_safe,
             "  gsmcfg storage delete 3 4 --store SM",
             {store_option(), {"no-keep", "", "do not put them into the database"}, {"reason", "TEXT", "why: kept in the audit"}},
             delete_stored},
            {"storage clear",
             "",
             0,
             0,
             "Deletes all stored messages. Asks first; --yes answers, and is needed in a script.",
             deleting_is_safe,
             "  gsmcfg storage clear --store SM --yes",
             {store_option(), {"no-keep", "", "do not put them into the database"}, {"reason", "TEXT", "why: kept in the audit"}},
             clear_stored}};
}

}  // namespace

std::vector<Command> storage_commands() {
    std::vector<Command> all{
        {"storage status",
         "",
         0,
         0,
         "Shows how full the modem's stores for messages are.",
         "A SIM that is full receives nothing more: the network keeps messages for some days only.",
         "  gsmcfg storage status --modem /dev/ttyUSB0",
         {store_option()},
         status},
        {"storage list",
         "",
         0,
         0,
         "Lists the messages that the modem and its SIM keep: received, sent and not yet sent ones, and reports.",
         reading_marks,
         "  gsmcfg storage list --store SM",
         {store_option(), secrets_option()},
         list},
        {"storage show",
         "INDEX",
         1,
         1,
         "Shows all fields of one stored message.",
         reading_marks,
         "  gsmcfg storage show 3 --store SM",
         {store_option(), secrets_option()},
         show},
        {"storage export",
         "",
         0,
         0,
         "Writes all stored messages as CSV or JSON.",
         reading_marks,
         "  gsmcfg storage export --format csv --out messages.csv",
         {store_option(),
          {"format", "FORMAT", "csv (the default) or json, one object a line"},
          {"out", "FILE", "instead of standard output; mode 600"},
          secrets_option()},
         export_stored}};
    for (auto& command : removing_commands()) all.push_back(std::move(command));
    return all;
}

}  // namespace gsmcfg::cli
