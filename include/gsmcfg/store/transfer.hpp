// All that a database holds, moved into another one of any kind.
#pragma once

#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::store {

struct TransferredTable {
    std::string_view table;
    std::int64_t rows = 0;
};

struct Transfer {
    std::vector<TransferredTable> tables;  // what dumped_tables() names and is copied, in that order
    std::int64_t rows = 0;                 // of all of them
};

struct TransferProgress {
    enum class Step { reading, writing, checking } step{};
    std::string_view table;
    std::int64_t done = 0;  // records in this step
    std::int64_t all = 0;   // 0 while reading: not known yet
};

// Whether a database can be moved: it has the newest schema, and nobody is at work on it. Errors: not_found (it has no schema),
// not_ready (an older one), newer_schema, conflict (who is at work: process and host), database. Throws nothing.
[[nodiscard]] base::Result<void> can_be_moved(Database& from);

// To move into: what is not there yet is made, and a new database gets its schema; an older one is left as it is.
// Errors: those of Database::open(), and not_ready (an older schema).
[[nodiscard]] base::Result<std::unique_ptr<Database>> open_destination(const std::string& url);

// Copies every record with its id, and lets ids go on after the highest that was ever given. One transaction of `to`: after an
// error, a stop or the end of this process it is as empty as before. `from` is read as of one moment and not changed; who wants
// to write to it meanwhile waits. Memory does not grow with the records.
//
// On the way to PostgreSQL all texts are looked through before anything is written, for what it can't hold: NUL, and what is no
// UTF-8. Before the commit everything is read back and compared, table by table: the number of records and a hash of their cells.
//
// Not copied: the service at work and loans of modems, since they are of processes of the old place. Whoever was at work there
// and is dead, but not buried, is copied as dead, in words that both kinds of databases understand: its lease is over, and it is
// of another boot without a lock file. So the first run on `to` looks through what it left, and messages that were being
// submitted become uncertain. Settling that here would want what only the service layer knows; and every process leaves such a
// record at its end, so that a refusal would meet nearly every database.
//
// Errors: those of can_be_moved() for both; invalid_argument (the two are the same, or `to` is not empty); malformed (table,
// record and column of a text that can't be held); stopped; database (one of them failed, which is said; what was read back is
// not what was copied, with the table's name). Throws nothing.
[[nodiscard]] base::Result<Transfer> transfer(Database& from, Database& to, base::StopToken stop,
                                              const std::function<void(const TransferProgress&)>& progress = {});

}  // namespace gsmcfg::store
