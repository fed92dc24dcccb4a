// The records of a table as the schema has them.
#pragma once

#include "gsmcfg/store/dump.hpp"

namespace gsmcfg::store {

// As each_record(), but with the columns of the schema alone and, on PostgreSQL, in no certain order. Within a transaction or a
// snapshot of this connection it reads what that sees.
bool each_stored_row(Database& database, std::string_view table, const std::function<bool(const Record&)>& take);

}  // namespace gsmcfg::store
