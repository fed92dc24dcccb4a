// How far those who watch the database have read, by name: hooks, metrics.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace gsmcfg::store {

// All throw DatabaseError. Those that change something want an open Transaction.

// Nothing if there is no mark of that name.
[[nodiscard]] std::optional<std::int64_t> watch_mark(Database& database, const std::string& name);
void set_watch_mark(Database& database, const std::string& name, std::int64_t value);
void drop_watch_mark(Database& database, const std::string& name);

}  // namespace gsmcfg::store
