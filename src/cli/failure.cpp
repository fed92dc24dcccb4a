#include "failure.hpp"

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::cli {

Failure all_problems(const std::vector<base::Error>& problems) {
    Failure failure;
    for (const auto& problem : problems) {
        const auto text = problem.message();
        for (const auto line : base::split(text, '\n')) failure.lines.push_back(base::escape_control(line));
    }
    return failure;
}

}  // namespace gsmcfg::cli
