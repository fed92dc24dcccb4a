// The campaign that a command line names, and what working on it wants.
#pragma once

#include "hand_over.hpp"
#include "invocation.hpp"

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/store/campaigns.hpp"

#include <string>

namespace gsmcfg::cli {

// The first word of the line is its number. Failure: exit 2 if it is none, or there is no such campaign.
[[nodiscard]] Outcome<store::Campaign> campaign_named(Invocation& invocation, store::Database& database);
// As it was when the campaign was made. Failure: exit 4.
[[nodiscard]] Outcome<meter::Dialect> dialect_of(const store::Campaign& campaign);
// What it is carried out with. Failures of means_for().
[[nodiscard]] Outcome<Means> means_of(Invocation& invocation, store::Database& database, const store::Campaign& campaign,
                                      const meter::Dialect& dialect);
// "3 confirmed, 1 no_reply"
[[nodiscard]] std::string tally_text(const store::Tally& tally);

}  // namespace gsmcfg::cli
