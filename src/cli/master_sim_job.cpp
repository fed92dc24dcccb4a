#include "master_sim_job.hpp"

#include "job.hpp"
#include "passwords.hpp"
#include "recap.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

std::vector<std::string> left_out(const Invocation& invocation) {
    std::vector<std::string> names;
    for (const auto& given : invocation.arguments().all("without"))
        for (const auto name : base::split(given, ','))
            if (!base::trim(name).empty()) names.push_back(base::to_lower(base::trim(name)));
    return names;
}

Outcome<void> read_pins(Invocation& invocation, MasterSimJob& job) {
    const auto path = invocation.arguments().value("pins");
    job.disable_pin = invocation.arguments().flag("disable-pin");
    if (job.disable_pin != path.has_value())
        return refuse(exit_code::usage, "--disable-pin and --pins FILE (iccid,pin) belong together");
    if (!path) return {};
    const auto text = base::read_secret_file(*path);
    if (!text) return refuse(exit_code::usage, text.error().message());
    auto pins = parse_pins(text->reveal(), *path);
    if (!pins) return refuse(exit_code::usage, pins.error().message());
    job.pins = std::move(*pins);
    return {};
}

Outcome<void> read_message_options(Invocation& invocation, MasterSimJob& job) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    job.numbers = (*configured)->numbers;
    job.sms_price = (*configured)->cost.price_out;
    job.currency = (*configured)->cost.currency;
    const auto& arguments = invocation.arguments();
    if (const auto text = arguments.value("sender")) {
        auto sender = parse_sender(*text, (*configured)->numbers);
        if (!sender) return refuse(exit_code::usage, sender.error().message());
        job.sender = std::move(*sender);
    }
    if (const auto text = arguments.value("timestamp")) {
        const auto time = parse_timestamp(*text);
        if (!time) return refuse(exit_code::usage, time.error().message());
        job.time = *time;
    }
    if (const auto text = arguments.value("status")) {
        if (*text != "unread" && *text != "read")
            return refuse(exit_code::usage, fmt::format("--status is unread or read, not '{}'", base::escape_control(*text)));
        job.status = *text == "read" ? master_sim::RecordStatus::read : master_sim::RecordStatus::unread;
        job.status_given = true;
    }
    if (const auto text = arguments.value("own-number")) {
        auto number = base::parse_phone_number(*text, (*configured)->numbers);
        if (!number) return refuse(exit_code::usage, "--own-number: " + number.error().detail);
        if (!config::is_allowed(**configured, *number))
            return refuse(
                exit_code::usage,
                fmt::format("--own-number: {} begins with none of allow_prefixes in the configuration", number->e164()));
        job.own_number = std::move(*number);
    }
    return {};
}

}  // namespace

bool same_iccid(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    return !a.empty() && b.starts_with(a) && b.size() - a.size() <= 1;
}

const SimEntry* MasterSimJob::find(std::string_view iccid) const {
    if (!sims) return nullptr;
    const auto found = std::ranges::find_if(*sims, [&](const SimEntry& entry) { return same_iccid(entry.iccid, iccid); });
    return found == sims->end() ? nullptr : &*found;
}

const base::Secret* MasterSimJob::pin_of(std::string_view iccid) const {
    const auto found = std::ranges::find_if(pins, [&](const auto& pin) { return same_iccid(pin.first, iccid); });
    return found == pins.end() ? nullptr : &found->second;
}

master_sim::ContentRequest content_request(const MasterSimJob& job, const SimEntry* entry) {
    master_sim::ContentRequest request;
    request.settings = entry != nullptr ? entry->settings : job.profile.settings();
    request.without = job.without;
    request.credential_name = entry != nullptr && !entry->credential.empty() ? entry->credential : default_credential;
    request.sender = {sms::TypeOfNumber::unknown, 1, "0"};
    request.time = {std::chrono::sys_days(std::chrono::year(2026) / 1 / 1), std::chrono::minutes(0)};
    request.status = job.status;
    return request;
}

std::string sms_cost(const MasterSimJob& job, std::size_t messages) {
    if (job.sms_price <= 0) return "money";
    const auto sum = fmt::format("{:.2f}", job.sms_price * static_cast<double>(messages));
    return job.currency.empty() ? sum : sum + " " + job.currency;
}

Outcome<std::size_t> most_records(const MasterSimJob& job, const service::Credentials& known) {
    std::vector<const SimEntry*> entries;
    if (!job.sims) entries.push_back(nullptr);
    else
        for (const auto& entry : *job.sims) entries.push_back(&entry);
    std::vector<base::Error> problems;
    std::size_t most = 0;
    for (const auto* entry : entries) {
        auto request = content_request(job, entry);
        auto password = known.find(request.credential_name);
        if (!password) return refuse(exit_code::usage, password.error().message());
        request.credential = std::move(*password);
        const auto content = master_sim::compose_content(job.profile.dialect(), request);
        if (content) most = std::max(most, content->records.size());
        else if (entry == nullptr) return refuse(exit_code::usage, content.error().message());
        else problems.push_back({content.error().code, "SIM " + entry->iccid, content.error().message(), {}});
    }
    if (!problems.empty()) return refuse(all_problems(problems));
    return most;
}

