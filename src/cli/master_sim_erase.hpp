// The settings off a SIM again, with everything saved before.
#pragma once

#include "master_sim_write.hpp"

namespace gsmcfg::cli {

struct EraseOptions {
    bool all = false;    // every message, not the settings alone
    bool force = false;  // a SIM that runs campaigns too
};

// The card is open. How many were deleted. Failure: exit 2 (not agreed, or a SIM that runs campaigns), 3, 4 or 130, with what was
// deleted before. Throws DatabaseError.
[[nodiscard]] Outcome<std::size_t> erase_one_sim(master_sim::Card& card, const meter::Dialect& dialect,
                                                 const EraseOptions& options, const MasterSimDesk& desk, base::StopToken stop);

}  // namespace gsmcfg::cli
