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
[[nodiscard]] base::Result<void> migrate(Database::Session& session, std::span<const base::EmbeddedFile> schema);

// Opens or makes a database with a schema of its own: its steps in order. Errors: those of Database::open().
[[nodiscard]] base::Result<std::unique_ptr<Database>> open_database(const std::string& url,
                                                                    std::span<const base::EmbeddedFile> schema);

}  // namespace gsmcfg::store
