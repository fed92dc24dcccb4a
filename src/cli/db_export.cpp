// db export: every record as a line of JSON.
#include "database_access.hpp"
#include "db_commands.hpp"
#include "export_file.hpp"
#include "recap.hpp"
#include "record_view.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/dump.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

Outcome<std::vector<std::string_view>> chosen_tables(const Arguments& arguments) {
    const auto known = store::dumped_tables();
    std::vector<std::string_view> chosen;
    for (const auto& given : arguments.all("table"))
        for (const auto part : base::split(given, ',')) {
            const auto found = std::ranges::find(known, base::to_lower(base::trim(part)));
            if (found == known.end()) {
                const auto near = base::nearest_word(base::trim(part), {known.begin(), known.end()});
                return refuse(exit_code::usage, fmt::format("--table: there is no '{}'; {}", base::escape_control(part),
                                                            near ? fmt::format("did you mean '{}'?", *near)
                                                                 : fmt::format("{}", fmt::join(known, ", "))));
            }
            chosen.push_back(*found);
        }
    if (chosen.empty()) chosen.assign(known.begin(), known.end());
    return chosen;
}

Outcome<int> run(Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    if (const auto format = arguments.value("format").value_or("json"); format != "json")
        return refuse(exit_code::usage,
                      fmt::format("--format takes json, not '{}'; tables for spreadsheets: gsmcfg campaign report, "
                                  "inbox export, meters list",
                                  base::escape_control(format)));
    const auto tables = chosen_tables(arguments);
    if (!tables) return refuse(tables.error());
    const auto database = current_database(invocation);
    if (!database) return refuse(database.error());
    auto view = RecordView::make(invocation);
    if (!view) return refuse(view.error());
    const auto& words = arguments.positional();
    auto file = ExportFile::open(words.empty() ? std::nullopt : std::optional(words.front()), arguments.flag("force"));
    if (!file) return refuse(file.error());
    std::size_t count = 0;
    for (const auto table : *tables) {
        const bool whole = store::each_record(**database, table, [&](const store::Record& record) {
            ++count;
            return file->write(view->line(record).dump() + "\n");
        });
        if (!whole) break;
    }
    if (auto finished = file->finish(); !finished) return refuse(finished.error());
    if (!file->path().empty()) remark(fmt::format("{}: {}", base::escape_control(file->path()), counted(count, "record")));
    return exit_code::as_wanted;
}

}  // namespace

Command db_export_command() {
    return {
        "db export",
        "[FILE]",
        0,
        1,
        "Writes all that the database holds as JSON, one record a line.",
        "To standard output, or to FILE with mode 600. Each line has the key table, and the table's columns as keys, in the "
        "order "
        "and with the meanings of the schema; what refers to another record has its id. Times are UTC in ISO 8601, what the "
        "database keeps as JSON is JSON. Passwords are ***, or null where they could be "
        "anywhere (profile_text, TPDUs of messages with something hidden), unless --show-secrets is given.\n"
        "Read in pages, without holding anybody up: what a service writes meanwhile may be in it or not. For the state of one "
        "moment export a copy of a backup: --db COPY, which is brought up to this program's schema.",
        "  gsmcfg db export gsmcfg.jsonl\n  gsmcfg db export --table campaign,target | jq 'select(.table == \"target\")'",
        {{"format", "json", "the only one there is"},
         {"table", "NAME", "only these: campaign, target, message, attempt, inbound, meter, audit, …; several with commas", true},
         {"force", "", "overwrite FILE"},
         {"show-secrets", "", "with passwords in clear"}},
        run};
}

}  // namespace gsmcfg::cli
