// The records of a PostgreSQL table.
#pragma once

#include "gsmcfg/store/dump.hpp"

namespace gsmcfg::store {

// As each_record().
bool each_postgresql_record(Database& database, std::string_view table, const std::function<bool(const Record&)>& take);

}  // namespace gsmcfg::store
