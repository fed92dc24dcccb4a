// Which processes are at work, and which have died: proven by a lock file and the boot id, never assumed.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gsmcfg::store {

// This process's claim to be alive: a locked file beside the database for as long as the object lives.
// The kernel drops the lock when the process dies, however it dies.
class Owner {
public:
    // Throws DatabaseError, also when the lock file can't be made.
    Owner(Database& database, base::UtcTime now);
    ~Owner();
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;

    [[nodiscard]] Id id() const { return id_; }

    // Not buried. Meaningful after the dead ones have been.
    [[nodiscard]] static bool alive(Database& database, Id owner);
    // Not buried, and not dead either.
    [[nodiscard]] static bool at_work(Database& database, Id owner);
    // Owners that certainly no longer run and were not yet buried.
    [[nodiscard]] static std::vector<Id> dead(Database& database);
    // Their messages have been dealt with. Wants an open Transaction.
    static void bury(Database& database, Id owner, base::UtcTime now);

private:
    Database& database_;
    std::string lock_file_;
    int fd_ = -1;
    Id id_ = 0;
};

}  // namespace gsmcfg::store
