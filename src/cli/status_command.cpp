#include "campaign_run.hpp"
#include "commands.hpp"
#include "dialects.hpp"
#include "job.hpp"
#include "passwords.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/targets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using Settings = std::vector<std::pair<std::string, std::optional<std::string>>>;

// What is asked for: the settings of the profile with their values, or all that can be asked for without.
Outcome<Settings> all_settings(const Invocation& invocation, const meter::Dialect& dialect) {
    const auto only = chosen_settings(invocation);
    for (const auto& name : only)
        if (dialect.find(name) == nullptr) {
            auto text = fmt::format("--settings: there is no setting '{}'", name);
            if (const auto near = base::nearest_word(name, dialect.setting_names()))
                text += fmt::format("; did you mean '{}'?", *near);
            return refuse(exit_code::usage, text);
        }
    Settings settings;
    for (const auto& setting : dialect.settings()) {
        const bool chosen = only.empty() || std::ranges::find(only, setting.name) != only.end();
        if (chosen && setting.can_query) settings.emplace_back(setting.name, std::nullopt);
    }
    if (settings.empty())
        return refuse(exit_code::usage, fmt::format("a device of the dialect '{}' can't be asked for {}", dialect.name(),
                                                    only.empty() ? "its settings" : "these settings"));
    return settings;
}

Outcome<int> start(Invocation& invocation, service::CampaignDraft& draft, meter::LoadedList list) {
    const auto options = campaign_options_of(invocation);
    if (!options) return refuse(options.error());
    const auto credentials = passwords_for(invocation, draft.dialect, all_simulated(list), credential_names_of(list));
    if (!credentials) return refuse(credentials.error());
    if (const auto modems = chosen_modems(invocation); !modems) return refuse(modems.error());
    std::vector<std::string> names;
    for (const auto& [name, value] : draft.settings) names.push_back(name);
    const auto messages = meter::compose_query(draft.dialect, names).size() * list.meters.size();
    const auto go = agreed(invocation, fmt::format("Ask {} with {} SMS?", counted(list.meters.size(), "meter"), messages));
    if (!go) return refuse(go.error());
    if (!*go) {
        remark("nothing was sent");
        return exit_code::usage;
    }
    draft.options = *options;
    complete_draft(draft, invocation, std::move(list));
    return start_campaign(invocation, std::move(draft), *credentials);
}

Outcome<int> run(Invocation& invocation) {
    if (const auto expected = invocation.arguments().value("expect")) {
        auto job = load_job(invocation, *expected, invocation.positional(0), true);
        if (!job) return refuse(job.error());
        service::CampaignDraft draft(store::CampaignKind::status, job->profile.dialect());
        draft.profile_name = job->profile.source();
        draft.profile_text = job->profile.text();
        draft.profile_hash = job->profile.hash();
        draft.settings = campaign_settings(*job);
        return start(invocation, draft, std::move(job->list));
    }
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    auto list = invocation.phones(invocation.positional(0), *dialect);
    if (!list) return refuse(list.error());
    auto settings = all_settings(invocation, *dialect);
    if (!settings) return refuse(settings.error());
    service::CampaignDraft draft(store::CampaignKind::status, *dialect);
    draft.settings = std::move(*settings);
    return start(invocation, draft, std::move(*list));
}

}  // namespace

Command status_command() {
    auto options = campaign_options();
    options.insert(options.begin(),
                   {{"expect", "PROFILE", "compare with this profile: what differs is drift (outcome mismatch, exit 1)"},
                    {"settings", "a,b", "ask for these settings only"},
                    {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}});
    return {"status",
            "PHONES",
            1,
            1,
            "Reads the settings back from every meter. This costs SMS: one for each group of settings, and one for each reply.",
            "Shows the number of SMS first, and asks; --yes answers.",
            "  gsmcfg status phones.csv --expect profile.toml\n  gsmcfg status +99900100001 --settings mode,apn --yes",
            std::move(options),
            run};
}

}  // namespace gsmcfg::cli
