#include "job.hpp"

#include "dialects.hpp"
#include "limit_options.hpp"
#include "passwords.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gsmcfg::cli {

std::vector<std::string> chosen_settings(const Invocation& invocation) {
    std::vector<std::string> names;
    for (const auto& given : invocation.arguments().all("settings"))
        for (const auto name : base::split(given, ','))
            if (!base::trim(name).empty()) names.push_back(base::to_lower(base::trim(name)));
    return names;
}

std::vector<std::string> credential_names_of(const meter::LoadedList& list) {
    std::set<std::string> names;
    for (const auto& meter : list.meters) names.insert(meter.credential().empty() ? default_credential : meter.credential());
    return {names.begin(), names.end()};
}

bool all_simulated(const meter::LoadedList& list) {
    return std::ranges::all_of(list.meters, [](const meter::Meter& meter) { return meter.phone().simulated(); });
}

Outcome<meter::LoadedProfile> load_profile(Invocation& invocation, const std::string& path, meter::RuleCheck check) {
    const auto text = base::read_file(path);
    if (!text) return refuse(exit_code::usage, text.error().message());
    return meter::parse_profile(*text, path, dialect_finder(invocation), check);
}

namespace {

// Profile and list of a job, each with its faults.
struct Sources {
    meter::LoadedProfile profile;
    meter::LoadedList list;
    std::vector<base::Error> problems;
};

Outcome<Sources> load_sources(Invocation& invocation, const std::string& profile_path, const std::string& phones) {
    auto profile = load_profile(invocation, profile_path, meter::RuleCheck::for_each_meter);
    if (!profile) return refuse(profile.error());
    // The list is read even if the profile is wrong: all faults are shown at once.
    const auto dialect = profile->profile ? base::Result<meter::Dialect>(profile->profile->dialect())
                                          : meter::find_embedded(meter::default_dialect);
    if (!dialect) return refuse(exit_code::usage, dialect.error().message());
    auto list = invocation.phones_unchecked(phones, *dialect);
    if (!list) return refuse(list.error());
    auto problems = profile->problems;
    problems.insert(problems.end(), list->problems.begin(), list->problems.end());
    if (!profile->profile) return refuse(all_problems(problems));
    return Sources{std::move(*profile), std::move(*list), std::move(problems)};
}

Outcome<Job> begin_job(Invocation& invocation, Sources sources, std::vector<std::string> only) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    Job job{std::move(*sources.profile.profile), std::move(sources.list), {}, {}, 1, false, {}, {}, {}};
    job.options.only = std::move(only);
    if (auto selected = meter::select_settings(job.profile.dialect(), job.profile.settings(), job.options.only);
        !job.options.only.empty() && !selected)
        return refuse(exit_code::usage, "--settings: " + selected.error().detail);
    job.modems =
        std::max<std::size_t>(1, invocation.arguments().all("modem").empty() ? (*configured)->modems.size()
                                                                             : invocation.arguments().all("modem").size());
    const auto& cost = (*configured)->cost;
    if (cost.price_out > 0) job.options.price_sent = cost.price_out;
    if (cost.price_in > 0) job.options.price_received = cost.price_in;
    job.simulated = all_simulated(job.list);
    job.credential_names = credential_names_of(job.list);
    job.options.factory_credential = uses_factory_password(invocation, job.profile.dialect(), job.simulated);
    return job;
}

// Everything that is wrong with profile, list and plan.
Outcome<void> plan_job(Job& job, std::vector<base::Error> problems) {
    job.plan = meter::make_plan(job.profile, job.list, job.options);
    problems.insert(problems.end(), job.plan.problems.begin(), job.plan.problems.end());
    if (!problems.empty()) return refuse(all_problems(problems));
    return {};
}

// The options of the campaign as the plan needs them.
void take_options(Job& job) {
    const auto& campaign = job.campaign;
    job.options.course = {.no_restart = campaign.no_restart,
                          .read_first = campaign.read_first,
                          .verify = campaign.verify,
                          .one_way = campaign.one_way};
    job.options.attempts = static_cast<unsigned>(campaign.attempts);
    job.options.price_sent = campaign.price_out > 0 ? std::optional(campaign.price_out) : std::nullopt;
    job.options.price_received = campaign.price_in > 0 ? std::optional(campaign.price_in) : std::nullopt;
}

