// Where a PostgreSQL database is, read from a connection string and the environment as libpq does.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <string>

namespace gsmcfg::store {

struct PostgresqlAddress {
    std::string connect;  // for libpq and SOCI; holds the password, if there is one
    std::string shown;    // host, port and name of the database alone
};

// postgresql://… or postgres://…; nothing is connected. Errors: invalid_argument, without the text: a password may be in it.
[[nodiscard]] base::Result<PostgresqlAddress> read_postgresql_address(const std::string& url);

}  // namespace gsmcfg::store
