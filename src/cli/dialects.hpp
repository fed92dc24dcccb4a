// The device families that a command can use: built in, or files of the user's.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/profile.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

struct DialectPlace {
    std::string name;
    std::optional<std::filesystem::path> file;  // absent: built in
};
// Every name once; a file of the search path stands before the built-in dialect of its name.
[[nodiscard]] std::vector<DialectPlace> all_dialects(const config::Configuration& configuration);

// A name, or a file (NAME.toml, or a path with a /). A file of the search path must have its own name inside.
// Errors: not_found with the nearest name, or with the path of a missing file; malformed with file, line and reason in detail.
[[nodiscard]] base::Result<meter::Dialect> find_dialect(const config::Configuration& configuration, std::string_view name);

// With --verbose says, once for each name, that a file stands in the place of a built-in dialect.
void say_if_replaced(Invocation& invocation, std::string_view name);

// The same for a command that sends or writes: --dialect stands before `name`, and an experimental one wants --experimental.
[[nodiscard]] base::Result<meter::Dialect> usable_dialect(Invocation& invocation, std::string_view name);
// As parse_profile() takes it.
[[nodiscard]] meter::FindDialect dialect_finder(Invocation& invocation);
// --dialect, else the default. Failure: exit 2.
[[nodiscard]] Outcome<meter::Dialect> chosen_dialect(Invocation& invocation);

}  // namespace gsmcfg::cli
