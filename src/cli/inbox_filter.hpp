// Which received messages a command is about.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/store/inbox.hpp"

#include <vector>

namespace gsmcfg::cli {

[[nodiscard]] std::vector<OptionSpec> inbox_filter_options();
// --kind, --unmatched, --phone, --campaign, --since and --until. Failure: exit 2, also for a campaign that is not there.
[[nodiscard]] Outcome<store::InboundFilter> inbox_filter_of(Invocation& invocation, store::Database& database);
// One of them was given.
[[nodiscard]] bool any_inbox_filter(const Arguments& arguments);

// The received message that an argument names. Failure: exit 2.
[[nodiscard]] Outcome<store::InboundMessage> inbound_named(Invocation& invocation, store::Database& database);
// A number of the command line as E.164. Failure: exit 2; `option` is what it was given to.
[[nodiscard]] Outcome<std::string> phone_of(Invocation& invocation, std::string_view option, const std::string& text);
// --campaign. Failure: exit 2, also for one that is not there.
[[nodiscard]] Outcome<std::optional<store::Id>> campaign_option(const Invocation& invocation, store::Database& database);

}  // namespace gsmcfg::cli
