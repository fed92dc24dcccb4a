// Profile and list of a command, loaded and checked together, with every fault of both at once.
#pragma once

#include "invocation.hpp"
#include "outlook.hpp"

#include "gsmcfg/meter/plan.hpp"
#include "gsmcfg/service/campaign_options.hpp"

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
    service::CampaignOptions campaign;          // of plan and apply: how it is carried out
    Outlook outlook;                            // of plan and apply
};

// Settings named by --settings. Empty: all.
[[nodiscard]] std::vector<std::string> chosen_settings(const Invocation& invocation);
// Failure: exit 2 with every problem of profile, list and plan.
[[nodiscard]] Outcome<Job> load_job(Invocation& invocation, const std::string& profile_path, const std::string& phones,
                                    bool query_only);
// What plan and apply work with: the list restricted by --first and --phones-from, the campaign's options, what the register
// knows, and the forecast. `fixed`: the options of a saved plan in place of those of the line. Failure: exit 2, also for limits
// under which no meter could ever be begun.
[[nodiscard]] Outcome<Job> load_campaign_job(Invocation& invocation, const std::string& profile_path, const std::string& phones,
                                             const std::optional<service::CampaignOptions>& fixed = std::nullopt);
// The same for a profile alone.
[[nodiscard]] Outcome<meter::LoadedProfile> load_profile(Invocation& invocation, const std::string& path, meter::RuleCheck check);
// The profile's settings as a campaign takes them, restricted to --settings.
[[nodiscard]] std::vector<std::pair<std::string, std::optional<std::string>>> campaign_settings(const Job& job);
// True if the user agrees, or --yes was given. Failure: exit 2 where nobody can be asked.
[[nodiscard]] Outcome<bool> agreed(Invocation& invocation, const std::string& question, std::string_view to_do = "send");
// Names of the passwords that these meters need; "default" for those that name none.
[[nodiscard]] std::vector<std::string> credential_names_of(const meter::LoadedList& list);
[[nodiscard]] bool all_simulated(const meter::LoadedList& list);

}  // namespace gsmcfg::cli
