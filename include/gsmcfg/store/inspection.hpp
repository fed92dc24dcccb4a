// Looks at a database without changing it: is it sound?
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

// As it is: neither made nor brought up to date. Only for inspect(), back_up() and what else needs no certain schema.
// Errors: not_found, permission, io, unsupported, database.
[[nodiscard]] base::Result<std::unique_ptr<Database>> open_as_is(const std::string& url);
// Where a URL's file is, absolute. Errors: unsupported (a database that is no file), invalid_argument.
[[nodiscard]] base::Result<std::string> database_path(const std::string& url);

// 0: it has none, so that it is no database of gsmcfg. Throws DatabaseError.
[[nodiscard]] std::int64_t schema_version(Database& database);
// What this program brings a database to.
[[nodiscard]] std::int64_t newest_schema();

struct Flaw {
    enum class Kind {
        damage,   // the database contradicts itself
        remains,  // of something that did not end; nothing is lost
    } kind{};
    std::string text;  // a sentence
    std::string cure;  // the next step; may be empty
};

struct Inspection {
    std::int64_t schema = 0;
    std::int64_t campaigns = 0;
    std::int64_t meters = 0;  // in the register; 0 after a glance
    std::vector<Flaw> flaws;  // of each kind the first ones
    std::string elsewhere;    // what is not looked at here, and by what means it is; empty on SQLite

    [[nodiscard]] bool damaged() const;
};

enum class Depth {
    glance,  // whether outcomes sum to the number of meters, and what dead processes left: milliseconds
    quick,   // also the structure of SQLite's file: reads it once
    full,    // also every index, every reference and every count: reads it several times
};

// Only the structure if the schema is not the newest. Throws DatabaseError if it can't be read at all.
[[nodiscard]] Inspection inspect(Database& database, Depth depth);

// The latest time that it knows of something that was sent, received or done. Wants the newest schema.
[[nodiscard]] std::optional<base::UtcTime> newest_record(Database& database);
// Processes that are at work on it, or of which it is not proven that they are not.
[[nodiscard]] std::int64_t at_work(Database& database);

}  // namespace gsmcfg::store
