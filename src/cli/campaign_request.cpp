#include "campaign_request.hpp"

#include "job.hpp"
#include "version.hpp"

#include "gsmcfg/base/digest.hpp"

#include <chrono>

namespace gsmcfg::cli {

std::vector<OptionSpec> campaign_options() {
    return {
        {"reply-timeout", "SECONDS|forever",
         "how long a reply is waited for (default: the dialect's, 300 for meters); a device that takes longer is given its time"},
        {"attempts", "N", "how often a message without reply is sent (default 2)"},
        {"validity", "MINUTES", "how long the network keeps trying to deliver, 5 or more (default: the reply time-out)"},
        {"no-reports", "", "do not ask the network for delivery reports"},
        {"reason", "TEXT", "why: kept with the campaign and in the audit (a ticket number)"}};
}

Outcome<service::CampaignOptions> campaign_options_of(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto& arguments = invocation.arguments();
    service::CampaignOptions options;
    options.reply_timeout = (*configured)->send.reply_timeout;
    options.attempts = (*configured)->send.attempts;
    options.validity = (*configured)->send.validity;
    if (arguments.value("reply-timeout") == "forever") {
        options.reply_timeout.reset();
    } else {
        const auto seconds = arguments.number("reply-timeout", 1, 7L * 24 * 3600);
        if (!seconds) {
            auto failure = seconds.error();
            failure.lines.front() += ", or the word forever";
            return refuse(failure);
        }
        if (*seconds) options.reply_timeout = std::chrono::seconds(**seconds);
    }
    const auto attempts = arguments.number("attempts", 1, 10);
    if (!attempts) return refuse(attempts.error());
    if (*attempts) options.attempts = **attempts;
    const auto validity = arguments.number("validity", 5, 635040);
    if (!validity) return refuse(validity.error());
    if (*validity) options.validity = std::chrono::minutes(**validity);
    options.only = chosen_settings(invocation);
    options.no_restart = arguments.flag("no-restart");
    options.status_reports = !arguments.flag("no-reports");
    return options;
}

std::string list_name_of(const meter::LoadedList& list) {
    return list.source == single_number && !list.meters.empty() ? list.meters.front().phone().e164() : list.source;
}

void complete_draft(service::CampaignDraft& draft, Invocation& invocation, meter::LoadedList list) {
    const auto configured = invocation.configuration();
    const bool said =
        invocation.arguments().value("reply-timeout") || (configured && (*configured)->origins.contains("send.reply_timeout"));
    // Nobody has said how long to wait: as long as such a device takes.
    if (!said) draft.options.reply_timeout = draft.dialect.reply_wait();
    draft.list_name = list_name_of(list);
    draft.list_hash = base::sha256(list.text);
    draft.meters = std::move(list.meters);
    draft.extra_columns = std::move(list.extra_columns);
    draft.actor = base::current_actor();
    draft.command_line = invocation.command_line();
    draft.program_version = version;
    draft.reason = invocation.arguments().value("reason").value_or("");
}

}  // namespace gsmcfg::cli
