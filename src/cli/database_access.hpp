// The database of commands that look after it: they never make one.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/store/database.hpp"

#include <memory>
#include <string>

namespace gsmcfg::cli {

// As it is, of whatever schema. Failure: exit 4, also if there is none; exit 2 for a configuration or --db that can't be read.
[[nodiscard]] Outcome<std::unique_ptr<store::Database>> database_as_is(Invocation& invocation);
// The same, brought up to date as every command does; belongs to the invocation.
[[nodiscard]] Outcome<store::Database*> current_database(Invocation& invocation);

// A file that nobody has made yet is not; of a server that is not asked.
[[nodiscard]] bool is_there(const std::string& database_url);

// The database's time: all that is written there goes by it. Throws DatabaseError.
[[nodiscard]] base::UtcTime time_of(store::Database& database);

// "412.0 MB"
[[nodiscard]] std::string size_text(std::int64_t octets);

}  // namespace gsmcfg::cli
