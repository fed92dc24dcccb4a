#include "turns.hpp"

#include "postgresql_session.hpp"

namespace gsmcfg::store {
namespace {

constexpr int lock_class = 7163771;  // any number that other programs do not use

}  // namespace

void take_turn(Database& database, Turn turn) {
    if (database.session().is(Backend::sqlite)) return;
    const auto number = std::to_string(static_cast<int>(turn));
    postgresql_session(database).run("SELECT pg_advisory_xact_lock(" + std::to_string(lock_class) + ", " + number + ")");
}

// NO KEY: a row that others only refer to is not theirs.
std::string claiming(Database& database, const std::string& select) {
    return database.session().is(Backend::sqlite) ? select : select + " FOR NO KEY UPDATE SKIP LOCKED";
}

}  // namespace gsmcfg::store
