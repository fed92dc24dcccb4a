#include "lease.hpp"

#include "gsmcfg/store/owners.hpp"

namespace gsmcfg::store {

// FOR SHARE: whoever looks through what the owner left waits, and then finds what was begun.
Lease::Lease(Database& database) {
    if (database.session().is(Backend::postgresql))
        select_.emplace(database, "SELECT id FROM owner WHERE id = :id AND ended_at IS NULL AND lease_until >= " +
                                      std::string(database_clock) + " FOR SHARE");
}

void Lease::hold(Id owner) {
    if (select_ && !select_->first(owner)) throw LeaseLost("the lease of this process has run out: others may have taken over");
}

void lock_owner(Database& database, Id owner) {
    if (database.session().is(Backend::sqlite)) return;
    Query<Row<Id>, Args<Id>>(database, "SELECT id FROM owner WHERE id = :id FOR NO KEY UPDATE").first(owner);
}

}  // namespace gsmcfg::store