std::string stack_question(const MasterSimJob& job, std::size_t most_records) {
    auto text = fmt::format("Write {} on every SIM that is put into the modem{}?", job.profile.source(),
                            job.replace ? ", and delete what is on them" : "");
    if (job.only != master_sim::Way::self_send) return text;
    text += fmt::format(" Each sends itself {} SMS, which cost {}", most_records, sms_cost(job, most_records));
    if (job.sims && job.sims->size() > 1)
        text += fmt::format("; the {} of the list: {}", counted(job.sims->size(), "SIM"),
                            sms_cost(job, job.sims->size() * most_records));
    return text + ".";
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

base::Result<sms::Address> parse_sender(std::string_view text, const base::NumberingPlan& plan) {
    const auto word = base::trim(text);
    if (auto number = base::parse_phone_number(word, plan)) return sms::Address::of(*number);
    const bool digits = !word.empty() && word.find_first_not_of("0123456789*#") == std::string_view::npos;
    sms::Address address{digits ? sms::TypeOfNumber::unknown : sms::TypeOfNumber::alphanumeric,
                         static_cast<std::uint8_t>(digits ? 1 : 0), std::string(word)};
    if (const auto encoded = sms::encode_address(address); !encoded || word.empty())
        return base::fail(
            ErrorCode::invalid_argument, "--sender",
            word.empty() ? "it is empty" : fmt::format("'{}': {}", base::escape_control(word), encoded.error().detail));
    return address;
}

base::Result<sms::Timestamp> parse_timestamp(std::string_view text) {
    static const auto pattern = base::Pattern::compile(
        R"((?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<zone>Z|[+-]\d\d:?\d\d)?)");
    const auto bad = base::fail(ErrorCode::invalid_argument, "--timestamp",
                                fmt::format("'{}' is no time such as 2026-03-01T12:00:00+03:00", base::escape_control(text)));
    const auto found = pattern ? pattern->match_whole(base::trim(text)) : std::nullopt;
    if (!found) return bad;
    const auto number = [&](const char* name, std::size_t at = 0, std::size_t size = std::string::npos) {
        const auto part = found->find(name);
        const auto digits = part == found->end() || part->second.empty() ? std::string("0") : part->second.substr(at, size);
        int value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    };
    const std::chrono::year_month_day date(std::chrono::year(number("year")),
                                           std::chrono::month(static_cast<unsigned>(number("month"))),
                                           std::chrono::day(static_cast<unsigned>(number("day"))));
    if (!date.ok() || number("hour") > 23 || number("minute") > 59 || number("second") > 59) return bad;
    const auto local = std::chrono::sys_days(date) + std::chrono::hours(number("hour")) + std::chrono::minutes(number("minute")) +
                       std::chrono::seconds(number("second"));
    std::chrono::minutes offset{0};
    const auto zone = found->find("zone");
    if (zone != found->end() && zone->second.size() >= 5) {
        offset = std::chrono::hours(number("zone", 1, 2)) + std::chrono::minutes(number("zone", zone->second.size() - 2, 2));
        if (zone->second.front() == '-') offset = -offset;
    }
    const sms::Timestamp time{local - offset, offset};
    if (const auto encoded = sms::encode_timestamp(time); !encoded) return bad;
    return time;
}

Outcome<MasterSimJob> load_master_sim_job(Invocation& invocation, const std::string& profile_path) {
    const bool has_list = invocation.arguments().value("sims").has_value();
    const auto loaded =
        load_profile(invocation, profile_path, has_list ? meter::RuleCheck::for_each_meter : meter::RuleCheck::for_the_profile);
    if (!loaded) return refuse(loaded.error());
    if (!loaded->profile) return refuse(all_problems(loaded->problems));
    for (const auto& warning : loaded->warnings) remark(fmt::format("warning: {}: {}", warning.where, warning.text));
    if (const auto checked = master_sim::check_dialect(loaded->profile->dialect()); !checked)
        return refuse(exit_code::usage, checked.error().message());
    MasterSimJob job(*loaded->profile);
    job.without = left_out(invocation);
    if (auto read = read_message_options(invocation, job); !read) return refuse(read.error());
    if (const auto word = invocation.arguments().value("via")) {
        const auto way = master_sim::parse_way(*word);
        if (!way) return refuse(exit_code::usage, way.error().message());
        job.only = *way;
    }
    if (auto read = read_pins(invocation, job); !read) return refuse(read.error());
    job.replace = invocation.arguments().flag("replace");
    job.keep = invocation.arguments().flag("keep");
    job.force = invocation.arguments().flag("force");
    if (job.replace && job.keep) return refuse(exit_code::usage, "--replace and --keep contradict each other");
    if (const auto path = invocation.arguments().value("sims")) {
        auto sims = load_sims(invocation, *path, job.profile);
        if (!sims) return refuse(sims.error());
        job.sims = std::move(*sims);
    }
    if (job.only == master_sim::Way::self_send && !job.own_number && !job.sims)
        return refuse(exit_code::usage, "--via self-send sends SMS to the SIM itself: give its number with --own-number");
    return job;
}

}  // namespace gsmcfg::cli
