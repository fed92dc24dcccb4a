// How a campaign ended: what is shown of it, and the exit code.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/service/supervisor.hpp"
#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace gsmcfg::cli {

// A run of a campaign that is over.
struct CampaignEnd {
    service::RunReport report;
    service::Progress progress;
    std::chrono::seconds took{0};
    bool interrupted = false;
    // It goes on with the service, and was only left (and said so): the exit code. The rest is not set then.
    std::optional<int> left;
};

[[nodiscard]] int exit_code_of(const CampaignEnd& end, bool all_wanted);
// What was wrong with the modems, and how to go on, on standard error.
void show_troubles(const CampaignEnd& end);

// How it ended: the meters that need attention and the recap, or all of it as JSON. True if all meters are as wanted.
[[nodiscard]] bool show_result(Invocation& invocation, store::Database& database, const service::Progress& progress,
                               std::chrono::seconds took);
// Why it is not finished, and what goes on with it.
[[nodiscard]] std::string unfinished_text(const store::Campaign& campaign);
// All of it: result, troubles, exit code.
[[nodiscard]] int show_end(Invocation& invocation, store::Database& database, const CampaignEnd& end);

}  // namespace gsmcfg::cli
