// db prune: what is old and closed goes.
#include "database_access.hpp"
#include "db_commands.hpp"
#include "interrupt.hpp"
#include "local_time.hpp"
#include "recap.hpp"
#include "storage_access.hpp"
#include "terminal.hpp"
#include "time_argument.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/pruning.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

// Longer than a reply may be late.
constexpr auto least_age = std::chrono::days(4);

std::string number_of(std::int64_t count, std::string_view noun) { return counted(static_cast<std::size_t>(count), noun); }

base::Json counts_json(std::string_view event, const store::PrunePlan& plan, const store::PruneCounts& counts) {
    return base::Json::object()
        .set("event", event)
        .set("before", iso_time(plan.before))
        .set("campaigns", counts.campaigns)
        .set("meters", counts.meters)
        .set("messages", counts.messages)
        .set("received", counts.inbound)
        .set("modem_events", counts.line_events)
        .set("drafts", counts.drafts)
        .set("campaigns_kept", plan.kept);
}

std::string counts_text(const store::PruneCounts& counts) {
    auto text = fmt::format("  {} with {} and {}\n  {} received\n  {} of modems\n", number_of(counts.campaigns, "campaign"),
                            number_of(counts.meters, "meter"), number_of(counts.messages, "message"),
                            number_of(counts.inbound, "message"), number_of(counts.line_events, "event"));
    if (counts.drafts > 0) text += fmt::format("  {} never made whole\n", number_of(counts.drafts, "campaign"));
    return text;
}

Outcome<base::UtcTime> cutoff_of(const Arguments& arguments, base::UtcTime now) {
    const auto before = time_option(arguments, "older-than", Edge::begin);
    if (!before) return refuse(before.error());
    if (!*before) return refuse(exit_code::usage, "say from which age on: --older-than 365d");
    if (**before > now - least_age)
        return refuse(exit_code::usage, "--older-than takes an age of four days or more: until then replies may still come");
    return **before;
}

void show_plan(Invocation& invocation, const store::PrunePlan& plan) {
    if (invocation.json()) return print_json(counts_json("plan", plan, plan.counts));
    print(fmt::format("Before {}:\n{}", local_time(plan.before), counts_text(plan.counts)));
    if (plan.kept > 0)
        print(fmt::format("  kept: {} of which something is open, was heard of later, or is needed\n",
                          number_of(plan.kept, "campaign")));
}

Outcome<bool> agreed_to_remove(Invocation& invocation) {
    if (invocation.yes()) return true;
    if (!input_is_terminal() || !errors_are_terminal())
        return refuse(exit_code::usage, "nobody can be asked here: add --yes to remove it, or --dry-run to see it");
    return confirm("Remove all this for good? (gsmcfg db backup FILE keeps a copy)");
}

void show_space(Invocation& invocation, store::Database& database, bool compacted) {
    const auto space = store::free_space(database);
    if (invocation.json())
        return print_json(base::Json::object()
                              .set("event", "space")
                              .set("bytes", space.total)
                              .set("free_bytes", space.free)
                              .set("compacted", compacted));
    print(fmt::format("The database has {}, of which {} are free and used again{}\n", size_text(space.total),
                      size_text(space.free), compacted || space.free == 0 ? "" : "; --compact gives them back to the disk"));
}

// Writing the file anew stops all others.
Outcome<bool> compact_if_alone(store::Database& database) {
    if (const auto others = store::at_work(database); others > 0)
        return refuse(exit_code::another_run, fmt::format("{} at work on this database: --compact is for when nobody is",
                                                          others == 1 ? "another gsmcfg is" : "other gsmcfg are"));
    store::compact(database);
    return true;
}

Outcome<int> run(Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    base::SystemClock clock;
    // What was mistyped is told without any database.
    if (const auto readable = cutoff_of(arguments, clock.utc()); !readable) return refuse(readable.error());
    const auto opened = current_database(invocation);
    if (!opened) return refuse(opened.error());
    auto& database = **opened;
    const auto now = time_of(database);
    const auto before = cutoff_of(arguments, now);
    const auto plan = store::plan_prune(database, *before, now);
    show_plan(invocation, plan);
    if (arguments.flag("dry-run")) return exit_code::as_wanted;
    if (plan.counts.any()) {
        const auto go = agreed_to_remove(invocation);
        if (!go) return refuse(go.error());
        if (!*go) return exit_code::usage;
        if (auto noted = write_audit_row(invocation, "db prune", now); !noted) return refuse(noted.error());
        const Interrupt interrupt;
        const auto gone = store::prune(database, plan, clock, interrupt.token());
        if (invocation.json()) print_json(counts_json("pruned", plan, gone));
        else print("Removed:\n" + counts_text(gone));
        if (interrupt.requested()) {
            remark("interrupted: the same command goes on");
            return exit_code::interrupted;
        }
    }
    if (arguments.flag("compact"))
        if (const auto done = compact_if_alone(database); !done) return refuse(done.error());
    show_space(invocation, database, arguments.flag("compact"));
    return exit_code::as_wanted;
}

}  // namespace

Command db_prune_command() {
    return {
        "db prune",
        "",
        0,
        0,
        "Removes campaigns and received messages that are old and done with.",
        "Campaigns that ended before that time go, with their meters, messages and replies; of the other received messages those "
        "that were set aside, and delivery reports; and the events of modems. Never what is open: a campaign stays while a meter "
        "or message of it is undecided, may still be answered, was heard of later, or an unfinished campaign was made from it, "
        "and so does what waits for a person in the inbox. The register of meters with their last known values, SIMs, Master "
        "SIMs and the audit stay. A campaign that is gone can't be shown, reported, retried or undone. Works in steps of "
        "milliseconds, so that a service at work is not held up; after Ctrl-C the same command goes on.\n"
        "The room inside the file is used again. --compact gives it back to the disk, which needs as much room once more, and "
        "nobody else at work (exit 75 otherwise).",
        "  gsmcfg db prune --older-than 365d --dry-run\n  gsmcfg db prune --older-than 52w --yes --reason \"retention of a "
        "year\"",
        {{"older-than", "AGE", "365d, 52w, or a day such as 2026-01-01; needed"},
         {"dry-run", "", "only say what would go"},
         {"compact", "", "write the file anew, without its free room"},
         {"reason", "TEXT", "why; kept in the audit"}},
        run};
}

}  // namespace gsmcfg::cli
