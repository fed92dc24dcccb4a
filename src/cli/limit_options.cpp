#include "limit_options.hpp"

#include "campaign_request.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace gsmcfg::cli {
namespace {

constexpr long most = 1'000'000'000;
constexpr std::string_view no_limit = "none";
constexpr std::size_t listed_numbers = 5;

tl::unexpected<Failure> wrong(std::string_view option, const base::Error& error) {
    return refuse(exit_code::usage, fmt::format("--{}: {}", option, base::escape_control(error.detail)));
}

// A value that is read by a function of its own.
template <typename T, typename Parse>
Outcome<void> take(const Arguments& arguments, std::string_view option, T& into, const Parse& parse) {
    const auto text = arguments.value(option);
    if (!text) return {};
    auto parsed = parse(*text);
    if (!parsed) return wrong(option, parsed.error());
    into = std::move(*parsed);
    return {};
}

Outcome<void> take_window(Invocation& invocation, const base::TimeZone& zone, service::Limits& limits) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto parse = [&](const std::string& text) { return base::DailyWindow::parse(text, zone); };
    if (const auto given = invocation.arguments().value("window"); given == no_limit) return {};
    else if (given) return take(invocation.arguments(), "window", limits.window, parse);
    if (!(*configured)->send.window) return {};
    auto window = parse(*(*configured)->send.window);
    if (!window) return refuse(exit_code::usage, window.error().message());
    limits.window = std::move(*window);
    return {};
}

Outcome<void> take_cap(Invocation& invocation, service::Limits& limits) {
    const auto& arguments = invocation.arguments();
    if (arguments.value("daily-cap") == no_limit) return {};
    const auto cap = arguments.number("daily-cap", 1, 1'000'000);
    if (!cap) {
        auto failure = cap.error();
        failure.lines.front() += ", or the word none";
        return refuse(failure);
    }
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    if (*cap) limits.daily_cap = **cap;
    else if ((*configured)->send.daily_cap) limits.daily_cap = *(*configured)->send.daily_cap;
    return {};
}

Outcome<void> take_cost(Invocation& invocation, service::Limits& limits) {
    const auto text = invocation.arguments().value("max-cost");
    if (!text) return {};
    double amount = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), amount);
    if (error != std::errc() || end != text->data() + text->size() || !std::isfinite(amount) || amount <= 0)
        return refuse(exit_code::usage,
                      fmt::format("--max-cost takes an amount of money such as 120.50, not '{}'", base::escape_control(*text)));
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto& cost = (*configured)->cost;
    if (cost.price_out <= 0 && cost.price_in <= 0)
        return refuse(exit_code::usage, "--max-cost needs price_out or price_in in [cost] of the configuration");
    limits.max_cost = amount;
    return {};
}

Outcome<void> take_stages(const Arguments& arguments, service::Limits& limits) {
    if (const auto sms = arguments.number("max-sms", 1, most); !sms) return refuse(sms.error());
    else if (*sms) limits.max_sms = **sms;
    if (auto ok = take(arguments, "max-fail", limits.max_fail, service::MaxFail::parse); !ok) return ok;
    if (auto ok = take(arguments, "canary", limits.canary, service::Canary::parse); !ok) return ok;
    if (auto ok = take(arguments, "batch", limits.batches, service::parse_batches); !ok) return ok;
    limits.auto_approve = arguments.flag("auto-approve");
    if (limits.auto_approve && !limits.canary)
        return refuse(exit_code::usage, "--auto-approve releases the others after a canary that went well: give --canary too");
    return {};
}

// Numbers of the list, "+7…, +7… and 3 more".
std::string some_of(const std::vector<std::string>& numbers) {
    std::string text;
    for (std::size_t i = 0; i < numbers.size() && i < listed_numbers; ++i) text += (i == 0 ? "" : ", ") + numbers[i];
    if (numbers.size() > listed_numbers) text += fmt::format(" and {} more", numbers.size() - listed_numbers);
    return text;
}

}  // namespace

std::vector<OptionSpec> limit_options() {
    return {
        {"window", "HH:MM-HH:MM", "send only at these hours, also over midnight: 22:00-06:00; none: at any time"},
        {"time-zone", "NAME", "of window, daily cap and deadline: Europe/Moscow (default: this machine's)"},
        {"rate", "N/min", "at most so many SMS of each modem: 10/min, 600/h, 1/s"},
        {"daily-cap", "N", "at most so many SMS of one SIM and day; no meter is begun that it could not finish; none: no cap"},
        {"max-sms", "N", "at most so many SMS in all"},
        {"max-cost", "AMOUNT", "at most so much money in all, by the prices of the configuration"},
        {"max-fail", "N|N%", "stop when more meters than that are not as wanted"},
        {"canary", "N:M", "N meters, picked across the list, go first; the others only if M of them are as wanted"},
        {"batch", "N,N", "then so many meters, and so many more: each batch waits to be released"},
        {"auto-approve", "", "a canary that went well needs no person"}};
}