Outcome<void> check_feasible(const Job& job) {
    const auto& course = job.options.course;
    const bool asks = course.read_first || course.verify;
    if (asks && job.plan.sms_read + job.plan.sms_verify == 0 && job.plan.sms_out > 0)
        return refuse(exit_code::usage,
                      fmt::format("a device of the dialect '{}' can't be asked for these settings: nothing can be read first or "
                                  "verified",
                                  job.profile.dialect().name()));
    const auto& limits = job.campaign.limits;
    const auto each = job.outlook.input.meter_messages;
    if (limits.max_sms && *limits.max_sms < each)
        return refuse(exit_code::usage, fmt::format("a meter needs {} SMS, and --max-sms allows {}: nothing would ever be sent",
                                                    each, *limits.max_sms));
    const auto cost = static_cast<double>(each) * (job.campaign.price_out + job.campaign.price_in);
    if (limits.max_cost && *limits.max_cost < cost)
        return refuse(exit_code::usage,
                      fmt::format("a meter costs {:.2f} {}, and --max-cost allows {:.2f}: nothing would ever be sent", cost,
                                  base::escape_control(job.campaign.currency), *limits.max_cost));
    if (job.outlook.forecast.impossible)
        return refuse({exit_code::usage,
                       {job.outlook.forecast.never + ": nothing would ever be sent",
                        "allow more (--daily-cap, --window), or send fewer settings at once (--settings)"}});
    return {};
}

}  // namespace

Outcome<Job> load_job(Invocation& invocation, const std::string& profile_path, const std::string& phones, bool query_only) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    auto sources = load_sources(invocation, profile_path, phones);
    if (!sources) return refuse(sources.error());
    auto problems = std::move(sources->problems);
    auto job = begin_job(invocation, std::move(*sources), chosen_settings(invocation));
    if (!job) return refuse(job.error());
    job->options.query_only = query_only;
    job->options.course.no_restart = invocation.arguments().flag("no-restart");
    if (const auto attempts = invocation.arguments().number("attempts", 1, 10); attempts && *attempts)
        job->options.attempts = static_cast<unsigned>(**attempts);
    else job->options.attempts = static_cast<unsigned>((*configured)->send.attempts);
    if (auto ok = plan_job(*job, std::move(problems)); !ok) return refuse(ok.error());
    return job;
}

Outcome<Job> load_campaign_job(Invocation& invocation, const std::string& profile_path, const std::string& phones,
                               const std::optional<service::CampaignOptions>& fixed) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    auto options = fixed ? Outcome<service::CampaignOptions>(*fixed) : whole_campaign_options(invocation);
    if (!options) return refuse(options.error());
    auto sources = load_sources(invocation, profile_path, phones);
    if (!sources) return refuse(sources.error());
    auto problems = std::move(sources->problems);
    // With bad lines the list is refused anyhow, and a number that is missing may be on one of them.
    if (problems.empty())
        if (auto ok = restrict_list(invocation, sources->list, sources->profile.profile->dialect()); !ok)
            return refuse(ok.error());
    auto job = begin_job(invocation, std::move(*sources), options->only);
    if (!job) return refuse(job.error());
    job->campaign = std::move(*options);
    const bool timeout_said =
        fixed || invocation.arguments().value("reply-timeout") || (*configured)->origins.contains("send.reply_timeout");
    if (!timeout_said) job->campaign.reply_timeout = job->profile.dialect().reply_wait();
    take_options(*job);
    if (const auto modems = invocation.arguments().number("modems", 1, 100'000); !modems) return refuse(modems.error());
    else if (*modems) job->modems = static_cast<std::size_t>(**modems);
    if (auto* database = existing_database(invocation)) job->options.known = register_reader(*database);
    if (auto ok = plan_job(*job, std::move(problems)); !ok) return refuse(ok.error());
    auto outlook = outlook_of(invocation, job->plan, job->campaign, job->modems);
    if (!outlook) return refuse(outlook.error());
    job->outlook = std::move(*outlook);
    if (auto ok = check_feasible(*job); !ok) return refuse(ok.error());
    return job;
}

std::vector<std::pair<std::string, std::optional<std::string>>> campaign_settings(const Job& job) {
    auto settings = job.profile.settings();
    if (!job.options.only.empty())
        if (auto selected = meter::select_settings(job.profile.dialect(), settings, job.options.only))
            settings = std::move(*selected);
    std::vector<std::pair<std::string, std::optional<std::string>>> result;
    for (auto& [name, value] : settings) result.emplace_back(std::move(name), std::move(value));
    return result;
}

Outcome<bool> agreed(Invocation& invocation, const std::string& question, std::string_view to_do) {
    if (invocation.yes()) return true;
    if (!input_is_terminal() || !errors_are_terminal())
        return refuse(exit_code::usage, fmt::format("nobody can be asked here: add --yes to {} without asking", to_do));
    return confirm(question);
}

}  // namespace gsmcfg::cli
