// Whether another connection has committed, asked many times a second.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <string>

namespace gsmcfg::store {

// Looks at the write-ahead log's time and size, and asks the database itself only when those have changed, or after a second. On
// PostgreSQL it looks for what has been told on the connection.
// Used by the connection's thread.
class ChangeWatch {
public:
    explicit ChangeWatch(Database& database);

    // True if the database's data_version() is not the one given. A change may be seen a second late in the rare case that it
    // came within milliseconds of another one. Throws DatabaseError.
    [[nodiscard]] bool changed_since(std::int64_t version, base::MonoTime now);

private:
    struct Mark {
        std::int64_t time = 0;  // of the last change, nanoseconds
        std::int64_t size = -1;
        bool operator==(const Mark&) const = default;
    };
    [[nodiscard]] Mark mark() const;

    Database& database_;
    std::string log_;
    Mark last_;
    bool settled_ = false;  // nothing has changed between the last two looks
    base::MonoTime next_full_look_{};
};

}  // namespace gsmcfg::store
