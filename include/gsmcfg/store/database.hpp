// A connection to the database, and transactions on it.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/embedded.hpp"
#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

namespace gsmcfg::store {

using Id = std::int64_t;

// The database failed (disk full, damaged, locked too long). Its text never holds values that were bound to a query.
// Caught in two places: the worker's loop and main.
class DatabaseError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The state of a record is no longer the one the caller read, or the state table has no such change.
class StateConflict : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

// The connection was lost while a transaction was committed: all of it is kept, or nothing. The caller must not write it again
// without having asked Database::last_commit_was_kept(). Its Transaction is over.
class CommitUnknown : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

// One connection; used by one thread. Several connections, threads and processes on one database are normal.
class Database {
public:
    // `url`: a path or sqlite:PATH: creates the file (0600; 0660 in a set-group-id directory). Or what libpq takes:
    // postgresql://… or postgres://…, where what is missing comes from the environment (PGHOST, PGPASSFILE, …), and the database
    // itself must be there, in UTF-8. Brings the schema up to date. No error holds a password.
    // Errors: newer_schema, permission, io, invalid_argument, unsupported (another kind of URL), database.
    [[nodiscard]] static base::Result<std::unique_ptr<Database>> open(const std::string& url);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Where it is, for messages: the file's path, or host, port and name; without user and password.
    [[nodiscard]] const std::string& shown() const;
    // To open() it once more. May hold a password: never to be shown or logged.
    [[nodiscard]] const std::string& url() const;
    // Of SQLite's file, absolute: for what lies beside it. Empty if the database is no file.
    [[nodiscard]] const std::string& path() const;
    // Changes when another connection has committed, and may after a loss of the connection. Cheap. PostgreSQL tells it a moment
    // later; what was committed before a query on this connection is told at the end of that query. Throws DatabaseError.
    [[nodiscard]] std::int64_t data_version();
    // From now on each commit leaves a mark of this connection, by which it is known afterwards whether it was kept.
    void mark_commits();
    // After a CommitUnknown, before anything else is written on this Database, whose commits are marked: connects again, and
    // looks. Throws StorageTrouble while it can't be told yet.
    [[nodiscard]] bool last_commit_was_kept();
    // True between a Transaction's begin and its end: waiting then would stop every other process.
    [[nodiscard]] bool in_transaction() const;

    struct Session;  // SOCI; known to the store alone
    [[nodiscard]] Session& session() { return *session_; }

private:
    friend base::Result<std::unique_ptr<Database>> open_database(const std::string& url,
                                                                 std::span<const base::EmbeddedFile> schema);
    explicit Database(std::unique_ptr<Session> session);
    std::unique_ptr<Session> session_;
};

// Durable when commit() returns. Rolls back if not committed. On SQLite it is alone with the database (BEGIN IMMEDIATE); on
// PostgreSQL others write too (READ COMMITTED), and what two may take is claimed or checked when it is written.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    // Throws DatabaseError: nothing is kept; CommitUnknown: that is not known.
    void commit();

private:
    Database& database_;
    bool open_ = false;
};

// Times as the database holds them.
[[nodiscard]] inline std::int64_t to_millis(base::UtcTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline base::UtcTime from_millis(std::int64_t millis) { return base::UtcTime(std::chrono::milliseconds(millis)); }
[[nodiscard]] inline std::optional<std::int64_t> to_millis(const std::optional<base::UtcTime>& time) {
    return time ? std::optional(to_millis(*time)) : std::nullopt;
}
[[nodiscard]] inline std::optional<base::UtcTime> from_millis(const std::optional<std::int64_t>& millis) {
    return millis ? std::optional(from_millis(*millis)) : std::nullopt;
}

}  // namespace gsmcfg::store
