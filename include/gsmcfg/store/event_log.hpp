// What has happened to meters and campaigns, for those who want to be told: written by the transaction that makes it happen.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct LoggedEvent {
    Id id = 0;
    base::UtcTime at;
    std::string kind;   // meter-done, campaign-done, inbound
    Id subject = 0;     // a target, a campaign, a received message
    std::string state;  // that the campaign went to: finished, cancelled, held
};

// All throw DatabaseError. Those that change something want an open Transaction.

// From now on these kinds are logged, by every process, and no others; what was logged of the others is dropped.
void want_events(Database& database, const std::vector<std::string>& kinds);
// A received message was filed with one of ours, and can't be read as its answer: to be told like one that answers nothing.
void log_unread(Database& database, Id inbound, base::UtcTime now);
// Oldest first.
[[nodiscard]] std::vector<LoggedEvent> logged_events(Database& database, std::int64_t limit);
// They have been dealt with.
void forget_events(Database& database, Id up_to);

}  // namespace gsmcfg::store
