// All that a database holds, record by record.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gsmcfg::store {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate: NULL

struct Record {
    std::string_view table;
    std::span<const std::string> columns;  // as in the schema; a target_setting has its target's campaign_id besides
    std::span<const Cell> cells;
};

// The tables of the schema, those that others refer to first.
[[nodiscard]] std::span<const std::string_view> dumped_tables();
// The records of one of them, those with an id in the order they were made, until `take` returns false, which may read from the
// database and must not write to it. Read in pages. On SQLite no snapshot is held, and what others change meanwhile may be seen
// or not. False if it was ended so. Throws DatabaseError.
bool each_record(Database& database, std::string_view table, const std::function<bool(const Record&)>& take);

}  // namespace gsmcfg::store
