// COPY … FROM STDIN: the fastest way into a table of PostgreSQL.
#pragma once

#include "postgresql_session.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gsmcfg::store {

// Within a transaction, which is of no more use if one of these throws. All throw DatabaseError.
class CopyStream {
public:
    // `columns`: "table (column, …)".
    CopyStream(PostgresqlSession& session, std::string_view columns);

    // The columns of a record in their order.
    void add(std::int64_t value) { add_field(std::to_string(value)); }
    void add(std::string_view text);
    void add_null() { add_field("\\N"); }
    void end_record();
    // To be called once, at the end.
    void finish();

private:
    void add_field(std::string_view text);
    void send();

    PostgresqlSession& session_;
    std::string buffer_;
    bool begun_ = false;  // a field of the record is in the buffer
};

}  // namespace gsmcfg::store
