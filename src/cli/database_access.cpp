#include "database_access.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/server_clock.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace gsmcfg::cli {

Outcome<std::unique_ptr<store::Database>> database_as_is(Invocation& invocation) {
    const auto url = invocation.database_url();
    if (!url) return refuse(url.error());
    auto opened = store::open_as_is(*url);
    if (opened) {
        if (invocation.verbose()) remark("database: " + (*opened)->shown());
        return Outcome<std::unique_ptr<store::Database>>(std::move(*opened));
    }
    const auto where = base::escape_control(opened.error().where);
    if (opened.error().code == base::ErrorCode::not_found)
        return refuse(exit_code::database, fmt::format("there is no database {}: give --db, or see gsmcfg config show", where));
    return refuse(exit_code::database, fmt::format("{}: {}", where, opened.error().detail));
}

Outcome<store::Database*> current_database(Invocation& invocation) {
    if (const auto there = database_as_is(invocation); !there) return refuse(there.error());
    return invocation.database();
}

base::UtcTime time_of(store::Database& database) {
    base::SystemClock machine;
    return store::ServerClock(database, machine).utc();
}

bool is_there(const std::string& database_url) {
    const auto file = store::database_path(database_url);
    std::error_code ignored;
    return !file || std::filesystem::exists(*file, ignored);
}

std::string size_text(std::int64_t octets) {
    constexpr double kilo = 1000;
    auto size = static_cast<double>(octets);
    if (size < kilo * kilo) return fmt::format("{:.0f} kB", size / kilo);
    if (size < kilo * kilo * kilo) return fmt::format("{:.1f} MB", size / kilo / kilo);
    return fmt::format("{:.1f} GB", size / kilo / kilo / kilo);
}

}  // namespace gsmcfg::cli
