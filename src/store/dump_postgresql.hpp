// The records of a PostgreSQL table.
#pragma once

#include "gsmcfg/store/dump.hpp"

namespace gsmcfg::store {

enum class ColumnSet {
    of_schema,
    with_campaign,  // a target_setting has its target's campaign_id besides; in the order of the first column
};

// As each_record(), or each_stored_row().
bool each_postgresql_record(Database& database, std::string_view table, ColumnSet columns,
                            const std::function<bool(const Record&)>& take);

}  // namespace gsmcfg::store
