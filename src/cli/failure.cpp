#include "failure.hpp"

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::cli {

Failure all_problems(const std::vector<base::Error>& problems) {
    Failure failure;
    for (const auto& problem : problems)
        for (const auto line : base::split(problem.message(), '\n')) failure.lines.push_back(base::escape_control(line));
    return failure;
}

}  // namespace gsmcfg::cli
