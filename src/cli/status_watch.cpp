#include "status_watch.hpp"

#include "local_time.hpp"
#include "time_argument.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::cli {
namespace {

constexpr std::array all_alerts{Alert::drift, Alert::swapped, Alert::silent};

std::string drift_of(const meter::Dialect& dialect, const Known& meter, bool changed_only,
                     std::optional<base::UtcTime> last_status) {
    std::string text;
    for (const auto& [setting, wanted, seen, seen_at, inbound, was, was_at] : meter.settings) {
        if (!wanted || !seen || meter::same_value(dialect, setting, *wanted, *seen)) continue;
        const bool said = last_status && was_at && *was_at <= *last_status;
        if (changed_only && said && was && meter::same_value(dialect, setting, *was, *seen)) continue;
        text += fmt::format("{}{} is \"{}\", expected \"{}\"", text.empty() ? "" : ", ", setting,
                            meter::masked_value(dialect, setting, *seen), meter::masked_value(dialect, setting, *wanted));
    }
    return text;
}

std::optional<std::string> silence_of(const Known& meter, const WatchOptions& options, std::optional<base::UtcTime> last_status) {
    if (!meter.heard) {
        const bool said = options.changed_only && meter.asked_before;
        return meter.asked && !said ? std::optional<std::string>("never heard") : std::nullopt;
    }
    if (*meter.heard >= *options.silent_since) return std::nullopt;
    // Silent at the last status already: it was said then.
    const auto limit = options.now - *options.silent_since;
    if (options.changed_only && last_status && *meter.heard + limit < *last_status) return std::nullopt;
    return "not heard since " + local_time(*meter.heard);
}

}  // namespace

std::string_view name(Alert alert) {
    switch (alert) {
        case Alert::drift: return "drift";
        case Alert::swapped: return "swapped";
        case Alert::silent: return "silent";
    }
    return "?";
}

std::vector<OptionSpec> watch_options() {
    return {{"max-age", "AGE", "do not ask for what was seen in that time (45m, 24h, 7d): the register is believed"},
            {"budget", "N", "at most so many SMS; the meters that were not heard or asked for longest go first"},
            {"silent-after", "AGE", "a meter not heard for so long is silent (3d); others that do not answer once are not yet"},
            {"alert", "a,b", "drift, swapped, silent: say only these, and nothing if all is well (exit 0), for cron"},
            {"changed-only", "", "with --alert: only what the last status has not said already"}};
}

