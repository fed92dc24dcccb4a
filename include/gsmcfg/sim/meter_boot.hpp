// What a GS04/GB04 module makes of the settings on the SIM that it starts with.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// One record in use, in the order of their numbers.
struct RecordVerdict {
    std::size_t record = 0;  // from 1
    std::string text;        // its command, with the password; empty if it can't be read
    std::string problem;     // why it is wrong; empty if it is right
};

struct MeterBoot {
    enum class Result {
        empty,      // no record is in use: the module starts with what it has
        refused,    // a record is wrong, or the SIM can't be read: none was taken
        unchanged,  // all right, and the module had these values already
        taken,
    };
    Result result = Result::empty;
    std::vector<RecordVerdict> records;  // of the first start
    std::string problem;                 // the first one, with its record
    unsigned starts = 1;                 // the first one too
    bool loops = false;                  // it would restart for ever: MODE is on the SIM and taken at each start
};

// "empty", "refused", "unchanged", "taken"
[[nodiscard]] std::string_view name(MeterBoot::Result result);

// World::boot_meter looks no further.
inline constexpr unsigned most_starts = 10;

}  // namespace gsmcfg::sim
