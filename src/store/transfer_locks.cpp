#include "transfer_locks.hpp"

#include "postgresql_session.hpp"
#include "sqlite_session.hpp"

#include "gsmcfg/store/dump.hpp"

#include <fmt/format.h>

#include <random>

namespace gsmcfg::store {
namespace {

bool take_mark(Database& database, std::int64_t mark) {
    const auto taken =
        postgresql_session(database).run(fmt::format("SELECT CASE WHEN pg_try_advisory_xact_lock({}) THEN 1 ELSE 0 END", mark));
    return std::string_view(PQgetvalue(taken.get(), 0, 0)) == "1";
}

// That nobody else uses.
std::int64_t random_mark() {
    std::random_device device;
    return std::uniform_int_distribution<std::int64_t>(1)(device);
}

// SQLite takes no lock on a file that it can't write, and does not say so.
void hold_file(Database& database) {
    if (sqlite_api::sqlite3_db_readonly(sqlite_handle(database), "main") != 0)
        throw DatabaseError(
            "can't be written by this user, and so others can't be kept from writing to it: run this as its owner, or on a copy "
            "(gsmcfg db backup)");
    // Past Session::begin(): in this process the destination, which may be a file too, is written meanwhile.
    guarded([&] { database.session().soci << "BEGIN IMMEDIATE"; });
}

void lock_tables(PostgresqlSession& session, std::string_view mode) {
    session.run(fmt::format("LOCK TABLE {} IN {} MODE", fmt::join(dumped_tables(), ", "), mode));
}

}  // namespace

HeldSource::HeldSource(Database& database) : database_(database) {
    auto& session = database.session();
    if (session.is(Backend::sqlite)) {
        hold_file(database);
        session.in_snapshot = true;
        return;
    }
    auto& postgresql = postgresql_session(database);
    postgresql.make_ready();
    postgresql.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
    session.in_snapshot = true;
    mark_ = random_mark();
    try {
        // Before the first look, so that what others wrote until then is seen.
        lock_tables(postgresql, "SHARE");
        (void)take_mark(database, mark_);
    } catch (...) {
        release();
        throw;
    }
}

HeldSource::~HeldSource() { release(); }

void HeldSource::release() {
    database_.session().end_snapshot();
    database_.session().in_snapshot = false;
}

bool HeldSource::is_held(Database& other) const {
    return database_.session().is(Backend::postgresql) && other.session().is(Backend::postgresql) && !take_mark(other, mark_);
}

void hold_destination(Database& database) {
    if (database.session().is(Backend::postgresql)) lock_tables(postgresql_session(database), "SHARE ROW EXCLUSIVE");
}

}  // namespace gsmcfg::store
