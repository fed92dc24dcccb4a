// Whether a campaign is carried out by this command or handed over to the service of the database.
#pragma once

#include "command.hpp"
#include "invocation.hpp"

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/service/campaign_draft.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/service.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// What a campaign is carried out with: the service, or modems and passwords of this command.
struct Means {
    std::optional<store::ServiceRecord> service;
    service::Credentials credentials;            // empty with a service, which has its own
    std::optional<std::string> credential = {};  // name for meters that name none, where it is not the usual one
};

extern const OptionSpec detach_option;

// The service that takes the campaigns of this line; nothing if there is none on the database, or --modem names modems that it
// does not have. Failure: exit 2 if --modem names both kinds, or for --detach without a service.
[[nodiscard]] Outcome<std::optional<store::ServiceRecord>> service_for(Invocation& invocation);

// For meters that need passwords of those names; `simulated`: every number is +999. Failure: exit 2 for a password that the
// service lacks or can't be given, else as passwords_for() and chosen_modems().
[[nodiscard]] Outcome<Means> means_for(Invocation& invocation, const meter::Dialect& dialect, bool simulated,
                                       const std::vector<std::string>& names);
// Makes the draft one that the means can carry out. Failure: exit 2 for a number that the service may not send to.
[[nodiscard]] Outcome<void> fit_draft(service::CampaignDraft& draft, const Means& means);

// "follow it with: … ; give it up with: …"
[[nodiscard]] std::string ways_on(store::Id campaign);

}  // namespace gsmcfg::cli
