// What only one connection may do at a time, where SQLite has one writer anyway.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <string>

namespace gsmcfg::store {

enum class Turn { service = 1, loans = 2, master_sims = 3, metrics = 4 };

// Waits until nobody else has this turn; it ends with the transaction. What was committed before is seen by the next statement.
// Wants an open Transaction. Throws DatabaseError.
void take_turn(Database& database, Turn turn);

// A SELECT of what is to be worked on: on PostgreSQL nobody else can take it until the end of the transaction, and what others
// have taken is passed over. SQLite has one writer anyway.
[[nodiscard]] std::string claiming(Database& database, const std::string& select);

}  // namespace gsmcfg::store
