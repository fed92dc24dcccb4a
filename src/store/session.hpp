// The SOCI session behind a Database, and what each kind of database does in its own way.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <soci/soci.h>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::store {

enum class Backend { sqlite, postgresql };

// A statement in the words of each backend; nearly all are the same in both.
struct Sql {
    Sql(const char* both) : sqlite(both), postgresql(both) {}
    Sql(const std::string& both) : sqlite(both), postgresql(both) {}
    Sql(std::string_view on_sqlite, std::string_view on_postgresql) : sqlite(on_sqlite), postgresql(on_postgresql) {}

    std::string_view sqlite;
    std::string_view postgresql;
};

// Of a bound parameter; PostgreSQL wants to be told where a statement does not show it.
enum class ParameterType { number, text };

struct Database::Session {
    explicit Session(Backend kind) : backend(kind) {}
    virtual ~Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] bool is(Backend kind) const { return backend == kind; }

    // All throw DatabaseError, or SOCI's own errors where guarded() is around them.
    virtual void begin() = 0;
    // The transaction stays open if it throws, but for a CommitUnknown.
    virtual void commit() = 0;
    virtual void mark_commits() {}
    [[nodiscard]] virtual bool last_commit_was_kept() { return true; }
    virtual void roll_back() noexcept = 0;
    // What is read between the two is of one moment.
    virtual void begin_snapshot() = 0;
    virtual void end_snapshot() noexcept = 0;
    [[nodiscard]] virtual std::int64_t data_version() = 0;
    // Where this connection counts what others count too: a number that no other connection has. 0 in a file.
    [[nodiscard]] virtual std::int64_t part() { return 0; }
    virtual void set_lock_patience(std::chrono::milliseconds patience) = 0;
    // See reuse_log() and shorten_log(). Never throw.
    virtual void reuse_log() noexcept = 0;
    virtual void shorten_log() noexcept = 0;
    // What keeps two programs from bringing the schema up to date at once; until the end of the transaction.
    virtual void lock_schema() = 0;
    // A statement of the schema, in which {id} is the key that the database makes.
    [[nodiscard]] virtual std::string schema_statement(std::string statement) const = 0;
    // As it is to be prepared.
    [[nodiscard]] virtual std::string text_of(const Sql& sql, std::span<const ParameterType> parameters) const = 0;
    // Before it is prepared: SOCI wants names for what is bound when it tells of an error.
    virtual void name_parameters(soci::statement& statement, std::size_t count) const = 0;
    // Before a statement is run or prepared: connects again after a loss, but not in the middle of a transaction.
    virtual void make_ready() = 0;
    // For a statement of an older connection.
    virtual void prepare_again(soci::statement& statement) = 0;
    virtual void forget(soci::statement& statement) noexcept = 0;

    const Backend backend;
    soci::session soci;
    std::string url;     // to connect again with
    std::string shown;   // where it is, without a password
    std::string path;    // of the file; empty if it is none
    bool as_is = false;  // nothing but what is asked for is changed
    bool in_transaction = false;
    bool in_snapshot = false;
    bool wrote = false;           // something since the last commit
    std::int64_t connection = 0;  // counts them: what was prepared on an older one is no longer there
};

// What is wrong with it, and the next step where there is one; without SOCI's own words and without values.
struct Fault {
    std::string words;
    std::optional<StorageTrouble::Kind> passes;  // by itself
    bool conflict = false;                       // another one was faster
};
// Nothing if the error is not of that backend.
[[nodiscard]] std::optional<Fault> sqlite_fault(const soci::soci_error& error);
[[nodiscard]] std::optional<Fault> postgresql_fault(const soci::soci_error& error);
[[nodiscard]] std::string words_of(const soci::soci_error& error);

// Throws a DatabaseError, a StorageTrouble if it passes, a StateConflict if another one was faster.
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

using OpenedSession = base::Result<std::unique_ptr<Database::Session>>;
// Makes the file if it is not to be opened as it is. Errors: those of Database::open(), and not_found. Throws soci_error.
[[nodiscard]] OpenedSession open_sqlite(const std::string& url, bool as_is);
// Errors: those of Database::open(). Throws DatabaseError.
[[nodiscard]] OpenedSession open_postgresql(const std::string& url, bool as_is);
[[nodiscard]] bool is_postgresql(std::string_view url);

// Brings the schema to the newest version, all steps in one transaction.
// Errors: newer_schema if the database was written by a newer program. Throws DatabaseError and soci_error.
[[nodiscard]] base::Result<void> migrate(Database::Session& session, std::span<const base::EmbeddedFile> schema);

// Opens or makes a database with a schema of its own: its steps in order. Without steps it must be there, and is opened as it is.
// Errors: those of Database::open(), and not_found.
[[nodiscard]] base::Result<std::unique_ptr<Database>> open_database(const std::string& url,
                                                                    std::span<const base::EmbeddedFile> schema);

}  // namespace gsmcfg::store
