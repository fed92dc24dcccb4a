// How the modems' lines were when they were last looked at.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct LineStatus {
    std::string modem;
    base::UtcTime at;
    std::optional<std::int64_t> signal_dbm;
    std::optional<bool> registered;
    std::string registration;         // in words
    std::int64_t storage_used = 0;    // places of the store that receives
    std::int64_t storage_places = 0;  // 0: unknown
};

// Throw DatabaseError. Wants an open Transaction.
void save_line_status(Database& database, const LineStatus& status);
// By name.
[[nodiscard]] std::vector<LineStatus> line_statuses(Database& database);

}  // namespace gsmcfg::store
