// How many meters of a campaign have each outcome.
#pragma once

#include <string_view>

namespace gsmcfg::store {

// Campaign, outcome, how many more (or fewer), and the part of the connection (Session::part()).
inline constexpr std::string_view add_to_tally =
    "INSERT INTO campaign_tally (campaign_id, outcome, meters, part) VALUES (:campaign, :outcome, :count, :part) ON CONFLICT "
    "(campaign_id, outcome, part) DO UPDATE SET meters = campaign_tally.meters + excluded.meters";

}  // namespace gsmcfg::store
