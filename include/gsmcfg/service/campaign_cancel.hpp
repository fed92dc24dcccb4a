// Giving a campaign up.
#pragma once

#include "gsmcfg/store/repositories.hpp"

namespace gsmcfg::service {

// Gives up what has not been sent. What is on the air stays to be answered: its replies are filed when they come, and meters that
// were begun end as partial. Wants an open Transaction. Throws StateConflict if the campaign has ended meanwhile.
void cancel_campaign(store::Repositories& store, store::Id campaign, base::UtcTime now);

}  // namespace gsmcfg::service
