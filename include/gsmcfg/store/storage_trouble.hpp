// A database that can't be used for now, though nothing is wrong with what it holds.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <string>

namespace gsmcfg::store {

// What passes: the disk is full, read-only or fails, another program holds the database for longer than is waited for or was
// preferred to this one, or the connection to the server is lost (the next use of it connects again).
// Nothing of the transaction was kept. (One whose disk failed at the very end may come back after a crash: whole.)
class StorageTrouble : public DatabaseError {
public:
    enum class Kind { full, read_only, io, locked, lost };

    StorageTrouble(Kind kind, const std::string& text) : DatabaseError(text), kind_(kind) {}
    [[nodiscard]] Kind kind() const { return kind_; }

private:
    Kind kind_;
};

// Lets the write-ahead log be written from its beginning again, if nobody reads it: a full disk may have room so. PostgreSQL does
// that by itself. Never throws.
void reuse_log(Database& database);
// How long a writer waits for other programs before StorageTrouble `locked`; 35 s if this is not called.
void set_lock_patience(Database& database, std::chrono::milliseconds patience);

}  // namespace gsmcfg::store
