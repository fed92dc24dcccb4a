// db backup and db check; the table of all db commands.
#include "commands.hpp"
#include "database_access.hpp"
#include "db_commands.hpp"
#include "export_file.hpp"
#include "interrupt.hpp"
#include "labelled_rows.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/backup.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

int exit_of(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::stopped: return exit_code::interrupted;
        case base::ErrorCode::database: return exit_code::database;
        case base::ErrorCode::conflict:
        case base::ErrorCode::permission:
        case base::ErrorCode::io:
        case base::ErrorCode::invalid_argument:
        case base::ErrorCode::malformed:
        case base::ErrorCode::truncated:
        case base::ErrorCode::unsupported:
        case base::ErrorCode::not_found:
        case base::ErrorCode::port_busy:
        case base::ErrorCode::port_lost:
        case base::ErrorCode::timeout:
        case base::ErrorCode::not_ready:
        case base::ErrorCode::refused:
        case base::ErrorCode::newer_schema: return exit_code::usage;
    }
    return exit_code::usage;
}

Outcome<int> backup(Invocation& invocation) {
    const auto database = database_as_is(invocation);
    if (!database) return refuse(database.error());
    const bool force = invocation.arguments().flag("force");
    const auto& file = invocation.positional(0);
    if (auto regular = check_regular(file); !regular) return refuse(regular.error());
    const Interrupt interrupt;
    const auto done = store::back_up(**database, file, force, interrupt.token());
    if (!done) {
        const auto& error = done.error();
        const bool there = error.code == base::ErrorCode::conflict && !force;
        return refuse(exit_of(error.code), base::escape_control(error.message()) + (there ? ": --force overwrites it" : ""));
    }
    const auto schema = store::schema_version(**database);
    if (invocation.json())
        print_json(base::Json::object()
                       .set("file", file)
                       .set("bytes", done->bytes)
                       .set("schema", schema)
                       .set("database", (*database)->shown())
                       .set("sound", true));
    else print(fmt::format("{}: {}, schema {}, sound\n", base::escape_control(file), size_text(done->bytes), schema));
    return exit_code::as_wanted;
}

void print_flaws(Invocation& invocation, const store::Inspection& inspection) {
    for (const auto& flaw : inspection.flaws) {
        const bool damage = flaw.kind == store::Flaw::Kind::damage;
        if (invocation.json()) {
            print_json(
                base::Json::object().set("event", damage ? "damage" : "remains").set("text", flaw.text).set("cure", flaw.cure));
            continue;
        }
        const auto text = flaw.text + (flaw.cure.empty() ? "" : ": " + flaw.cure);
        print(hanging_row(damage ? "DAMAGED  " : "note     ", text, row_width()));
    }
    if (inspection.elsewhere.empty()) return;
    if (invocation.json()) print_json(base::Json::object().set("event", "elsewhere").set("text", inspection.elsewhere));
    else print(hanging_row("note     ", inspection.elsewhere, row_width()));
}

// Empty where the schema is this program's.
std::string schema_words(std::int64_t schema) {
    if (schema == 0) return "no database of gsmcfg";
    if (schema < store::newest_schema())
        return fmt::format("the next command brings it to schema {}; its contents are checked only then", store::newest_schema());
    if (schema > store::newest_schema())
        return fmt::format("written by a newer gsmcfg: this one knows schema {}", store::newest_schema());
    return "";
}

Outcome<int> check(Invocation& invocation) {
    const auto database = database_as_is(invocation);
    if (!database) return refuse(database.error());
    const auto inspection =
        store::inspect(**database, invocation.arguments().flag("full") ? store::Depth::full : store::Depth::quick);
    print_flaws(invocation, inspection);
    const auto schema = schema_words(inspection.schema);
    const bool usable = inspection.schema > 0 && inspection.schema <= store::newest_schema();
    const bool sound = !inspection.damaged() && usable;
    if (invocation.json())
        print_json(base::Json::object()
                       .set("event", "result")
                       .set("database", (*database)->shown())
                       .set("sound", sound)
                       .set("schema", inspection.schema)
                       .set("newest_schema", store::newest_schema())
                       .set("campaigns", inspection.campaigns)
                       .set("meters", inspection.meters));
    else
        print(fmt::format("{}: {}: schema {}{}, {}, {} in the register\n", sound ? "ok" : "NOT SOUND",
                          base::escape_control((*database)->shown()), inspection.schema,
                          schema.empty() ? "" : " (" + schema + ")",
                          counted(static_cast<std::size_t>(inspection.campaigns), "campaign"),
                          counted(static_cast<std::size_t>(inspection.meters), "meter")));
    return sound ? exit_code::as_wanted : exit_code::database;
}

}  // namespace

std::vector<Command> db_commands() {
    return {
        {"db backup",
         "FILE",
         1,
         1,
         "Copies the database into one file while others go on writing.",
         "The copy is the state of one moment. It is written beside FILE with mode 600, checked (integrity_check), flushed to "
         "the disk, and only then named FILE; a stop or a full disk leaves nothing behind. It holds what the meters were "
         "sent and have answered, APN passwords too. To restore it, end all gsmcfg, remove the database's -wal and -shm "
         "files, and put the copy in its place.",
         "  gsmcfg db backup /backup/gsmcfg-$(date +%F).db",
         {{"force", "", "overwrite FILE"}},
         backup},
        {"db check",
         "",
         0,
         0,
         "Checks whether the database is sound.",
         "The file's structure, the schema's version, whether the outcomes of each campaign sum to its number of meters, and "
         "what processes that died have left. With --full also every index, every reference and every count. Changes "
         "nothing.\nExit code 0 if it is sound, also with remains; 4 if it is damaged or can't be read.",
         "  gsmcfg db check\n  gsmcfg db check --full --json",
         {{"full", "", "all of it: minutes for millions of messages"}},
         check},
        db_prune_command(),
        db_export_command(),
        db_migrate_command()};
}

}  // namespace gsmcfg::cli
