// Profile and list of a command, loaded and checked together, with every fault of both at once.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/meter/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

struct Job {
    meter::Profile profile;
    meter::LoadedList list;
    meter::PlanOptions options;
    meter::Plan plan;
    std::size_t modems = 1;
    bool simulated = false;                     // every number is +999
    std::vector<std::string> credential_names;  // that the meters need
};

// Settings named by --settings. Empty: all.
[[nodiscard]] std::vector<std::string> chosen_settings(const Invocation& invocation);
// Failure: exit 2 with every problem of profile, list and plan.
[[nodiscard]] Outcome<Job> load_job(Invocation& invocation, const std::string& profile_path, const std::string& phones,
                                    bool query_only);
// The same for a profile alone.
[[nodiscard]] Outcome<meter::LoadedProfile> load_profile(Invocation& invocation, const std::string& path, meter::RuleCheck check);
// Counts, duration, cost, warnings: what plan shows and apply asks about.
[[nodiscard]] std::string summary_text(const Job& job, const config::Configuration& configuration);
[[nodiscard]] base::Json summary_json(const Job& job, const config::Configuration& configuration);
// The profile's settings as a campaign takes them, restricted to --settings.
[[nodiscard]] std::vector<std::pair<std::string, std::optional<std::string>>> campaign_settings(const Job& job);
// True if the user agrees, or --yes was given. Failure: exit 2 where nobody can be asked.
[[nodiscard]] Outcome<bool> agreed(Invocation& invocation, const std::string& question);
// Names of the passwords that these meters need; "default" for those that name none.
[[nodiscard]] std::vector<std::string> credential_names_of(const meter::LoadedList& list);
[[nodiscard]] bool all_simulated(const meter::LoadedList& list);

}  // namespace gsmcfg::cli
