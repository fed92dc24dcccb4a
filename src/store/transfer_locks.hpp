// What keeps others away while a database is moved.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>

namespace gsmcfg::store {

// As long as it lives, what is read on this connection is of one moment, and nobody else can write. Nothing of it is kept.
class HeldSource {
public:
    // Waits for those who write. Throws DatabaseError, also for a file that this user can't write.
    explicit HeldSource(Database& database);
    ~HeldSource();
    HeldSource(const HeldSource&) = delete;
    HeldSource& operator=(const HeldSource&) = delete;

    // Whether this is another connection to the same database, whatever names it has. Of two files that is not known here. Wants
    // an open Transaction. Throws DatabaseError.
    [[nodiscard]] bool is_held(Database& other) const;

private:
    void release();

    Database& database_;
    std::int64_t mark_ = 0;  // of an advisory lock, which each database has of its own
};

// Until the end of the transaction nobody else can write to it. Waits for those who do. Wants an open Transaction. Throws
// DatabaseError.
void hold_destination(Database& database);

}  // namespace gsmcfg::store
