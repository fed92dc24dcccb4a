#include "campaign_request.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "limit_options.hpp"
#include "plan_file.hpp"
#include "plan_view.hpp"
#include "recap.hpp"

#include <fmt/format.h>

#include <iterator>

namespace gsmcfg::cli {
namespace {

// A question with everything that is agreed to, then the campaign.
Outcome<int> carry_out(Invocation& invocation, Job job) {
    const auto means = means_for(invocation, job.profile.dialect(), job.simulated, job.credential_names);
    if (!means) return refuse(means.error());

    if (invocation.json()) print_json(summary_json(job));
    else if (!invocation.yes()) print(summary_text(job));
    else
        for (const auto& warning : job.plan.warnings) remark(fmt::format("warning: {}: {}", warning.where, warning.text));
    const auto go = agreed(invocation, fmt::format("Send {} SMS (at worst {}) to {}?", job.plan.sms_out, job.plan.sms_out_worst,
                                                   counted(job.plan.meters, "meter")));
    if (!go) return refuse(go.error());
    if (!*go) {
        remark("nothing was sent");
        return exit_code::usage;
    }
    service::CampaignDraft draft(store::CampaignKind::apply, job.profile.dialect());
    draft.profile_name = job.profile.source();
    draft.profile_text = job.profile.text();
    draft.profile_hash = job.profile.hash();
    draft.settings = campaign_settings(job);
    draft.options = job.campaign;
    complete_draft(draft, invocation, std::move(job.list));
    draft.options.reply_timeout = job.campaign.reply_timeout;
    return start_campaign(invocation, std::move(draft), *means);
}

std::vector<OptionSpec> apply_options() {
    std::vector<OptionSpec> options{
        {"settings", "a,b", "only these settings of the profile"},
        {"no-restart", "", "leave out what restarts the module: it takes the settings at its next start"},
        {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}};
    const auto append = [&options](std::vector<OptionSpec> more) {
        options.insert(options.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(course_options());
    append(restriction_options());
    append(limit_options());
    append(campaign_options());
    options.push_back(detach_option);
    return options;
}

Outcome<int> run(Invocation& invocation) {
    if (invocation.arguments().positional().size() == 1) {
        auto fixed = apply_options();
        std::erase_if(fixed,
                      [](const OptionSpec& option) { return option.name == "reason" || option.name == detach_option.name; });
        auto planned = load_plan(invocation, invocation.positional(0), fixed);
        if (!planned) return refuse(planned.error());
        return carry_out(*planned->invocation, std::move(planned->job));
    }
    auto job = load_campaign_job(invocation, invocation.positional(0), invocation.positional(1));
    if (!job) return refuse(job.error());
    return carry_out(invocation, std::move(*job));
}

}  // namespace

Command apply_command() {
    return {"apply",
            "PROFILE PHONES | PLAN",
            1,
            2,
            "Sends the profile's settings to every meter, matches every reply and compares every value.",
            "Shows the number of SMS, the cost and the duration first, and asks; --yes answers. A meter is done when its replies "
            "have proven every "
            "value; the message that makes the module restart goes last, and only if everything before it is confirmed. Ctrl-C "
            "finishes the message "
            "in flight; gsmcfg campaign resume goes on. PLAN is a file of gsmcfg plan --out: precisely that is carried out, and "
            "refused if profile, list or dialect has changed since.",
            "  gsmcfg apply profile.toml phones.csv --modem /dev/ttyUSB0\n  gsmcfg apply profile.toml phones.csv --yes --json | "
            "jq .\n"
            "  gsmcfg apply north.plan --reason T-17",
            apply_options(),
            run};
}

}  // namespace gsmcfg::cli
