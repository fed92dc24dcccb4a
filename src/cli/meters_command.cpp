#include "commands.hpp"
#include "export_file.hpp"
#include "invocation.hpp"
#include "labelled_rows.hpp"
#include "meters_import.hpp"
#include "meters_view.hpp"
#include "recap.hpp"
#include "time_argument.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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
    all.push_back(meters_import_command());
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
