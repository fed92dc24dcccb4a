#include "commands.hpp"
#include "database_access.hpp"
#include "dialects.hpp"
#include "export_file.hpp"
#include "invocation.hpp"
#include "labelled_rows.hpp"
#include "meters_import.hpp"
#include "meters_view.hpp"
#include "recap.hpp"
#include "time_argument.hpp"
#include "version.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view how_it_fills =
    "the register is empty: campaigns fill it as meters answer, and gsmcfg meters import FILE takes a list";

Outcome<store::MeterFilter> filter_of(const Invocation& invocation) {
    store::MeterFilter filter;
    filter.prefix = invocation.arguments().value("prefix").value_or("");
    if (!filter.prefix.empty() && !filter.prefix.starts_with('+')) filter.prefix.insert(0, "+");
    if (filter.prefix.find_first_not_of("0123456789", 1) != std::string::npos)
        return refuse(exit_code::usage, "--prefix is the beginning of an international number, such as +7912");
    const auto before = time_option(invocation.arguments(), "seen-before", Edge::begin);
    if (!before) return refuse(before.error());
    filter.silent_since = *before;
    return filter;
}

bool is_wanted(const Invocation& invocation, const store::MeterRecord& meter) {
    const auto& arguments = invocation.arguments();
    const auto label = arguments.value("label");
    if (label && !meter::mentions(meter.label, *label)) return false;
    const auto type = arguments.value("type");
    if (type && !meter::mentions(meter.type, *type)) return false;
    const auto text = arguments.value("search");
    if (!text) return true;
    const std::array all{&meter.phone, &meter.serial, &meter.type, &meter.label, &meter.iccid, &meter.ip, &meter.credential};
    return std::ranges::any_of(all, [&](const std::string* field) { return meter::mentions(*field, *text); });
}

Outcome<std::vector<store::MeterRecord>> wanted_meters(Invocation& invocation) {
    const auto filter = filter_of(invocation);
    if (!filter) return refuse(filter.error());
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    std::vector<store::MeterRecord> meters;
    bool any = false;
    store::Meters(**database).each(*filter, [&](const store::MeterRecord& meter) {
        any = true;
        if (is_wanted(invocation, meter)) meters.push_back(meter);
    });
    const auto& arguments = invocation.arguments();
    const bool filtered = std::ranges::any_of(std::array{"prefix", "seen-before", "label", "type", "search"},
                                              [&](const char* option) { return arguments.flag(option); });
    if (meters.empty()) remark(any || filtered ? "no meter of the register fits" : how_it_fills);
    return meters;
}

void print_register(Invocation& invocation, store::Database& database, const std::vector<store::MeterRecord>& meters) {
    store::Meters registered(database);
    const bool secrets = invocation.arguments().flag("show-secrets");
    for (const auto& meter : meters) print_json(register_json(meter, registered.settings(meter.phone), secrets));
}

Outcome<int> list(Invocation& invocation) {
    const auto meters = wanted_meters(invocation);
    if (!meters) return refuse(meters.error());
    if (invocation.json()) {
        const auto database = invocation.named_database();
        if (!database) return refuse(database.error());
        print_register(invocation, **database, *meters);
    } else if (!meters->empty()) {
        print(meters_table(*meters, row_width()));
    }
    return exit_code::as_wanted;
}

Outcome<int> show(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto& word = invocation.positional(0);
    const auto number = base::parse_phone_number(word, (*configured)->numbers);
    if (!number)
        return refuse(exit_code::usage,
                      fmt::format("'{}': {}; to look for a serial number or a label: gsmcfg meters list --search TEXT",
                                  base::escape_control(word), number.error().detail));
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    store::Meters registered(**database);
    const auto meter = registered.find(number->e164());
    const auto campaigns = registered.campaigns(number->e164());
    if (!meter && campaigns.empty())
        return refuse(exit_code::usage, fmt::format("the register does not know {}; see: gsmcfg meters list", number->e164()));
    store::MeterRecord shown;
    shown.phone = number->e164();
    if (meter) shown = *meter;
    const auto settings = registered.settings(shown.phone);
    const bool secrets = invocation.arguments().flag("show-secrets");
    if (invocation.json()) {
        auto json = register_json(shown, settings, secrets);
        print_json(json.set("campaigns", campaigns_json(campaigns)));
    } else {
        print(meter_text(shown, settings, campaigns, secrets, row_width()));
    }
    return exit_code::as_wanted;
}

