#include "gsmcfg/store/server_clock.hpp"

#include "lease.hpp"

namespace gsmcfg::store {
namespace {

std::int64_t millis_of(base::MonoTime time) {
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

ServerClock::ServerClock(Database& database, base::Clock& machine)
    : machine_(machine), shared_(database.session().is(Backend::postgresql)) {
    set_by(database);
}

// What the question takes is shared out evenly between the way there and the way back.
void ServerClock::set_by(Database& database) {
    if (!shared_) return;
    Query<Row<std::int64_t>, Args<>> ask(database, "SELECT " + std::string(database_clock));
    const auto asked = millis_of(machine_.now_with_sleep());
    const auto server = std::get<0>(ask.first().value());
    const auto answered = millis_of(machine_.now_with_sleep());
    ahead_ = server - (asked + (answered - asked) / 2);
}

std::chrono::milliseconds ServerClock::machine_ahead() const { return machine_.utc() - utc(); }

base::UtcTime ServerClock::utc() const {
    return shared_ ? from_millis(millis_of(machine_.now_with_sleep()) + ahead_) : machine_.utc();
}

}  // namespace gsmcfg::store
