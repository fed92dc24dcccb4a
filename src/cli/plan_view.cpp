#include "plan_view.hpp"

#include "local_time.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

// From here on the day of the end says more than the hours.
constexpr auto told_by_date = 24h;

// "1,204"
std::string grouped(std::int64_t number) {
    auto digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string zone_time(const base::TimeZone& zone, base::UtcTime time) {
    const int minute = zone.minute_of_day(time);
    return fmt::format("{} {:02}:{:02}", zone.day(time), minute / 60, minute % 60);
}

std::string range(std::size_t least, std::size_t most) {
    return least == most ? std::to_string(most) : fmt::format("{} to {}", least, most);
}

std::string counts_text(const meter::Plan& plan) {
    auto text = fmt::format("{}: {} SMS out, {} {} expected (at worst {} SMS out)\n", counted(plan.meters, "meter"),
                            range(plan.sms_out_least, plan.sms_out), range(plan.replies_least, plan.replies),
                            plan.replies == 1 ? "reply" : "replies", plan.sms_out_worst);
    if (plan.sms_read > 0)
        text += fmt::format("{} SMS ask for the old values first; what is right already is not sent\n", plan.sms_read);
    if (plan.sms_verify > 0) text += fmt::format("{} SMS ask for everything again at the end\n", plan.sms_verify);
    if (plan.sms_saved > 0)
        text += fmt::format("up to {} of them are saved if the meters are still as they were last seen\n", plan.sms_saved);
    text += fmt::format("{} will restart{}\n", counted(plan.restarts, "meter"),
                        plan.most_restarts > 1 ? fmt::format(", up to {} times each", plan.most_restarts)
                        : plan.restarts > 0    ? ", once each"
                                               : "");
    return text;
}

std::string money(const meter::Cost& cost, const std::string& currency) {
    const auto unit = currency.empty() ? "" : " " + base::escape_control(currency);
    return fmt::format("{:.2f}{} out + {:.2f}{} in = {:.2f}{}", cost.out, unit, cost.in, unit, cost.total(), unit);
}

std::string cost_text(const Job& job) {
    const auto& plan = job.plan;
    if (!plan.cost) return "";
    auto text = "cost: " + money(*plan.cost, job.campaign.currency);
    if (plan.sms_out_least < plan.sms_out) text += fmt::format("; {:.2f} at least", plan.cost_least.value_or(*plan.cost).total());
    return text + fmt::format("; {:.2f} at worst\n", plan.cost_worst.value_or(*plan.cost).total());
}

// "8 modems with a SIM each: 100 SMS a day each, 08:00-20:00, …"
std::string limits_text(const Job& job) {
    const auto& limits = job.campaign.limits;
    const auto& input = job.outlook.input;
    auto text = fmt::format("{}{}", counted(job.modems, "modem"), job.modems > 1 ? " with a SIM each" : "");
    std::string listed;
    const auto add = [&](const std::string& limit) { listed += (listed.empty() ? ": " : ", ") + limit; };
    if (input.sms_per_minute) add(fmt::format("{:g} SMS a minute{}", *input.sms_per_minute, job.modems > 1 ? " each" : ""));
    if (limits.daily_cap) add(fmt::format("{} SMS a day{}", *limits.daily_cap, job.modems > 1 ? " each" : ""));
    if (limits.window) add(fmt::format("{} {}", limits.window->text(), limits.window->zone().name()));
    if (limits.max_sms) add(fmt::format("at most {} SMS in all", *limits.max_sms));
    if (limits.max_cost)
        add(fmt::format("at most {:.2f} {} in all", *limits.max_cost, base::escape_control(job.campaign.currency)));
    if (limits.max_fail) add(fmt::format("stops when more than {} fail", limits.max_fail->text()));
    if (limits.canary)
        add(fmt::format("{} go first and {} must be as wanted{}",
                        counted(static_cast<std::size_t>(limits.canary->meters), "meter"), limits.canary->wanted,
                        limits.auto_approve ? "" : ", then it waits for approval"));
    if (!limits.batches.empty()) add(fmt::format("batches of {}", fmt::join(limits.batches, ", ")));
    return text + listed + "\n";
}

std::string rates_text(const Outlook& outlook) {
    const auto source = [](bool measured, std::int64_t samples, std::string_view of) {
        return measured ? fmt::format("measured on {} {}", grouped(samples), of) : std::string("assumed");
    };
    auto text = fmt::format("{:.3g} s an SMS ({})", outlook.input.seconds_per_sms,
                            source(outlook.sms_measured, outlook.rates.sms_samples, "SMS"));
    if (outlook.input.seconds_per_reply > 0)
        text += fmt::format(", {:.3g} s until a reply ({})", outlook.input.seconds_per_reply,
                            source(outlook.reply_measured, outlook.rates.reply_samples, "replies"));
    if (outlook.input.seconds_per_restart > 0)
        text += fmt::format(", {:.3g} s for a restart ({})", outlook.input.seconds_per_restart,
                            source(outlook.restart_measured, outlook.rates.restart_samples, "restarts"));
    return text + "\n";
}

std::string reason(const Job& job) {
    switch (job.outlook.forecast.bound) {
        case meter::Bound::radio: return "the modems set the pace";
        case meter::Bound::rate: return "--rate or sms_per_minute sets the pace";
        case meter::Bound::replies: return "the meters' replies set the pace";
        case meter::Bound::cap: return fmt::format("the cap of {} SMS sets the pace", job.outlook.input.daily_cap.value_or(0));
        case meter::Bound::window: return "the window sets the pace";
    }
    return "";
}

std::chrono::seconds duration_of(const meter::Forecast& forecast, base::UtcTime start) {
    return std::chrono::ceil<std::chrono::seconds>(forecast.end.value_or(start) - start);
}

std::string duration_line(const Job& job) {
    const auto& [rates, sms, reply, restart, input, forecast, least] = job.outlook;
    if (!forecast.end) return fmt::format("it does not end: {}\n", forecast.never);
    const auto took = duration_of(forecast, input.start);
    std::string at_least;
    if (least && least->end) at_least = fmt::format(" (at least {})", spoken_duration(duration_of(*least, input.start)));
    if (took < told_by_date && forecast.days <= 1)
        return fmt::format("about {}{}: {}\n", spoken_duration(took), at_least, reason(job));
    if (least && least->end) at_least = fmt::format(" (at the earliest {})", zone_time(input.zone, *least->end));
    return fmt::format("starts {}, ends about {}{}, {}: {} ({} SMS) a day; {}\n", zone_time(input.zone, input.start),
                       zone_time(input.zone, *forecast.end), at_least, counted(static_cast<std::size_t>(forecast.days), "day"),
                       counted(static_cast<std::size_t>(forecast.meters_a_day), "meter"), forecast.sms_a_day, reason(job));
}

std::string deadline_text(const Job& job, const DeadlineAnswer& answer) {
    const auto when = zone_time(job.outlook.input.zone, answer.deadline);
    if (!answer.sims) return fmt::format("deadline {}: can't be met, not even with a SIM for each meter\n", when);
    const auto needed = static_cast<std::size_t>(*answer.sims);
    return fmt::format(
        "deadline {}: needs {} ({})\n", when, counted(needed, "SIM"),
        needed <= job.modems ? fmt::format("there are {}", job.modems) : fmt::format("there are only {}", job.modems));
}

std::string undo_text(const Job& job) {
    const auto& plan = job.plan;
    if (plan.sms_out == 0) return "";
    if (plan.sms_read > 0) return "undo: the old values are read before anything is changed\n";
    const auto meters = counted(plan.meters, "meter");
    if (plan.undo_known == plan.meters) return fmt::format("undo: possible for {}: the old values are known\n", meters);
    return fmt::format("undo: possible for {} of {}, whose old values are known; --snapshot reads them first\n", plan.undo_known,
                       meters);
}

base::Json cost_json(const std::optional<meter::Cost>& cost) { return cost ? base::Json(cost->total()) : base::Json(); }

base::Json forecast_json(const meter::Forecast& forecast, base::UtcTime start) {
    return base::Json::object()
        .set("seconds", forecast.end ? base::Json(duration_of(forecast, start).count()) : base::Json())
        .set("ends", forecast.end ? base::Json(iso_time(*forecast.end)) : base::Json())
        .set("never", forecast.never)
        .set("days", forecast.days)
        .set("meters_a_day", forecast.meters_a_day)
        .set("sms_a_day", forecast.sms_a_day)
        .set("bound", meter::name(forecast.bound));
}

base::Json rates_json(const Outlook& outlook) {
    return base::Json::object()
        .set("seconds_per_sms", outlook.input.seconds_per_sms)
        .set("sms_measured", outlook.sms_measured)
        .set("sms_samples", outlook.rates.sms_samples)
        .set("seconds_per_reply", outlook.input.seconds_per_reply)
        .set("reply_measured", outlook.reply_measured)
        .set("reply_samples", outlook.rates.reply_samples)
        .set("seconds_per_restart", outlook.input.seconds_per_restart)
        .set("restart_measured", outlook.restart_measured)
        .set("restart_samples", outlook.rates.restart_samples);
}

void add_counts(base::Json& json, const Job& job) {
    const auto& plan = job.plan;
    json.set("event", "plan")
        .set("meters", plan.meters)
        .set("sms_out", plan.sms_out)
        .set("sms_out_least", plan.sms_out_least)
        .set("sms_out_worst", plan.sms_out_worst)
        .set("sms_read", plan.sms_read)
        .set("sms_verify", plan.sms_verify)
        .set("sms_saved_up_to", plan.sms_saved)
        .set("replies", plan.replies)
        .set("replies_least", plan.replies_least)
        .set("meter_messages", plan.meter_messages)
        .set("restarts", plan.restarts)
        .set("restarts_per_meter", plan.most_restarts)
        .set("undo_possible", plan.undo_known)
        .set("cost", cost_json(plan.cost))
        .set("cost_out", plan.cost ? base::Json(plan.cost->out) : base::Json())
        .set("cost_in", plan.cost ? base::Json(plan.cost->in) : base::Json())
        .set("cost_least", cost_json(plan.cost_least))
        .set("cost_worst", cost_json(plan.cost_worst))
        .set("currency", job.campaign.currency);
}

}  // namespace

