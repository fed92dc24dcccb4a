// Where the database is: one connection string.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <string>
#include <string_view>

namespace gsmcfg::config {

struct DatabaseUrl {
    enum class Backend { sqlite, postgresql } backend = Backend::sqlite;
    // sqlite: the file's path; postgresql: the whole URL, which may hold a password.
    std::string location;

    // "sqlite:PATH", a plain path, "postgresql://…" or "postgres://…". Whether this build has the backend is the store's
    // matter. Errors: invalid_argument (empty), unsupported (another scheme); neither repeats what may be a password.
    [[nodiscard]] static base::Result<DatabaseUrl> parse(std::string_view text);
    // As it may be logged: "sqlite:PATH", or the URL with its password as ***.
    [[nodiscard]] std::string shown() const;
    // Whether a password is in it.
    [[nodiscard]] bool has_password() const;

    bool operator==(const DatabaseUrl&) const = default;
};

}  // namespace gsmcfg::config
