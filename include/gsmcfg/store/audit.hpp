// Who did what that sends, deletes or writes a SIM.
#pragma once

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/store/database.hpp"

#include <functional>
#include <optional>
#include <string>

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
};

// Wants an open Transaction. Throws DatabaseError.
void write_audit(Database& database, const AuditEntry& entry);
// Oldest first.
void each_audit(Database& database, const std::function<void(const AuditEntry&)>& take);

}  // namespace gsmcfg::store