Outcome<base::TimeZone> time_zone_of(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto given = invocation.arguments().value("time-zone");
    const auto& name = given ? given : (*configured)->send.time_zone;
    if (!name) return base::TimeZone::local();
    auto zone = base::TimeZone::find(*name);
    if (!zone) return wrong("time-zone", zone.error());
    return std::move(*zone);
}

Outcome<service::Limits> limits_of(Invocation& invocation) {
    service::Limits limits;
    const auto zone = time_zone_of(invocation);
    if (!zone) return refuse(zone.error());
    limits.zone = zone->name();
    const auto& arguments = invocation.arguments();
    if (auto ok = take_window(invocation, *zone, limits); !ok) return refuse(ok.error());
    if (auto ok = take(arguments, "rate", limits.sms_per_minute, service::parse_rate); !ok) return refuse(ok.error());
    if (auto ok = take_cap(invocation, limits); !ok) return refuse(ok.error());
    if (auto ok = take_cost(invocation, limits); !ok) return refuse(ok.error());
    if (auto ok = take_stages(arguments, limits); !ok) return refuse(ok.error());
    return limits;
}

std::vector<OptionSpec> course_options() {
    return {{"read-first", "", "ask for the settings first, and send only those that differ"},
            {"snapshot", "", "the same, and leave a meter alone whose old values can't be read: all can be undone"},
            {"verify", "", "ask for everything again after the restart"},
            {"one-way", "", "the meters can't answer: delivered is all that can be known"},
            {"accept-swap", "", "take over another serial number than the register's"}};
}

Outcome<void> read_course(const Invocation& invocation, service::CampaignOptions& options) {
    const auto& arguments = invocation.arguments();
    options.snapshot = arguments.flag("snapshot");
    options.read_first = options.snapshot || arguments.flag("read-first");
    options.verify = arguments.flag("verify");
    options.one_way = arguments.flag("one-way");
    options.accept_swap = arguments.flag("accept-swap");
    if (!options.one_way) return {};
    for (const auto* asking : {"snapshot", "read-first", "verify"})
        if (arguments.flag(asking))
            return refuse(
                exit_code::usage,
                fmt::format("--one-way is for meters that can't answer, and --{} asks them: give one of the two", asking));
    return {};
}

std::vector<OptionSpec> restriction_options() {
    return {{"first", "N", "only the first N meters of the list"},
            {"phones-from", "FILE", "only those meters of the list whose numbers are in this file"}};
}

Outcome<void> restrict_list(Invocation& invocation, meter::LoadedList& list, const meter::Dialect& dialect) {
    if (const auto file = invocation.arguments().value("phones-from")) {
        const auto chosen = invocation.phones(*file, dialect);
        if (!chosen) return refuse(chosen.error());
        std::set<std::string> left;
        for (const auto& meter : chosen->meters) left.insert(meter.phone().e164());
        std::erase_if(list.meters, [&](const meter::Meter& meter) { return left.erase(meter.phone().e164()) == 0; });
        if (!left.empty()) {
            const std::vector<std::string> missing(left.begin(), left.end());
            return refuse(exit_code::usage, fmt::format("--phones-from: {} {} not in {}", some_of(missing),
                                                        missing.size() == 1 ? "is" : "are", base::escape_control(list.source)));
        }
    }
    const auto first = invocation.arguments().number("first", 1, most);
    if (!first) return refuse(first.error());
    if (*first && list.meters.size() > static_cast<std::size_t>(**first))
        list.meters.erase(list.meters.begin() + **first, list.meters.end());
    return {};
}

Outcome<service::CampaignOptions> whole_campaign_options(Invocation& invocation) {
    auto options = campaign_options_of(invocation);
    if (!options) return refuse(options.error());
    if (auto ok = read_course(invocation, *options); !ok) return refuse(ok.error());
    auto limits = limits_of(invocation);
    if (!limits) return refuse(limits.error());
    options->limits = std::move(*limits);
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    options->price_out = (*configured)->cost.price_out;
    options->price_in = (*configured)->cost.price_in;
    options->currency = (*configured)->cost.currency;
    return options;
}

}  // namespace gsmcfg::cli
