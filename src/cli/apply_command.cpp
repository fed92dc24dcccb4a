#include "campaign_run.hpp"
#include "commands.hpp"
#include "job.hpp"
#include "passwords.hpp"
#include "recap.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

Outcome<int> run(Invocation& invocation) {
    auto job = load_job(invocation, invocation.positional(0), invocation.positional(1), false);
    if (!job) return refuse(job.error());
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto options = campaign_options_of(invocation);
    if (!options) return refuse(options.error());
    const auto credentials = passwords_for(invocation, job->profile.dialect(), job->simulated, job->credential_names);
    if (!credentials) return refuse(credentials.error());
    if (const auto modems = chosen_modems(invocation); !modems) return refuse(modems.error());

    if (invocation.json()) print_json(summary_json(*job, **configured));
    else if (!invocation.yes()) print(summary_text(*job, **configured));
    else
        for (const auto& warning : job->plan.warnings) remark(fmt::format("warning: {}: {}", warning.where, warning.text));
    const auto go = agreed(invocation, fmt::format("Send {} SMS (at worst {}) to {}?", job->plan.sms_out, job->plan.sms_out_worst,
                                                   counted(job->plan.meters, "meter")));
    if (!go) return refuse(go.error());
    if (!*go) {
        remark("nothing was sent");
        return exit_code::usage;
    }
    service::CampaignDraft draft(store::CampaignKind::apply, job->profile.dialect());
    draft.profile_name = job->profile.source();
    draft.profile_text = job->profile.text();
    draft.profile_hash = job->profile.hash();
    draft.settings = campaign_settings(*job);
    draft.options = *options;
    complete_draft(draft, invocation, std::move(job->list));
    return start_campaign(invocation, std::move(draft), *credentials);
}

}  // namespace

Command apply_command() {
    auto options = campaign_options();
    options.insert(options.begin(),
                   {{"settings", "a,b", "only these settings of the profile"},
                    {"no-restart", "", "leave out what restarts the module: it takes the settings at its next start"},
                    {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}});
    return {
        "apply",
        "PROFILE PHONES",
        2,
        2,
        "Sends the profile's settings to every meter, matches every reply and compares every value.",
        "Shows the number of SMS, the cost and the duration first, and asks; --yes answers. A meter is done when its replies "
        "have proven every "
        "value; the message that makes the module restart goes last, and only if everything before it is confirmed. Ctrl-C "
        "finishes the message "
        "in flight; gsmcfg campaign resume goes on.",
        "  gsmcfg apply profile.toml phones.csv --modem /dev/ttyUSB0\n  gsmcfg apply profile.toml phones.csv --yes --json | jq .",
        std::move(options),
        run};
}

}  // namespace gsmcfg::cli
