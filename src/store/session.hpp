// The SOCI session behind a Database.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <soci/soci.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace gsmcfg::store {

struct Database::Session {
    soci::session soci;
    std::string path;
    bool as_is = false;  // nothing but what is asked for is changed
    bool in_transaction = false;
    int commits_since_checkpoint = 0;
    // Prepared once: every message needs them.
    std::optional<soci::statement> begin;
    std::optional<soci::statement> commit;
    std::optional<soci::statement> read_version;
    long long version = 0;
    // How long a writer waits for another process before it gives up: longer than any honest transaction.
    std::chrono::milliseconds lock_patience{35'000};
};

// What is wrong with it, and the next step where there is one; without SOCI's own words.
[[nodiscard]] std::string words_of(const soci::soci_error& error);

// Throws a DatabaseError, a StorageTrouble if it passes.
[[noreturn]] void rethrow_without_values(const soci::soci_error& error);

// Runs what may throw in SOCI's own terms and rethrows it as DatabaseError without bound values.
template <typename Action>
auto guarded(Action&& action) {
    try {
        return action();
    } catch (const soci::soci_error& error) {
        rethrow_without_values(error);
    }
}

// After bulk work, when nobody else is at work: the write-ahead log takes no room any more. Never throws.
void shorten_log(Database& database);

// Brings the schema to the newest version, each step in a transaction of its own.
// Errors: newer_schema if the database was written by a newer program.
[[nodiscard]] base::Result<void> migrate(Database::Session& session, std::span<const base::EmbeddedFile> schema);

// Opens or makes a database with a schema of its own: its steps in order. Without steps it must be there, and is opened as it is.
// Errors: those of Database::open(), and not_found.
[[nodiscard]] base::Result<std::unique_ptr<Database>> open_database(const std::string& url,
                                                                    std::span<const base::EmbeddedFile> schema);

}  // namespace gsmcfg::store
