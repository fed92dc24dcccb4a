// A copy of a database while others write to it.
#pragma once

#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace gsmcfg::store {

struct Backup {
    std::int64_t bytes = 0;
    std::int64_t pages = 0;
};

// The state of one moment, in one file of mode 600 that needs no other beside it. Written beside `file`, checked, flushed to the
// disk and only then renamed to it. Nobody is held up. `progress` is given pages done and pages in all.
// Errors: unsupported (on PostgreSQL, with its own means in the text), conflict (`file` is there and `overwrite` is not set, or
// it is the database itself), permission, io, stopped, database (it could not be read, or the copy is damaged). Throws nothing.
[[nodiscard]] base::Result<Backup> back_up(Database& database, const std::filesystem::path& file, bool overwrite,
                                           base::StopToken stop,
                                           const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace gsmcfg::store
