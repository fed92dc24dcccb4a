// Who did what that sends, deletes or writes a SIM.
#pragma once

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/store/database.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct AuditEntry {
    base::UtcTime at;
    std::string action;  // apply, status, send, resume, cancel, …
    base::Actor actor;
    std::string command_line;
    std::string program_version;
    std::optional<Id> campaign;
    std::string profile_hash;
    std::string list_hash;
    std::string reason;
    Id id = 0;  // as read
};

// What is looked for; all that is given must hold.
struct AuditFilter {
    std::vector<std::string> actions{};  // one of these; empty: all
    std::string user{};                  // who ran it, or who became that user by sudo
    std::optional<Id> campaign{};
    std::optional<base::UtcTime> since{}, until{};  // since <= time < until
};

// Wants an open Transaction. Throws DatabaseError.
void write_audit(Database& database, const AuditEntry& entry);
// Oldest first.
void each_audit(Database& database, const std::function<void(const AuditEntry&)>& take);
// Newest first, until `take` returns false. Read in pages: no snapshot is held.
void newest_audit(Database& database, const AuditFilter& filter, const std::function<bool(const AuditEntry&)>& take);
[[nodiscard]] std::int64_t count_audit(Database& database, const AuditFilter& filter);
// The actions that occur, by name.
[[nodiscard]] std::vector<std::string> audit_actions(Database& database);

}  // namespace gsmcfg::store
