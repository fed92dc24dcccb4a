// The highest id that each table has ever given.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace gsmcfg::store {

// By the table's name: of those whose ids the database makes. Also where the record is gone, or was written with its id. Throws
// DatabaseError.
[[nodiscard]] std::map<std::string, std::int64_t> highest_ids(Database& database);
// From now on higher ones are given. Wants an open Transaction, with which it is undone too. Throws DatabaseError.
void continue_ids(Database& database, const std::map<std::string, std::int64_t>& highest);

}  // namespace gsmcfg::store