void show_change(const Invocation& invocation, const meter::MeterRow& row, const RowChange& change) {
    if (invocation.json()) {
        auto fields = base::Json::object();
        for (const auto& field : change.fields)
            fields.set(field.field, base::Json::object().set("before", field.before).set("after", field.after));
        print_json(base::Json::object()
                       .set("event", name(change.kind))
                       .set("phone", row.phone)
                       .set("line", row.line)
                       .set("fields", std::move(fields)));
        return;
    }
    std::string words;
    for (const auto& field : change.fields) {
        words += fmt::format("{}{}: ", words.empty() ? "" : ", ", field.field);
        words += field.before.empty() ? field.after : fmt::format("{} -> {}", field.before, field.after);
    }
    print(hanging_row(fmt::format("{:<8}  {:<16}  ", name(change.kind), row.phone), words, row_width()));
}

struct Import {
    std::string bytes;
    std::vector<store::MeterRecord> write;
    std::array<std::size_t, 4> counts{};  // by RowKind

    [[nodiscard]] std::size_t of(RowKind kind) const { return counts.at(static_cast<std::size_t>(kind)); }
};

void show_recap(const Invocation& invocation, const Import& import, bool imported) {
    const auto fresh = import.of(RowKind::fresh);
    const auto changed = import.of(RowKind::changed);
    const auto same = import.of(RowKind::same);
    const auto conflicts = import.of(RowKind::conflict);
    if (invocation.json()) {
        print_json(base::Json::object()
                       .set("event", "recap")
                       .set("new", fresh)
                       .set("changed", changed)
                       .set("same", same)
                       .set("conflicts", conflicts)
                       .set("imported", imported));
        return;
    }
    print(fmt::format("{} new, {} changed, {} as known{}{}\n", fresh, changed, same,
                      conflicts > 0 ? fmt::format(", {} with another serial number", conflicts) : "",
                      imported ? "" : ": nothing was imported"));
}

// The lines' changes; those that a person should see are shown.
Import compared(const Invocation& invocation, store::Database& database, const std::vector<meter::MeterRow>& rows) {
    Import import;
    store::Meters registered(database);
    const bool all = invocation.arguments().flag("dry-run");
    const bool replace = invocation.arguments().flag("replace");
    for (const auto& row : rows) {
        auto change = change_of(registered.find(row.phone), row, replace);
        ++import.counts.at(static_cast<std::size_t>(change.kind));
        if (change.kind == RowKind::conflict || (all && change.kind != RowKind::same)) show_change(invocation, row, change);
        if (change.kind == RowKind::fresh || change.kind == RowKind::changed) import.write.push_back(std::move(change.write));
    }
    return import;
}

void show_remarks(const meter::MeterTable& table, const config::Configuration& configuration, const meter::Dialect& dialect) {
    for (const auto& warning : table.warnings)
        remark(fmt::format("warning: {}: {}", warning.where, base::escape_control(warning.text)));
    if (!table.ignored.empty())
        remark("not kept in the register: the columns " +
               base::escape_control(fmt::format("{}", fmt::join(table.ignored, ", "))));
    std::set<std::string> unknown;
    for (const auto& row : table.rows)
        if (!row.credential.empty() && row.credential != dialect.factory_credential_name() &&
            configuration.find_credential(row.credential) == nullptr)
            unknown.insert(row.credential);
    for (const auto& name : unknown) remark(fmt::format("warning: the configuration has no password named '{}'", name));
}

void write_rows(const Invocation& invocation, store::Database& database, const Import& import) {
    {
        store::Transaction transaction(database);
        store::write_audit(
            database, {time_of(database), "meters import", base::current_actor(), invocation.command_line(), std::string(version),
                       std::nullopt, "", base::sha256(import.bytes), invocation.arguments().value("reason").value_or("")});
        transaction.commit();
    }
    store::Meters(database).write(import.write);
}

Outcome<int> import_file(Invocation& invocation) {
    const auto options = invocation.list_options();
    if (!options) return refuse(options.error());
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    const auto& path = invocation.positional(0);
    auto bytes = path == "-" ? base::read_standard_input() : base::read_file(path);
    if (!bytes) return refuse(exit_code::usage, bytes.error().message());
    const auto table = meter::read_meter_table(*bytes, path == "-" ? "standard input" : path, *dialect, *options);
    if (invocation.json())
        for (const auto& problem : table.problems)
            print_json(base::Json::object().set("event", "problem").set("where", problem.where).set("reason", problem.detail));
    if (!table.problems.empty()) return refuse(all_problems(table.problems));
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    show_remarks(table, **invocation.configuration(), *dialect);
    auto import = compared(invocation, **database, table.rows);
    import.bytes = std::move(*bytes);
    const bool refused = import.of(RowKind::conflict) > 0;
    const bool dry = invocation.arguments().flag("dry-run");
    if (!refused && !dry && !import.write.empty()) write_rows(invocation, **database, import);
    show_recap(invocation, import, !refused && !dry);
    if (!refused) return exit_code::as_wanted;
    return refuse(exit_code::usage,
                  "meters with another serial number than the register knows: was a meter exchanged, or is a number wrong? "
                  "--replace takes the file's");
}

