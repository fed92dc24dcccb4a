// Which processes are at work, and which have died: never assumed, but proven by a lock file and the boot id, or, where several
// hosts share a database server, by a lease that was not renewed.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gsmcfg::store {

// This process's claim to be alive. On SQLite: a locked file beside the database for as long as the object lives; the kernel
// drops the lock when the process dies, however it dies. On PostgreSQL: a lease, by the database's clock, to be renewed in time.
class Owner {
public:
    static constexpr std::chrono::milliseconds usual_lease{60'000};

    // Throws DatabaseError, also when the lock file can't be made. `host`: what this machine is called among those that share the
    // database; empty: as it calls itself. `lease`: on PostgreSQL alone.
    Owner(Database& database, base::UtcTime now, const std::string& host = {}, std::chrono::milliseconds lease = usual_lease);
    // Gives the lease back if the database can be reached outside of a transaction.
    ~Owner();
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;

    [[nodiscard]] Id id() const { return id_; }
    [[nodiscard]] std::chrono::milliseconds lease() const { return lease_; }
    // Or is proven to live by a lock.
    [[nodiscard]] bool leased() const { return fd_ < 0; }
    // Alive for a whole lease from now on; every third of one is often enough. On any connection, outside of a transaction. False
    // if others have taken over: this process must not send any more. A lease that has run out is renewed as long as nobody has.
    // Throws DatabaseError: it is not renewed, and sending must end in time.
    [[nodiscard]] bool renew(Database& database) const;

    // Not buried. Meaningful after the dead ones have been.
    [[nodiscard]] static bool alive(Database& database, Id owner);
    // Not buried, and not dead either.
    [[nodiscard]] static bool at_work(Database& database, Id owner);
    // Owners that certainly no longer run, or no longer may send, and were not yet buried.
    [[nodiscard]] static std::vector<Id> dead(Database& database);
    // Until the end of the transaction it can't renew its lease. False if it did meanwhile, or somebody has buried it. Wants an
    // open Transaction.
    [[nodiscard]] static bool condemn(Database& database, Id owner);
    // Their messages have been dealt with. Wants an open Transaction.
    static void bury(Database& database, Id owner, base::UtcTime now);

private:
    void make_lock_file();

    Database& database_;
    std::chrono::milliseconds lease_;
    std::string lock_file_;
    int fd_ = -1;
    Id id_ = 0;
};

// The lease of the owner that wanted to send has run out.
class LeaseLost : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

}  // namespace gsmcfg::store
