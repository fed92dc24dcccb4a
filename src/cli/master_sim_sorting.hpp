// What is on a SIM, sorted by what becomes of it when settings are written. Pure.
#pragma once

#include "master_sim_job.hpp"

#include "gsmcfg/master_sim/card.hpp"
#include "gsmcfg/store/master_sims.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

struct SortedRecords {
    std::vector<master_sim::CardRecord> doomed;  // ours, or to be replaced: deleted before
    std::size_t others = 0;                      // messages that set nothing, and are not ours
    std::size_t other_settings = 0;              // records of settings that were not written here, or not for this
};
[[nodiscard]] SortedRecords sort_records(const MasterSimJob& job, const std::optional<store::MasterSim>& manifest,
                                         const master_sim::Content& content, const master_sim::CardContents& found);

// Failure: exit 1 with what can be done.
[[nodiscard]] Outcome<void> check_room(const MasterSimJob& job, const std::string& iccid, const master_sim::CardContents& found,
                                       const SortedRecords& sorted, std::size_t needed);

}  // namespace gsmcfg::cli
