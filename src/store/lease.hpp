// Whether an owner may still send.
#pragma once

#include "query.hpp"

#include <optional>
#include <string_view>

namespace gsmcfg::store {

// The clock that all hosts share: PostgreSQL's own, in milliseconds.
inline constexpr std::string_view database_clock = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

// Nothing is asked on SQLite: there this process is proven to live by the lock that it holds.
class Lease {
public:
    explicit Lease(Database& database);

    // Until the end of the transaction nobody takes the owner's messages over. Wants an open Transaction. Throws LeaseLost if
    // somebody may have, DatabaseError.
    void hold(Id owner);

private:
    std::optional<Query<Row<Id>, Args<Id>>> select_;
};

// Until the end of the transaction the owner begins nothing; what it was about to begin is waited for, and so is whoever looks
// through what it left. Wants an open Transaction. Throws DatabaseError.
void lock_owner(Database& database, Id owner);

}  // namespace gsmcfg::store
