// A plan for people and as JSON: what plan shows, and apply asks about.
#pragma once

#include "job.hpp"

#include <optional>
#include <string>

namespace gsmcfg::cli {

// What --deadline asks.
struct DeadlineAnswer {
    base::UtcTime deadline;
    std::optional<std::int64_t> sims;  // nothing: one for each meter is too few
};
// Failure: exit 2 for what is no date, and for one in the past. Nothing without --deadline.
[[nodiscard]] Outcome<std::optional<DeadlineAnswer>> answer_deadline(const Invocation& invocation, const Job& job);

// Counts, money, time, limits, warnings.
[[nodiscard]] std::string summary_text(const Job& job, const std::optional<DeadlineAnswer>& deadline = std::nullopt);
[[nodiscard]] base::Json summary_json(const Job& job, const std::optional<DeadlineAnswer>& deadline = std::nullopt);

}  // namespace gsmcfg::cli
