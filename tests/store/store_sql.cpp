#include "store_sql.hpp"

#include "support/postgresql_cluster.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace gsmcfg::store {

std::int64_t sql_value(const std::string& url, const std::string& sql) {
    if (url.starts_with("postgresql:")) return test::postgresql_value(url, sql);
    const std::string path = url.starts_with("sqlite:") ? url.substr(url.find(':') + 1) : url;
    sqlite3* connection = nullptr;
    std::int64_t value = 0;
    const auto take = [](void* to, int, char** columns, char**) {
        *static_cast<std::int64_t*>(to) = columns[0] != nullptr ? std::stoll(columns[0]) : 0;
        return 0;
    };
    sqlite3_open(path.c_str(), &connection);
    const int result = sqlite3_exec(connection, sql.c_str(), take, &value, nullptr);
    const std::string problem = result == SQLITE_OK ? "" : sqlite3_errmsg(connection);
    sqlite3_close(connection);
    if (!problem.empty()) throw std::runtime_error(problem);
    return value;
}

}  // namespace gsmcfg::store
