// gsmcfg check: the health of all that gsmcfg needs, for monitoring.
#include "commands.hpp"
#include "health.hpp"
#include "interrupt.hpp"
#include "labelled_rows.hpp"
#include "time_argument.hpp"

#include "gsmcfg/base/machine.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::cli {
namespace {

constexpr std::int64_t megabyte = 1'000'000;
constexpr long most_megabytes = 100'000'000;
constexpr int some_warning = 1;

Outcome<HealthLimits> limits_of(const Arguments& arguments, base::UtcTime now) {
    HealthLimits limits;
    const auto warning = arguments.number("disk-warning", 0, most_megabytes);
    if (!warning) return refuse(warning.error());
    const auto critical = arguments.number("disk-critical", 0, most_megabytes);
    if (!critical) return refuse(critical.error());
    if (*warning) limits.disk_warning = **warning * megabyte;
    if (*critical) limits.disk_critical = **critical * megabyte;
    const auto since = time_option(arguments, "max-wait", Edge::begin);
    if (!since) return refuse(since.error());
    if (*since) limits.longest_wait = now - **since;
    limits.full = arguments.flag("full");
    limits.probe = arguments.flag("probe");
    return limits;
}

Outcome<std::vector<std::string>> ignored_areas(const Arguments& arguments) {
    std::vector<std::string> ignored;
    for (const auto& given : arguments.all("ignore"))
        for (const auto part : base::split(given, ',')) {
            const auto word = base::to_lower(base::trim(part));
            if (std::ranges::find(health_areas, word) == health_areas.end()) {
                const auto near = base::nearest_word(word, {health_areas.begin(), health_areas.end()});
                return refuse(exit_code::usage, fmt::format("--ignore: there is no '{}'; {}", base::escape_control(word),
                                                            near ? fmt::format("did you mean '{}'?", *near)
                                                                 : fmt::format("{}", fmt::join(health_areas, ", "))));
            }
            ignored.push_back(word);
        }
    return ignored;
}

Outcome<Findings> find_all(Invocation& invocation, const HealthLimits& limits, base::StopToken stop) {
    base::SystemClock clock;
    Findings all;
    const auto add = [&](Findings findings) { std::ranges::move(findings, std::back_inserter(all)); };
    const config::Configuration* configuration = nullptr;
    add(check_configuration(invocation, configuration));
    const auto url = invocation.database_url();
    if (!url && configuration != nullptr) return refuse(url.error());
    std::optional<std::filesystem::path> file;
    if (url) {
        add(check_database(*url, limits, clock));
        if (const auto path = store::database_path(*url)) file = *path;
    }
    add(check_files(file, configuration));
    if (configuration != nullptr) add(check_hooks(*configuration));
    if (file) add(check_disk(*file, limits));
    add(check_clock(clock.utc(), base::clock_is_synchronised()));
    auto modems = check_modems(invocation, limits.probe, clock, stop);
    if (!modems) return refuse(modems.error());
    add(std::move(*modems));
    return all;
}

int exit_of(const Finding& finding) {
    if (finding.severity == Severity::ok) return exit_code::as_wanted;
    if (finding.severity == Severity::warning) return some_warning;
    if (finding.area == "modems") return exit_code::modem;
    return finding.area == "configuration" ? exit_code::usage : exit_code::database;
}

void print_finding(Invocation& invocation, const Finding& finding) {
    if (invocation.json()) {
        print_json(base::Json::object()
                       .set("severity", name(finding.severity))
                       .set("area", finding.area)
                       .set("text", finding.text)
                       .set("cure", finding.cure));
        return;
    }
    const auto text = finding.text + (finding.cure.empty() ? "" : "; " + finding.cure);
    print(hanging_row(fmt::format("{:<8}  {:<13}  ", name(finding.severity), finding.area), text, row_width()));
}

// One line for a screen with many machines on it.
void print_headline(const Findings& findings, Severity worst) {
    std::string text;
    for (const auto& finding : findings)
        if (finding.severity != Severity::ok)
            text += (text.empty() ? "" : "; ") + fmt::format("{}: {}", finding.area, finding.text);
    constexpr std::array<std::string_view, 3> words{"OK", "WARNING", "CRITICAL"};
    std::erase(text, '|');
    print(fmt::format("GSMCFG {} - {}\n", words.at(static_cast<std::size_t>(worst)), text.empty() ? "all is well" : text));
}

Outcome<int> run(Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    const auto limits = limits_of(arguments, base::SystemClock().utc());
    if (!limits) return refuse(limits.error());
    const auto ignored = ignored_areas(arguments);
    if (!ignored) return refuse(ignored.error());
    const bool plugin = arguments.flag("nagios");
    if (plugin && invocation.json()) return refuse(exit_code::usage, "give --nagios or --json, not both");
    const Interrupt interrupt;
    auto findings = find_all(invocation, *limits, interrupt.token());
    if (interrupt.requested()) return exit_code::interrupted;
    if (!findings) return refuse(findings.error());
    std::erase_if(*findings, [&](const Finding& finding) { return std::ranges::find(*ignored, finding.area) != ignored->end(); });
    std::ranges::stable_sort(*findings, std::greater(), &Finding::severity);
    const auto worst = findings->empty() ? Severity::ok : findings->front().severity;
    if (plugin) print_headline(*findings, worst);
    int exit = exit_code::as_wanted;
    for (const auto& finding : *findings) {
        print_finding(invocation, finding);
        exit = std::max(exit, exit_of(finding));
    }
    return plugin ? static_cast<int>(worst) : exit;
}

}  // namespace

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::ok: return "ok";
        case Severity::warning: return "warning";
        case Severity::critical: return "critical";
    }
    return "";
}

Command check_command() {
    return {
        "check",
        "",
        0,
        0,
        "Checks the health of everything that gsmcfg needs, for monitoring: one line for each finding, the worst first.",
        "configuration (file, line and fault; the passwords can be read), database (opens, sound, schema, what dead processes "
        "left), files (who else can read or write them), disk (room where the database is), clock (plausible, synchronised), "
        "modems (plugged in, and who holds them; another gsmcfg may), work (modems that are lost, messages that wait), hooks "
        "(programs that can't be run, events that were given up). Sends "
        "nothing, changes nothing, makes no database. A modem is opened only with --probe, and only if nobody has it.\n"
        "Exit codes: 0 all is well, 1 warnings only; else the highest of those that are critical: 2 configuration, 3 modems, 4 "
        "database, files, disk or clock. With --nagios: 0 ok, 1 warning, 2 critical, and a headline first. 2 also for a wrong "
        "command line.",
        "  gsmcfg check\n  gsmcfg check --probe --disk-warning 2000 --ignore clock\n  gsmcfg check --nagios --max-wait 1h",
        {{"probe", "", "ask the modems: opens those that nobody holds, some seconds each"},
         {"full", "", "look through the whole database, as gsmcfg db check --full"},
         {"disk-warning", "MB", "warn when less is free; 500 if not given"},
         {"disk-critical", "MB", "critical when less is free; 100 if not given"},
         {"max-wait", "AGE", "warn when a message of a running campaign is due for longer: 30m, 2h"},
         {"ignore", "AREA", "leave out findings of an area; several with commas, or repeated", true},
         {"nagios", "", "as a plugin for Nagios, Icinga and their like"}},
        run};
}

}  // namespace gsmcfg::cli