Outcome<WatchOptions> watch_options_of(const Invocation& invocation, base::UtcTime now) {
    const auto& arguments = invocation.arguments();
    WatchOptions options;
    options.now = now;
    const auto age = [&](std::string_view option) -> Outcome<std::optional<base::UtcTime>> {
        return time_option(arguments, option, Edge::begin);
    };
    const auto fresh = age("max-age");
    if (!fresh) return refuse(fresh.error());
    options.fresh_since = *fresh;
    const auto silent = age("silent-after");
    if (!silent) return refuse(silent.error());
    options.silent_since = *silent;
    for (const auto& time : {options.fresh_since, options.silent_since})
        if (time && *time > now) return refuse(exit_code::usage, "--max-age and --silent-after lie in the past");
    const auto budget = arguments.number("budget", 1, 1'000'000'000);
    if (!budget) return refuse(budget.error());
    if (*budget) options.budget = **budget;
    options.changed_only = arguments.flag("changed-only");
    for (const auto& given : arguments.all("alert"))
        for (const auto word : base::split(given, ',')) {
            const auto found = std::ranges::find(all_alerts, base::trim(word), [](Alert alert) { return name(alert); });
            if (found == all_alerts.end())
                return refuse(exit_code::usage, fmt::format("--alert takes drift, swapped and silent, not '{}'", word));
            options.alerts.insert(*found);
        }
    if (options.alerts.contains(Alert::drift) && !arguments.value("expect"))
        return refuse(exit_code::usage, "--alert drift wants --expect PROFILE to compare with");
    if (options.alerts.contains(Alert::silent) && !options.silent_since)
        return refuse(exit_code::usage, "--alert silent wants --silent-after, such as 3d");
    if (options.changed_only && !options.watching()) return refuse(exit_code::usage, "--changed-only goes with --alert");
    return options;
}

Choice choose_meters(const std::vector<Standing>& meters, std::int64_t messages_each, const WatchOptions& options) {
    Choice choice;
    for (std::size_t i = 0; i < meters.size(); ++i) {
        if (meters[i].fresh) ++choice.fresh;
        else choice.asked.push_back(i);
    }
    if (!options.budget) return choice;
    const auto most = static_cast<std::size_t>(*options.budget / std::max<std::int64_t>(1, messages_each));
    if (choice.asked.size() <= most) return choice;
    std::ranges::stable_sort(choice.asked, {}, [&](std::size_t place) { return meters[place].touched; });
    choice.left_out = choice.asked.size() - most;
    choice.asked.resize(most);
    std::ranges::sort(choice.asked);
    return choice;
}

std::optional<AlertFinding> find_alert(const meter::Dialect& dialect, const Known& meter, const WatchOptions& options,
                                       std::optional<base::UtcTime> last_status) {
    const auto asked_for = [&](Alert alert) { return options.alerts.contains(alert); };
    if (asked_for(Alert::swapped) && meter.swapped) return AlertFinding{Alert::swapped, meter.detail};
    if (asked_for(Alert::drift)) {
        auto text = drift_of(dialect, meter, options.changed_only, last_status);
        // An answer that could not be trusted with its values.
        const bool unseen = std::ranges::none_of(meter.settings, [&](const store::TargetSetting& setting) {
            return setting.wanted && setting.seen && !meter::same_value(dialect, setting.setting, *setting.wanted, *setting.seen);
        });
        if (text.empty() && meter.mismatch && unseen) text = meter.detail;
        if (!text.empty()) return AlertFinding{Alert::drift, std::move(text)};
    }
    if (asked_for(Alert::silent))
        if (auto text = silence_of(meter, options, last_status)) return AlertFinding{Alert::silent, std::move(*text)};
    return std::nullopt;
}

WatchedMeters::WatchedMeters(store::Database& database, std::vector<std::string> settings, const WatchOptions& options)
    : meters_(database), messages_(database), settings_(std::move(settings)), options_(options) {}

Standing WatchedMeters::standing(const std::string& phone) {
    Standing standing{base::UtcTime::min(), false};
    if (const auto meter = meters_.find(phone); meter && meter->last_heard) standing.touched = *meter->last_heard;
    if (const auto asked = messages_.last_unanswered(phone, options_.now)) standing.touched = std::max(standing.touched, *asked);
    if (!options_.fresh_since) return standing;
    const auto values = meters_.settings(phone);
    standing.fresh = std::ranges::all_of(settings_, [&](const std::string& setting) {
        const auto found = std::ranges::find(values, setting, &store::MeterValue::setting);
        return found != values.end() && found->seen_at >= *options_.fresh_since;
    });
    return standing;
}

void WatchedMeters::look_up(const std::string& phone, Known& known) {
    if (const auto meter = meters_.find(phone)) known.heard = meter->last_heard;
    known.asked_before = messages_.last_unanswered(phone, options_.now);
    const auto values = meters_.settings(phone);
    for (auto& setting : known.settings) {
        const auto found = std::ranges::find(values, setting.setting, &store::MeterValue::setting);
        if (found == values.end()) continue;
        setting.seen = found->value;
        setting.seen_at = found->seen_at;
        // Not asked by this run: it is what it was.
        if (!known.asked) {
            setting.was = found->value;
            setting.was_at = found->seen_at;
        }
    }
}

}  // namespace gsmcfg::cli
