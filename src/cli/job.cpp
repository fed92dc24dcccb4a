#include "job.hpp"

#include "dialects.hpp"
#include "passwords.hpp"
#include "recap.hpp"
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

Outcome<Job> load_job(Invocation& invocation, const std::string& profile_path, const std::string& phones, bool query_only) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
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

    Job job{std::move(*profile->profile), std::move(*list), {}, {}, 1, false, {}};
    job.options.query_only = query_only;
    job.options.no_restart = invocation.arguments().flag("no-restart");
    job.options.only = chosen_settings(invocation);
    if (auto selected = meter::select_settings(job.profile.dialect(), job.profile.settings(), job.options.only);
        !job.options.only.empty() && !selected)
        return refuse(exit_code::usage, "--settings: " + selected.error().detail);
    if (const auto attempts = invocation.arguments().number("attempts", 1, 10); attempts && *attempts)
        job.options.attempts = static_cast<unsigned>(**attempts);
    else job.options.attempts = static_cast<unsigned>((*configured)->send.attempts);
    job.modems =
        std::max<std::size_t>(1, invocation.arguments().all("modem").empty() ? (*configured)->modems.size()
                                                                             : invocation.arguments().all("modem").size());
    job.options.modems = static_cast<unsigned>(job.modems);
    const auto& cost = (*configured)->cost;
    if (cost.price_out > 0) job.options.price_sent = cost.price_out;
    if (cost.price_in > 0) job.options.price_received = cost.price_in;
    job.simulated = all_simulated(job.list);
    job.credential_names = credential_names_of(job.list);
    job.options.factory_credential = uses_factory_password(invocation, job.profile.dialect(), job.simulated);
    job.plan = meter::make_plan(job.profile, job.list, job.options);
    for (const auto& warning : job.list.warnings) job.plan.warnings.push_back(warning);
    problems.insert(problems.end(), job.plan.problems.begin(), job.plan.problems.end());
    if (!problems.empty()) return refuse(all_problems(problems));
    return job;
}

std::string summary_text(const Job& job, const config::Configuration& configuration) {
    const auto& plan = job.plan;
    auto text = fmt::format("{} meter{}: {} SMS out, {} replies expected (at worst {} SMS out)\n", plan.meters,
                            plan.meters == 1 ? "" : "s", plan.sms_out, plan.replies, plan.sms_out_worst);
    text += fmt::format("about {} with {} modem{}; {} meter{} will restart\n", duration_text(plan.duration), job.modems,
                        job.modems == 1 ? "" : "s", plan.restarts, plan.restarts == 1 ? "" : "s");
    if (plan.cost)
        text += fmt::format("cost: {:.2f} {}, at worst {:.2f} {}\n", *plan.cost, configuration.cost.currency,
                            plan.cost_worst.value_or(*plan.cost), configuration.cost.currency);
    for (const auto& warning : plan.warnings)
        text += fmt::format("warning: {}: {}\n", warning.where, base::escape_control(warning.text));
    return text;
}

base::Json summary_json(const Job& job, const config::Configuration& configuration) {
    const auto& plan = job.plan;
    auto warnings = base::Json::array();
    for (const auto& warning : plan.warnings)
        warnings.push(base::Json::object().set("where", warning.where).set("text", warning.text));
    auto json = base::Json::object();
    json.set("event", "plan")
        .set("meters", plan.meters)
        .set("sms_out", plan.sms_out)
        .set("sms_out_worst", plan.sms_out_worst)
        .set("replies", plan.replies)
        .set("restarts", plan.restarts)
        .set("seconds", plan.duration.count())
        .set("modems", job.modems)
        .set("cost", plan.cost)
        .set("cost_worst", plan.cost_worst)
        .set("currency", configuration.cost.currency)
        .set("warnings", std::move(warnings));
    return json;
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

Outcome<bool> agreed(Invocation& invocation, const std::string& question) {
    if (invocation.yes()) return true;
    if (!input_is_terminal() || !errors_are_terminal())
        return refuse(exit_code::usage, "nobody can be asked here: add --yes to send without asking");
    return confirm(question);
}

}  // namespace gsmcfg::cli
