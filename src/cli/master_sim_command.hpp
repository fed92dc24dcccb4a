// What the commands of gsmcfg master-sim do, a function each.
#pragma once

#include "invocation.hpp"

namespace gsmcfg::cli {

// One SIM, or with --stack many.
[[nodiscard]] Outcome<int> write_master_sims(Invocation& invocation);
[[nodiscard]] Outcome<int> read_master_sim(Invocation& invocation);
[[nodiscard]] Outcome<int> verify_master_sim(Invocation& invocation);
[[nodiscard]] Outcome<int> erase_master_sim(Invocation& invocation);

}  // namespace gsmcfg::cli
