#include "master_sim_lists.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using base::ErrorCode;

constexpr std::string_view iccid_headings[] = {"iccid", "icc", "icc-id", "sim", "sim-id", "иккид"};

// As spreadsheets write it: '897…, ="897…", with blanks.
std::string iccid_of(std::string_view cell) {
    std::string digits;
    for (const char c : cell) {
        const bool mark = c == ' ' || c == '-' || c == '\'' || c == '"' || c == '=';
        if (!mark) digits += c;
    }
    if (digits.size() > base::shortest_iccid && (digits.ends_with('F') || digits.ends_with('f'))) digits.pop_back();
    return digits;
}

std::string bad_iccid(std::string_view cell) {
    if (cell.find_first_of("Ee") != std::string_view::npos)
        return fmt::format("'{}' has lost its digits in a spreadsheet: format the column as text, and enter the ICCIDs anew",
                           base::escape_control(cell));
    return fmt::format("'{}' is no ICCID: 18 to 20 digits, as on the card", base::escape_control(cell));
}

bool is_iccid_heading(const std::string& title) {
    return std::ranges::find(iccid_headings, base::to_lower(title)) != std::end(iccid_headings);
}

// A misspelt setting would be written with the profile's value.
Outcome<void> check_columns(const std::string& path, const meter::LoadedList& list, const meter::Dialect& dialect) {
    std::vector<std::string> known{"iccid", "phone", "serial", "label", "credential"};
    for (const auto& name : dialect.setting_names()) known.push_back(name);
    std::vector<base::Error> problems;
    std::string ignored;
    for (const auto& title : list.extra_columns) {
        if (is_iccid_heading(title) || title.empty() || title.starts_with('#')) continue;
        if (auto misspelt = misspelt_column(title, known))
            problems.push_back({ErrorCode::invalid_argument, path, std::move(*misspelt), {}});
        else ignored += (ignored.empty() ? "" : ", ") + base::escape_control(title);
    }
    if (!problems.empty()) return refuse(all_problems(problems));
    if (!ignored.empty()) remark(fmt::format("{}: nothing is done with: {}", path, ignored));
    return {};
}

}  // namespace

bool same_iccid(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    return !a.empty() && b.starts_with(a) && b.size() - a.size() <= 1;
}

std::optional<std::string> misspelt_column(const std::string& title, const std::vector<std::string>& known) {
    const auto near = base::nearest_word(base::to_lower(title), known);
    if (!near) return std::nullopt;
    return fmt::format(
        "nothing is known of the column '{}'; did you mean '{}'? There are {}; a column that begins with # is skipped",
        base::escape_control(title), *near, fmt::join(known, ", "));
}

base::Result<std::map<std::string, base::Secret>> parse_pins(std::string_view text, const std::string& source) {
    std::map<std::string, base::Secret> pins;
    int number = 0;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (const auto raw : base::split(text, '\n')) {
        ++number;
        const auto line = base::trim(raw);
        if (line.empty() || line.starts_with('#')) continue;
        const auto cut = line.find_first_of(",;\t");
        const auto fault = [&](const std::string& why) {
            return base::fail(ErrorCode::malformed, fmt::format("{}:{}", source, number), why);
        };
        if (cut == std::string_view::npos) return fault("a line is ICCID,PIN");
        const auto iccid = iccid_of(line.substr(0, cut));
        if (pins.empty() && iccid.find_first_of("0123456789") == std::string::npos) continue;  // the heading
        if (!base::is_iccid(iccid)) return fault("column iccid: " + bad_iccid(line.substr(0, cut)));
        auto pin = line.substr(cut + 1);
        pin = base::trim(pin.substr(0, pin.find_first_of(",;\t")));
        if (pin.size() >= 2 && pin.front() == '"' && pin.back() == '"') pin = pin.substr(1, pin.size() - 2);
        if (!base::is_pin(pin)) return fault("column pin: a PIN has 4 to 8 digits");
        if (!pins.emplace(iccid, base::Secret(pin)).second) return fault("column iccid: " + iccid + " is there twice");
    }
    return pins;
}

Outcome<std::vector<SimEntry>> load_sims(Invocation& invocation, const std::string& path, const meter::Profile& profile) {
    const auto list = invocation.phones(path, profile.dialect());
    if (!list) return refuse(list.error());
    const auto column = std::ranges::find_if(list->extra_columns, is_iccid_heading);
    if (column == list->extra_columns.end()) return refuse(exit_code::usage, fmt::format("{}: there is no column iccid", path));
    if (auto checked = check_columns(path, *list, profile.dialect()); !checked) return refuse(checked.error());
    const auto index = static_cast<std::size_t>(column - list->extra_columns.begin());
    std::vector<SimEntry> entries;
    std::vector<base::Error> problems;
    for (const auto& meter : list->meters) {
        const auto cell = index < meter.extra().size() ? meter.extra()[index] : std::string();
        const auto where = fmt::format("{}:{}", path, meter.line());
        auto iccid = iccid_of(cell);
        const auto twice = [&](const SimEntry& entry) { return same_iccid(entry.iccid, iccid); };
        if (!base::is_iccid(iccid)) problems.push_back({ErrorCode::malformed, where, "column iccid: " + bad_iccid(cell), {}});
        else if (std::ranges::any_of(entries, twice))
            problems.push_back({ErrorCode::malformed, where, "column iccid: " + iccid + " is there twice", {}});
        else
            entries.push_back({std::move(iccid), meter.phone().e164(), meter.serial(), meter.label(), meter.credential(),
                               meter::settings_for(profile, meter)});
    }
    if (!problems.empty()) return refuse(all_problems(problems));
    return entries;
}

}  // namespace gsmcfg::cli
