// gsmcfg meters import: a list into the register.
#include "commands.hpp"
#include "database_access.hpp"
#include "dialects.hpp"
#include "invocation.hpp"
#include "labelled_rows.hpp"
#include "meters_import.hpp"
#include "recap.hpp"
#include "version.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/audit.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace gsmcfg::cli {
namespace {

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

}  // namespace

Command meters_import_command() {
    return {"meters import",
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
            import_file};
}

}  // namespace gsmcfg::cli
