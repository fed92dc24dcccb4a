// A plan as a file: `plan --out FILE` writes it, `apply FILE` carries out precisely that, or refuses.
#pragma once

#include "job.hpp"

#include "gsmcfg/service/campaign_options.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// Mode 0600. Failure: exit 2, also for a file that is there already without --force, and for a list from standard input.
[[nodiscard]] Outcome<void> save_plan(const Invocation& invocation, const Job& job, const std::string& path);

// What apply goes on with.
struct PlannedJob {
    Job job;
    std::unique_ptr<Invocation> invocation;  // as if the plan's profile, list and options had been typed beside those of apply
};

// Reads profile and list again and compares. `fixed`: apply's own options, which a plan has already; none of them may be given
// beside it. Failure: exit 2 with a sentence that names what has changed, or what is wrong with the file.
[[nodiscard]] Outcome<PlannedJob> load_plan(const Invocation& invocation, const std::string& path,
                                            const std::vector<OptionSpec>& fixed);

}  // namespace gsmcfg::cli
