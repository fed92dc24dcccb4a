// All messages of one meter in a campaign, in order: what is read before, what is set, what is read again.
#pragma once

#include "gsmcfg/meter/message.hpp"

#include <vector>

namespace gsmcfg::meter {

// What a message is for: it changes something, or it asks before anything is changed, or after the restart.
enum class Purpose { work, read, verify };

[[nodiscard]] std::string_view name(Purpose purpose);

struct CourseOptions {
    bool no_restart = false;  // leave out what restarts the device
    bool read_first = false;  // ask for the values first
    bool verify = false;      // ask for them again at the end
    bool one_way = false;     // the device can't answer: nothing is asked, and no message has a proof
};

struct PlannedMessage {
    MessageText text;
    Purpose purpose{};
};

// Queries to read, set messages, queries to verify. Asked for are the settings that the set messages change, as far as they
// can be asked for, each group once. `wanted` as for compose_set(); nothing to set: no messages at all.
[[nodiscard]] std::vector<PlannedMessage> compose_course(const Dialect& dialect, const Settings& wanted,
                                                         const CourseOptions& options);

}  // namespace gsmcfg::meter