Outcome<int> export_file(Invocation& invocation) {
    const auto& words = invocation.arguments().positional();
    if (invocation.json())
        return refuse(exit_code::usage, "meters export writes CSV; for JSON there is: gsmcfg meters list --json");
    auto file =
        ExportFile::open(words.empty() ? std::nullopt : std::optional(words.front()), invocation.arguments().flag("force"));
    if (!file) return refuse(file.error());
    const auto meters = wanted_meters(invocation);
    if (!meters) return refuse(meters.error());
    const auto form = invocation.arguments().flag("excel") ? meter::TableForm::excel : meter::TableForm::plain;
    file->write(meter::meter_table_header(form));
    for (const auto& meter : *meters) file->write(meter::meter_table_line(row_of(meter), form));
    if (auto finished = file->finish(); !finished) return refuse(finished.error());
    if (!file->path().empty()) remark(fmt::format("{}: {}", file->path(), counted(meters->size(), "meter")));
    return exit_code::as_wanted;
}

std::vector<OptionSpec> with_filters(std::vector<OptionSpec> options) {
    std::vector<OptionSpec> all{{"prefix", "PREFIX", "numbers that begin so: +7912"},
                                {"label", "TEXT", "whose label has this in it"},
                                {"type", "TEXT", "whose type has this in it"},
                                {"seen-before", "AGE|DAY", "not heard for so long (30d, 12h), or since that day (2026-03-01)"},
                                {"search", "TEXT", "with this in any column, whatever the case"}};
    all.insert(all.end(), options.begin(), options.end());
    return all;
}

std::vector<Command> reading_commands() {
    return {{"meters list", "", 0, 0,
             "Lists the meters of the register: number, serial number, type, label, ICCID, IP address, name of the password.",
             "Campaigns fill the register as meters answer; gsmcfg meters import takes a list. --json also has the last known "
             "settings, each with the time it was seen; passwords among them are shown as *** unless --show-secrets is given.",
             "  gsmcfg meters list --search lesnaya\n  gsmcfg meters list --seen-before 30d --json",
             with_filters({{"show-secrets", "", "with the passwords in clear"}}), list},
            {"meters show",
             "NUMBER",
             1,
             1,
             "Shows all that is known of one meter: its last known settings and when they were seen, and its campaigns.",
             "",
             "  gsmcfg meters show +99900100001",
             {{"show-secrets", "", "with the passwords in clear"}},
             show}};
}

}  // namespace

std::vector<Command> meters_commands() {
    auto all = reading_commands();
    all.push_back({"meters import",
                   "FILE",
                   1,
                   1,
                   "Takes a list of meters into the register. Sends nothing.",
                   "FILE is a list as gsmcfg phones check takes it, with columns phone, serial, type, label, iccid, ip and "
                   "credential, in English or Russian, in any order. A bad line stops it before anything is imported; all bad "
                   "lines are shown. An empty cell changes nothing. Another serial number than the known one wants --replace.",
                   "  gsmcfg meters import meters.csv --dry-run\n  gsmcfg meters import meters.csv --reason \"list of March\"",
                   {{"dry-run", "", "only say what would be new and what would change"},
                    {"replace", "", "take the file's serial number where another one is known"},
                    {"column", "ROLE=HEADER", "which column is what: iccid=\"SIM card\"", true},
                    {"reason", "TEXT", "why: kept in the audit"}},
                   import_file});
    all.push_back(
        {"meters export", "[FILE]", 0, 1,
         "Writes the register as CSV that gsmcfg meters import and every command with PHONES read back.",
         "To standard output, or to FILE with mode 600. Cells that a spreadsheet would take for a formula begin with an "
         "apostrophe. It names passwords and holds none.",
         "  gsmcfg meters export meters.csv\n  gsmcfg meters export meters.csv --excel --force",
         with_filters({{"excel", "", "with semicolons and a mark that it is UTF-8; numbers keep all their digits"},
                       {"force", "", "overwrite FILE"}}),
         export_file});
    return all;
}

}  // namespace gsmcfg::cli
