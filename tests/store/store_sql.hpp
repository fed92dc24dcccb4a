// SQL on a connection of its own, past the store: to tamper with a database, or to look into it.
#pragma once

#include <cstdint>
#include <string>

namespace gsmcfg::store {

// `url` is that of a Database. The first column of the first row; 0 if there is none. Throws std::runtime_error.
std::int64_t sql_value(const std::string& url, const std::string& sql);

}  // namespace gsmcfg::store