Outcome<std::optional<DeadlineAnswer>> answer_deadline(const Invocation& invocation, const Job& job) {
    const auto text = invocation.arguments().value("deadline");
    if (!text) return std::nullopt;
    const auto& input = job.outlook.input;
    const auto deadline = input.zone.parse_deadline(*text);
    if (!deadline) return refuse(exit_code::usage, "--deadline: " + base::escape_control(deadline.error().detail));
    if (*deadline <= input.start)
        return refuse(exit_code::usage, fmt::format("--deadline: {} is past", zone_time(input.zone, *deadline)));
    return DeadlineAnswer{*deadline, meter::sims_needed(input, *deadline)};
}

std::string summary_text(const Job& job, const std::optional<DeadlineAnswer>& deadline) {
    auto text = counts_text(job.plan) + cost_text(job) + limits_text(job) + rates_text(job.outlook) + duration_line(job);
    if (deadline) text += deadline_text(job, *deadline);
    text += undo_text(job);
    for (const auto& warning : job.plan.warnings)
        text += fmt::format("warning: {}: {}\n", base::escape_control(warning.where), base::escape_control(warning.text));
    return text;
}

base::Json summary_json(const Job& job, const std::optional<DeadlineAnswer>& deadline) {
    const auto& outlook = job.outlook;
    auto warnings = base::Json::array();
    for (const auto& warning : job.plan.warnings)
        warnings.push(base::Json::object().set("where", warning.where).set("text", warning.text));
    auto json = base::Json::object();
    add_counts(json, job);
    json.set("modems", job.modems)
        .set("sms_per_minute", outlook.input.sms_per_minute)
        .set("seconds",
             outlook.forecast.end ? base::Json(duration_of(outlook.forecast, outlook.input.start).count()) : base::Json())
        .set("starts", iso_time(outlook.input.start))
        .set("time_zone", outlook.input.zone.name())
        .set("forecast", forecast_json(outlook.forecast, outlook.input.start))
        .set("forecast_least", outlook.least ? forecast_json(*outlook.least, outlook.input.start) : base::Json())
        .set("rates", rates_json(outlook));
    if (auto options = base::Json::parse(job.campaign.to_json())) json.set("options", std::move(*options));
    if (deadline)
        json.set("deadline", base::Json::object()
                                 .set("at", iso_time(deadline->deadline))
                                 .set("sims_needed", deadline->sims)
                                 .set("met", deadline->sims && *deadline->sims <= static_cast<std::int64_t>(job.modems)));
    json.set("warnings", std::move(warnings));
    return json;
}

}  // namespace gsmcfg::cli
