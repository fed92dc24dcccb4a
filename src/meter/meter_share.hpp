// What one meter adds to a plan's totals. Pure.
#pragma once

#include "gsmcfg/meter/course_messages.hpp"
#include "gsmcfg/meter/plan.hpp"

#include <cstddef>
#include <vector>

namespace gsmcfg::meter {

using Course = std::vector<PlannedMessage>;

struct MeterShare {
    std::size_t messages = 0;
    std::size_t replies = 0;
    std::size_t least = 0;  // if what is read first is right already
    std::size_t least_replies = 0;
    std::size_t worst = 0;  // with all attempts
    std::size_t reads = 0;
    std::size_t verifies = 0;
    std::size_t restarts = 0;
};

[[nodiscard]] MeterShare share_of(const Course& course, unsigned attempts);
// Messages that would not be sent if the meter is as it is known.
[[nodiscard]] std::size_t saved_by(const Dialect& dialect, const Course& course, const Settings& wanted, const Settings& known);
// All values that the course changes are known.
[[nodiscard]] bool undo_known(const Course& course, const Settings& known);

}  // namespace gsmcfg::meter
