#include "commands.hpp"
#include "export_file.hpp"
#include "inbound_view.hpp"
#include "inbox_assign.hpp"
#include "inbox_filter.hpp"
#include "inbox_next_step.hpp"
#include "inbox_table.hpp"
#include "labelled_rows.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <limits>

namespace gsmcfg::cli {
namespace {

constexpr long usual_limit = 50;
constexpr long no_limit = std::numeric_limits<long>::max();

OptionSpec secrets_option() { return {"show-secrets", "", "with passwords in clear"}; }

bool holds_anything(store::Inbox& inbox) {
    bool any = false;
    inbox.newest({}, [&](const store::InboundMessage&) {
        any = true;
        return false;
    });
    return any;
}

// Nothing was listed: why, and what there is.
void say_nothing_fits(store::Inbox& inbox, bool filtered) {
    if (!holds_anything(inbox)) remark("nothing has been received so far");
    else if (filtered) remark("no received message fits");
    else remark("nothing waits for a person; the answers that campaigns have taken: gsmcfg inbox list --all");
}

Outcome<long> limit_of(const Arguments& arguments) {
    const auto given = arguments.number("limit", 1, no_limit);
    if (!given) return refuse(given.error());
    return given->value_or(arguments.flag("all") ? no_limit : usual_limit);
}

Outcome<int> list(Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    const auto limit = limit_of(arguments);
    if (!limit) return refuse(limit.error());
    auto viewer = InboundViewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    const auto database = invocation.named_database();
    auto filter = inbox_filter_of(invocation, **database);
    if (!filter) return refuse(filter.error());
    const bool filtered = any_inbox_filter(arguments) || arguments.flag("all");
    if (!filtered) filter->unmatched = true;
    store::Inbox inbox(**database);
    long shown = 0;
    bool more = false;
    inbox.newest(*filter, [&](const store::InboundMessage& message) {
        more = shown == *limit;
        if (more) return false;
        if (shown++ == 0 && !invocation.json()) print(inbound_titles());
        const auto view = viewer->view(message);
        if (invocation.json()) print_json(inbound_json(view));
        else print(inbound_line(view, row_width()));
        return std::ferror(stdout) == 0;
    });
    if (shown == 0) say_nothing_fits(inbox, filtered);
    if (!more) return exit_code::as_wanted;
    const auto rest = fmt::format("{} more; --limit N shows so many, --all all of them", inbox.count(*filter) - shown);
    if (invocation.json()) remark(rest);
    else print("… " + rest + "\n");
    return exit_code::as_wanted;
}

Outcome<int> show(Invocation& invocation) {
    auto viewer = InboundViewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    const auto database = invocation.named_database();
    const auto message = inbound_named(invocation, **database);
    if (!message) return refuse(message.error());
    const auto shown = viewer->view(*message);
    NextStep next(**database, *viewer);
    if (invocation.json()) {
        auto json = inbound_json(shown);
        next.add_to(json, *message);
        print_json(json);
    } else {
        print(inbound_details(shown, row_width()) + next.text(*message, row_width()));
    }
    return exit_code::as_wanted;
}

Outcome<int> export_messages(Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    const bool excel = arguments.flag("excel");
    if (excel && invocation.json()) return refuse(exit_code::usage, "--excel is for CSV: leave out --json");
    auto viewer = InboundViewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    const auto database = invocation.named_database();
    const auto filter = inbox_filter_of(invocation, **database);
    if (!filter) return refuse(filter.error());
    const auto& words = arguments.positional();
    auto file = ExportFile::open(words.empty() ? std::nullopt : std::optional(words.front()), arguments.flag("force"));
    if (!file) return refuse(file.error());
    const auto form = excel ? meter::TableForm::excel : meter::TableForm::plain;
    if (!invocation.json()) file->write(inbox_table_header(form));
    std::size_t count = 0;
    store::Inbox inbox(**database);
    inbox.newest(*filter, [&](const store::InboundMessage& message) {
        ++count;
        const auto view = viewer->view(message);
        return file->write(invocation.json() ? inbound_json(view).dump() + "\n" : inbox_table_line(view, form));
    });
    if (auto finished = file->finish(); !finished) return refuse(finished.error());
    if (!file->path().empty()) remark(fmt::format("{}: {}", base::escape_control(file->path()), counted(count, "message")));
    else if (count == 0) say_nothing_fits(inbox, true);
    return exit_code::as_wanted;
}

Command list_command() {
    auto options = inbox_filter_options();
    options.insert(options.end(), {{"limit", "N", "at most so many; 50 if not given"},
                                   {"all", "", "every message, also the answers that campaigns have taken; without a limit"},
                                   secrets_option()});
    return {"inbox list",
            "",
            0,
            0,
            "Lists received messages, newest first.",
            "Without options: what waits for a person, that is what answers no message of ours. Any filter looks through "
            "everything that was ever received. Passwords are shown as *** unless --show-secrets is given.",
            "  gsmcfg inbox list\n  gsmcfg inbox list --since 24h --kind late,unsolicited\n  gsmcfg inbox list --phone "
            "+99900100001 --all --json",
            std::move(options),
            list};
}

Command export_command() {
    auto options = inbox_filter_options();
    options.insert(options.end(), {{"excel", "", "with semicolons and a mark that it is UTF-8; numbers keep all their digits"},
                                   {"force", "", "overwrite FILE"},
                                   secrets_option()});
    return {"inbox export",
            "[FILE]",
            0,
            1,
            "Writes received messages as CSV, newest first; with --json one JSON object a line.",
            "To standard output, or to FILE with mode 600. Without a filter all of them. Times are UTC. Cells that a spreadsheet "
            "would take for a formula begin with an apostrophe.",
            "  gsmcfg inbox export inbox.csv --since 7d\n  gsmcfg inbox export inbox.csv --unmatched --excel --force",
            std::move(options),
            export_messages};
}

}  // namespace

std::vector<Command> inbox_commands() {
    return {list_command(),
            {"inbox show",
             "ID",
             1,
             1,
             "Shows one received message: its times, modem and SIM, its whole text, what it answers, and the next step if it "
             "answers nothing.",
             "",
             "  gsmcfg inbox show 12",
             {secrets_option()},
             show},
            inbox_assign_command(),
            export_command()};
}

}  // namespace gsmcfg::cli
