// When modems were down, and who was told.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct Outage {
    Id id = 0;
    std::string modem;
    base::UtcTime began_at;
    std::string cause;  // as it was last told
    std::optional<base::UtcTime> alarmed_at;
};

// The newest so many are kept, over all modems.
inline constexpr std::int64_t outages_kept = 1000;

// All throw DatabaseError. Those that change something want an open Transaction.

// At most one of a modem; by modem.
[[nodiscard]] std::vector<Outage> open_outages(Database& database);
// Throws DatabaseError if one of that modem is open.
Id begin_outage(Database& database, const std::string& modem, base::UtcTime at, const std::string& cause);
void change_cause(Database& database, Id outage, const std::string& cause);
void end_outage(Database& database, Id outage, base::UtcTime at);
// A person was sent an SMS; nothing: the sending failed.
void set_alarmed(Database& database, Id outage, std::optional<base::UtcTime> at);
// When a person was last told that this modem is down.
[[nodiscard]] std::optional<base::UtcTime> last_alarm(Database& database, const std::string& modem);
// That hook was told of this outage.
[[nodiscard]] bool has_notice(Database& database, Id outage, const std::string& hook);
void add_notice(Database& database, Id outage, const std::string& hook);

}  // namespace gsmcfg::store
