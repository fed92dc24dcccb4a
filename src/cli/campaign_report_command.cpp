#include "campaign_groups.hpp"
#include "campaign_lookup.hpp"
#include "commands.hpp"
#include "export_file.hpp"
#include "recap.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/report/formats.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace gsmcfg::cli {
namespace {

// "csv, json or html"
const std::string& names_of_formats() {
    static const std::string names = [] {
        std::string text;
        const auto formats = report::formats();
        for (std::size_t i = 0; i < formats.size(); ++i)
            text += fmt::format("{}{}", i == 0 ? "" : i + 1 < formats.size() ? ", " : " or ", formats[i].name);
        return text;
    }();
    return names;
}

// --format; --json; the ending of --output; the first there is.
Outcome<const report::Format*> chosen_format(const Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    if (const auto named = arguments.value("format")) {
        const auto* found = report::format_named(*named);
        if (found == nullptr)
            return refuse(exit_code::usage,
                          fmt::format("--format is {}, not '{}'", names_of_formats(), base::escape_control(*named)));
        if (invocation.json() && found->name != "json")
            return refuse(exit_code::usage, fmt::format("--json and --format {} are not the same", *named));
        return found;
    }
    if (invocation.json()) return report::format_named("json");
    const auto ending = base::to_lower(std::filesystem::path(arguments.value("output").value_or("")).extension().string());
    const auto* found = report::format_of_file(ending);
    return found != nullptr ? found : &report::formats().front();
}

Outcome<report::ReportOptions> chosen_options(const Invocation& invocation, const report::Format& format) {
    const auto& arguments = invocation.arguments();
    report::ReportOptions options;
    options.show_secrets = arguments.flag("show-secrets");
    options.failed_only = arguments.flag("failed");
    options.messages = arguments.flag("messages");
    if (arguments.flag("excel")) {
        if (!format.spreadsheet) return refuse(exit_code::usage, "--excel is for CSV alone");
        options.form = meter::TableForm::excel;
    }
    auto groups = chosen_groups(invocation);
    if (!groups) return refuse(groups.error());
    options.group_by = std::move(*groups);
    if (format.one_table && options.group_by.size() > 1)
        return refuse(exit_code::usage,
                      fmt::format("a report as {} holds one --group-by; the HTML page takes several", format.name));
    if (format.one_table && !options.group_by.empty() && (options.messages || options.failed_only))
        return refuse(exit_code::usage, "--group-by counts all meters: it does not go with --messages or --failed");
    const auto digits = prefix_length(invocation);
    if (!digits) return refuse(digits.error());
    options.prefix_length = *digits;
    options.now = base::SystemClock().utc();
    return options;
}

Outcome<std::optional<report::OnlineList>> online_list(Invocation& invocation) {
    const auto path = invocation.arguments().value("online");
    if (!path) {
        if (invocation.arguments().flag("column")) return refuse(exit_code::usage, "--column names a column of --online FILE");
        return std::optional<report::OnlineList>();
    }
    const auto options = invocation.list_options();
    if (!options) return refuse(options.error());
    std::string heading;
    for (const auto& [role, column] : options->columns) {
        if (role != "serial")
            return refuse(exit_code::usage, fmt::format("--column: of this file only the serial numbers are read: serial=HEADER, "
                                                        "not '{}'",
                                                        base::escape_control(role)));
        heading = column;
    }
    const auto source = *path == "-" ? std::string("standard input") : *path;
    const auto bytes = *path == "-" ? base::read_standard_input() : base::read_file(*path);
    if (!bytes) return refuse(exit_code::usage, bytes.error().message());
    auto list = meter::read_serial_list(*bytes, source, heading);
    if (!list.problems.empty()) return refuse(all_problems(list.problems));
    return report::OnlineList(std::move(list), std::filesystem::path(source).filename().string());
}

void warn_of_strangers(const report::OnlineList& online) {
    const auto strangers = online.unmatched();
    if (strangers == 0) return;
    if (strangers == online.size())
        remark(
            fmt::format("warning: {}: none of its {} belongs to a meter of this campaign: is it the right list, and the right "
                        "column?",
                        base::escape_control(online.source()), counted(static_cast<std::size_t>(strangers), "serial number")));
    else
        remark(fmt::format("warning: {}: {} of {} belong to no meter of this campaign", base::escape_control(online.source()),
                           strangers, counted(static_cast<std::size_t>(online.size()), "serial number")));
}

Outcome<int> run(Invocation& invocation) {
    const auto format = chosen_format(invocation);
    if (!format) return refuse(format.error());
    const auto options = chosen_options(invocation, **format);
    if (!options) return refuse(options.error());
    auto online = online_list(invocation);
    if (!online) return refuse(online.error());
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const store::Snapshot snapshot(**database);
    const auto campaign = campaign_named(invocation, **database);
    if (!campaign) return refuse(campaign.error());
    const auto dialect = meter::Dialect::parse(campaign->dialect_text, campaign->dialect_name);
    if (!dialect) return refuse(exit_code::database, dialect.error().message());
    auto file = ExportFile::open(invocation.arguments().value("output"), invocation.arguments().flag("force"));
    if (!file) return refuse(file.error());
    (*format)->write({**database, *campaign, *dialect, *online ? &**online : nullptr}, *options,
                     [&](std::string_view text) { file->write(text); });
    if (const auto finished = file->finish(); !finished) return refuse(finished.error());
    if (*online) warn_of_strangers(**online);
    if (!file->path().empty())
        remark(fmt::format("{}: campaign {}, {}", base::escape_control(file->path()), campaign->id,
                           counted(static_cast<std::size_t>(campaign->meters), "meter")));
    return exit_code::as_wanted;
}

}  // namespace

Command campaign_report_command() {
    return {
        "campaign report",
        "ID",
        1,
        1,
        "Writes a report: CSV, JSON, or an HTML page for people. Sends nothing.",
        "The format is --format, else the ending of --output (.html, .csv, .json), else CSV; without --output it goes to "
        "standard output. CSV has a line for each meter and reads back as a list of meters; JSON an object for each, and a "
        "summary at the end. The HTML page is one file without a script: outcomes, what to do next for each cause of failure, "
        "groups, times, cost. FILE gets mode 600. A label's group is what stands before its last comma or number; a prefix is "
        "the first digits of the number.\n\n"
        "--online takes the head-end's list of connected serial numbers, one a line or CSV with a column of them: values "
        "stored, in use and online are three things.",
        "  gsmcfg campaign report 3 --output report.html\n"
        "  gsmcfg campaign report 3 --online connected.csv --output report.html --force\n"
        "  gsmcfg campaign report 3 --failed --excel --output failed.csv",
        {{"format", "FORMAT", names_of_formats()},
         {"output", "FILE", "where to; refused if it is there already"},
         {"force", "", "overwrite FILE"},
         {"excel", "", "CSV with semicolons and a mark that it is UTF-8; numbers keep all their digits"},
         {"online", "FILE", "the serial numbers that the head-end sees"},
         {"column", "serial=HEADER", "which column of --online holds them", true},
         {"failed", "", "only meters that are not as wanted"},
         {"messages", "", "with every message, attempt and reply"},
         group_by_option,
         prefix_length_option,
         {"show-secrets", "", "with the APN password in clear"}},
        run};
}

}  // namespace gsmcfg::cli
