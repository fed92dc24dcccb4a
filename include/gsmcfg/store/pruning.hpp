// What is old and closed goes; what is open, undecided or still of use stays, however old it is.
#pragma once

#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace gsmcfg::store {

struct PruneCounts {
    std::int64_t campaigns = 0;
    std::int64_t meters = 0;    // of those campaigns
    std::int64_t messages = 0;  // of those campaigns, with their attempts and settings
    std::int64_t inbound = 0;   // received: answers to those messages, reports, and what a person has set aside
    std::int64_t line_events = 0;
    std::int64_t drafts = 0;  // campaigns that were never made whole

    [[nodiscard]] bool any() const { return campaigns + inbound + line_events + drafts > 0; }
};

struct PrunePlan {
    base::UtcTime before;
    std::vector<Id> campaigns;  // finished or cancelled before that, and drafts
    PruneCounts counts;
    std::int64_t kept = 0;  // campaigns that ended before, too, but of which something is open, recent or needed
    Id newest_inbound = 0;  // what comes in after it keeps its campaign
};

// A campaign stays while a meter or message of it is open, an attempt may still be answered at `now`, something was received for
// it since `before`, or an unfinished campaign was made from it. Received messages that wait for a person stay, and so do the
// register of meters with their last values, SIMs, modems, Master SIMs and the audit. Reads only. Throws DatabaseError.
[[nodiscard]] PrunePlan plan_prune(Database& database, base::UtcTime before, base::UtcTime now);

// Does it in small transactions with gaps between: others are held up for milliseconds. What is begun is no longer seen as a
// campaign; after a stop or a crash the next call ends it. Looks at each campaign once more before. `progress`: meters done.
// Returns what is gone. Throws DatabaseError.
PruneCounts prune(Database& database, const PrunePlan& plan, base::Clock& clock, base::StopToken stop,
                  const std::function<void(std::int64_t)>& progress = {});

struct FreeSpace {
    std::int64_t free = 0;   // octets inside the file that will be used again; 0 on PostgreSQL, which looks after that itself
    std::int64_t total = 0;  // octets of the file, or of the database
};
[[nodiscard]] FreeSpace free_space(Database& database);
// Gives it back to the disk: writes the whole database anew, for which as much room is needed again. Holds every writer up
// meanwhile: for when nobody is at work. Throws DatabaseError; then nothing has changed. Always on PostgreSQL, with its own means
// in the text.
void compact(Database& database);

}  // namespace gsmcfg::store
