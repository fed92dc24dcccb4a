// The SOCI session behind a Database.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <soci/soci.h>

#include <mutex>
#include <string>

namespace gsmcfg::store {

struct Database::Session {
    soci::session soci;
    std::string path;
    bool in_transaction = false;
    int commits_since_checkpoint = 0;
};

// Runs what may throw in SOCI's own terms and rethrows it as DatabaseError without bound values.
template <typename Action>
auto guarded(Action&& action) {
    try {
        return action();
    } catch (const soci::soci_error& error) {
        throw DatabaseError(error.get_error_message());
    }
}

// Brings the schema to the newest version, each step in a transaction of its own.
// Errors: newer_schema if the database was written by a newer program.
[[nodiscard]] base::Result<void> migrate(Database::Session& session);

}  // namespace gsmcfg::store
