#include "campaign_request.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "dialects.hpp"
#include "job.hpp"
#include "limit_options.hpp"
#include "recap.hpp"

#include "gsmcfg/sms/text_parts.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

Outcome<int> run(Invocation& invocation) {
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    auto list = invocation.phones(invocation.positional(0), *dialect);
    if (!list) return refuse(list.error());
    const auto& text = invocation.positional(1);
    if (text.empty()) return refuse(exit_code::usage, "the text is empty");
    const std::string_view places = dialect->has_login() ? "{login} {password}" : "{credential}";
    const bool a_command = meter::looks_like_command(*dialect, text) || meter::looks_like_any_command(text);
    if (a_command && !meter::wants_credential(text))
        return refuse(exit_code::usage,
                      fmt::format("write {} instead of the password: the text is kept in the database", places));
    if (meter::wants_credential(text) && dialect->has_login() != (text.find("{credential}") == std::string::npos))
        return refuse(exit_code::usage, fmt::format("a text for '{}' has {} in it", dialect->name(), places));
    const auto parts = sms::count_parts(text);
    if (!parts) return refuse(exit_code::usage, "the text can't be sent: " + parts.error().message());
    const auto options = campaign_options_of(invocation);
    if (!options) return refuse(options.error());
    const auto names = meter::wants_credential(text) ? credential_names_of(*list) : std::vector<std::string>();
    const auto means = means_for(invocation, *dialect, all_simulated(*list), names);
    if (!means) return refuse(means.error());
    const auto go = agreed(
        invocation, fmt::format("Send {} SMS to {}?", *parts * list->meters.size(), counted(list->meters.size(), "number")));
    if (!go) return refuse(go.error());
    if (!*go) {
        remark("nothing was sent");
        return exit_code::usage;
    }
    service::CampaignDraft draft(store::CampaignKind::send, *dialect);
    draft.options = *options;
    const auto limits = limits_of(invocation);
    if (!limits) return refuse(limits.error());
    draft.options.limits = *limits;
    draft.options.text = text;
    // What a text does is not known here: without a word of the user it goes out once.
    if (!invocation.arguments().value("attempts")) draft.options.attempts = 1;
    complete_draft(draft, invocation, std::move(*list));
    // The text is in the campaign's options, where {credential} stands for the password.
    return start_campaign(invocation, std::move(draft), *means);
}

}  // namespace

Command send_command() {
    auto options = campaign_options();
    options.insert(options.begin(), {{"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}});
    options.push_back(detach_option);
    return {"send",
            "PHONES TEXT",
            2,
            2,
            "Sends one text to every number and waits for an answer.",
            "{credential} in the text becomes the password of each meter: write it so, never the password itself, which would be "
            "kept with the campaign. A device with a login (gsmcfg dialect show NAME) has {login} and {password} in its texts. "
            "Any answer counts as acknowledged; gsmcfg campaign show has its words.",
            "  gsmcfg send +99900100001 '{credential} MODE' --modem /dev/ttyUSB0",
            std::move(options),
            run};
}

}  // namespace gsmcfg::cli
