// What points to a common cause: groups that fail while the others do not. Pure.
#pragma once

#include "gsmcfg/report/groups.hpp"

#include <string>
#include <vector>

namespace gsmcfg::report {

struct Finding {
    Dimension dimension{};
    std::string key;
    std::int64_t failed = 0;
    std::int64_t ended = 0;  // meters of that group that have ended
    std::int64_t others_failed = 0;
    std::int64_t others_ended = 0;

    // "11 of the 12 meters asked by SIM 8999… failed; 3 of the other 88 did"
    [[nodiscard]] std::string words() const;
    // Where to look.
    [[nodiscard]] std::string advice() const;
};

struct DimensionGroups {
    Dimension dimension{};
    std::vector<Group> groups;
};

// Groups of at least 3 failed meters in which at least 70 % of those that ended have failed, while of all others at most a
// third of that share has. By SIM, prefix and label (a modem shows by its SIM);
// the heaviest first, at most 5.
[[nodiscard]] std::vector<Finding> find_common_causes(const std::vector<DimensionGroups>& all);

}  // namespace gsmcfg::report
