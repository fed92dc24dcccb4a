#include "gsmcfg/store/transfer.hpp"

#include "gsmcfg/store/dump.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/owners.hpp"

#include "given_ids.hpp"
#include "postgresql_session.hpp"
#include "query.hpp"
#include "row_writer.hpp"
#include "stored_rows.hpp"
#include "table_digest.hpp"
#include "transfer_locks.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace gsmcfg::store {
namespace {

using base::ErrorCode;
using Step = TransferProgress::Step;
using Text = std::string;
using Number = std::int64_t;

constexpr std::int64_t records_between_looks = 512;  // at the stop, and at the progress
constexpr std::array<std::string_view, 4> not_copied{"service", "campaign_service", "loan", "commit_mark"};

// A failure on one of the two databases.
struct SideFailed {
    base::Error error;
};

template <typename Action>
auto on(Database& side, std::string_view table, Action&& action) {
    try {
        return action();
    } catch (const DatabaseError& error) {
        throw SideFailed{
            {ErrorCode::database, side.shown(), fmt::format("{}{}{}", table, table.empty() ? "" : ": ", error.what()), {}}};
    }
}

base::Result<void> has_newest_schema(Database& database) {
    const auto version = schema_version(database);
    if (version == newest_schema()) return {};
    if (version == 0) return base::fail(ErrorCode::not_found, database.shown(), "is no database of gsmcfg");
    if (version > newest_schema())
        return base::fail(ErrorCode::newer_schema, database.shown(), "was written by a newer gsmcfg: use the newer program");
    return base::fail(
        ErrorCode::not_ready, database.shown(),
        fmt::format(
            "was written by an older gsmcfg (schema {}, this program's is {}): gsmcfg campaign list with this --db brings "
            "it up to date",
            version, newest_schema()));
}

base::Result<void> nobody_at_work(Database& database) {
    const auto dead = Owner::dead(database);
    std::vector<Text> alive;
    Query<Row<Number, Number, Text>, Args<>> select(database,
                                                    "SELECT id, pid, host FROM owner WHERE ended_at IS NULL ORDER BY id");
    select.each([&](Number id, Number pid, const Text& host) {
        if (std::ranges::find(dead, id) == dead.end()) alive.push_back(fmt::format("process {} on {}", pid, host));
    });
    if (alive.empty()) return {};
    const auto* const lease = database.session().is(Backend::postgresql)
                                  ? "; one of another machine that died is taken for alive until its lease has run out"
                                  : "";
    return base::fail(ErrorCode::conflict, database.shown(),
                      fmt::format("gsmcfg is at work on it ({}): end that first{}", fmt::join(alive, ", "), lease));
}

// Why PostgreSQL can't hold it; empty if it can.
std::string_view flaw_of(const Cell& cell) {
    const auto* const text = std::get_if<Text>(&cell);
    if (text == nullptr) return "";
    if (text->find('\0') != Text::npos) return "holds a NUL";
    return base::is_utf8(*text) ? "" : "is no UTF-8";
}

Text shown_cell(const Cell& cell) {
    if (const auto* const number = std::get_if<Number>(&cell)) return std::to_string(*number);
    const auto* const text = std::get_if<Text>(&cell);
    return text == nullptr ? "?" : base::escape_control(base::to_utf8(base::to_code_points(*text)));
}

// Of an owner that was not buried: dead on both kinds of databases, and without a file that could be removed at the old place.
void make_certainly_dead(std::span<const Text> columns, std::vector<Cell>& cells) {
    const auto cell = [&](std::string_view name) -> Cell& {
        return cells.at(static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin()));
    };
    if (!std::holds_alternative<std::monostate>(cell("ended_at"))) return;
    cell("boot_id") = Text("elsewhere");
    cell("lock_file") = Text();
    cell("lease_until") = Number(0);
}

class Move {
public:
    Move(Database& from, Database& to, base::StopToken stop, const std::function<void(const TransferProgress&)>& progress)
        : from_(from), to_(to), stop_(stop), progress_(progress) {
        for (const auto table : dumped_tables())
            if (std::ranges::find(not_copied, table) == not_copied.end()) tables_.push_back(table);
    }

    base::Result<Transfer> run() {
        if (auto different = are_different(); !different) return base::fail(different.error());
        if (auto ready = can_be_moved(from_); !ready) return base::fail(ready.error());
        held_ = on(from_, "", [&] { return std::make_unique<HeldSource>(from_); });
        if (auto alone = on(from_, "", [&] { return nobody_at_work(from_); }); !alone) return base::fail(alone.error());
        const auto transaction = on(to_, "", [&] { return std::make_unique<Transaction>(to_); });
        for (const auto step : {&Move::take_destination, &Move::examine, &Move::copy, &Move::compare})
            if (auto done = (this->*step)(); !done) return base::fail(done.error());
        return commit(*transaction);
    }

private:
    base::Result<void> are_different() {
        std::error_code ignored;
        const bool same_file =
            !from_.path().empty() && !to_.path().empty() && std::filesystem::equivalent(from_.path(), to_.path(), ignored);
        if (same_file || from_.shown() == to_.shown()) return same();
        return {};
    }
    base::Result<void> same() { return base::fail(ErrorCode::invalid_argument, to_.shown(), "is the database itself"); }

    base::Result<void> take_destination() {
        return on(to_, "", [&]() -> base::Result<void> {
            if (auto ready = has_newest_schema(to_); !ready) return ready;
            if (held_->is_held(to_)) return same();
            hold_destination(to_);
            std::vector<std::string_view> filled;
            for (const auto table : dumped_tables())
                if (Query<Row<Number>, Args<>>(to_, fmt::format("SELECT 1 FROM {} LIMIT 1", table)).first())
                    filled.push_back(table);
            if (filled.empty()) return {};
            return base::fail(ErrorCode::invalid_argument, to_.shown(),
                              fmt::format("is not empty (it has records in {}): give a new database", fmt::join(filled, ", ")));
        });
    }

    // Calls `take` with each record as it is to be at the new place.
    base::Result<void> each_source_row(Step step, std::string_view table,
                                       const std::function<base::Result<void>(const Record&)>& take) {
        base::Result<void> result;
        std::vector<Cell> changed;
        on(from_, table, [&] {
            return each_stored_row(from_, table, [&](const Record& record) {
                if (table != "owner") result = take(record);
                else {
                    changed.assign(record.cells.begin(), record.cells.end());
                    make_certainly_dead(record.columns, changed);
                    result = take({record.table, record.columns, changed});
                }
                if (result) result = look(step, table);
                return result.has_value();
            });
        });
        return result;
    }

    base::Result<void> can_be_held(const Record& record) {
        if (!to_.session().is(Backend::postgresql)) return {};
        for (std::size_t at = 0; at < record.cells.size(); ++at)
            if (const auto flaw = flaw_of(record.cells[at]); !flaw.empty())
                return base::fail(ErrorCode::malformed, from_.shown(),
                                  fmt::format("{}, record with {} {}: {} {}, which PostgreSQL can't hold", record.table,
                                              record.columns[0], shown_cell(record.cells[0]), record.columns[at], flaw));
        return {};
    }

    base::Result<void> examine() {
        begin(Step::reading);
        for (const auto table : tables_) {
            auto& digest = digests_.emplace_back();
            auto read = each_source_row(Step::reading, table, [&](const Record& record) -> base::Result<void> {
                digest.add(record.cells);
                return can_be_held(record);
            });
            if (!read) return read;
        }
        all_ = done_;
        return {};
    }

    base::Result<void> copy() {
        begin(Step::writing);
        for (const auto table : tables_) {
            std::optional<RowWriter> writer;
            auto written = each_source_row(Step::writing, table, [&](const Record& record) -> base::Result<void> {
                on(to_, table, [&] {
                    if (!writer) writer.emplace(to_, table, record.columns);
                    writer->add(record.cells);
                });
                return {};
            });
            if (!written) return written;
            if (writer) on(to_, table, [&] { writer->finish(); });
        }
        const auto highest = on(from_, "", [&] { return highest_ids(from_); });
        on(to_, "", [&] { continue_ids(to_, highest); });
        return {};
    }

    base::Result<void> compare() {
        begin(Step::checking);
        for (std::size_t at = 0; at < tables_.size(); ++at) {
            const auto table = tables_[at];
            TableDigest found;
            base::Result<void> looked;
            on(to_, table, [&] {
                return each_stored_row(to_, table, [&](const Record& record) {
                    found.add(record.cells);
                    looked = look(Step::checking, table);
                    return looked.has_value();
                });
            });
            if (!looked) return looked;
            if (auto equal = check(table, digests_[at], found); !equal) return equal;
        }
        for (const auto table : not_copied)
            if (on(to_, table, [&] {
                    return Query<Row<Number>, Args<>>(to_, fmt::format("SELECT 1 FROM {} LIMIT 1", table)).first().has_value();
                }))
                return base::fail(ErrorCode::database, to_.shown(), fmt::format("{}: has records, and none was copied", table));
        return {};
    }

    base::Result<void> check(std::string_view table, const TableDigest& copied, const TableDigest& found) {
        if (copied == found) return {};
        const auto what = copied.rows() != found.rows()
                              ? fmt::format("{} records were copied, and {} are there", copied.rows(), found.rows())
                              : Text("what is there is not what was copied");
        return base::fail(ErrorCode::database, to_.shown(), fmt::format("{}: {}; nothing was kept", table, what));
    }

    base::Result<Transfer> commit(Transaction& transaction) {
        try {
            if (to_.session().is(Backend::postgresql))  // whose planner knows nothing yet of what is new
                for (const auto table : tables_) postgresql_session(to_).run(fmt::format("ANALYZE {}", table));
            if (stop_.requested()) return stopped();
            transaction.commit();
        } catch (const CommitUnknown& unknown) {
            return base::fail(ErrorCode::database, to_.shown(),
                              fmt::format("{}; it is if the database is not empty now", unknown.what()));
        } catch (const DatabaseError& error) {
            return base::fail(ErrorCode::database, to_.shown(), error.what());
        }
        shorten_log(to_);
        Transfer done;
        for (std::size_t at = 0; at < tables_.size(); ++at) {
            done.tables.push_back({tables_[at], digests_[at].rows()});
            done.rows += digests_[at].rows();
        }
        return done;
    }

    void begin(Step step) {
        done_ = 0;
        tell(step, tables_.front());
    }
    base::Result<void> look(Step step, std::string_view table) {
        if (++done_ % records_between_looks != 0) return {};
        tell(step, table);
        if (stop_.requested()) return stopped();
        return {};
    }
    void tell(Step step, std::string_view table) {
        if (progress_) progress_({step, table, done_, all_});
    }
    tl::unexpected<base::Error> stopped() {
        return base::fail(ErrorCode::stopped, to_.shown(), "stopped: it is as empty as before");
    }

    Database& from_;
    Database& to_;
    base::StopToken stop_;
    const std::function<void(const TransferProgress&)>& progress_;
    std::unique_ptr<HeldSource> held_;
    std::vector<std::string_view> tables_;
    std::vector<TableDigest> digests_;  // of tables_, as they are to be
    std::int64_t done_ = 0;
    std::int64_t all_ = 0;
};

}  // namespace

base::Result<void> can_be_moved(Database& from) {
    try {
        if (auto newest = has_newest_schema(from); !newest) return newest;
        return nobody_at_work(from);
    } catch (const DatabaseError& error) {
        return base::fail(ErrorCode::database, from.shown(), error.what());
    }
}

base::Result<std::unique_ptr<Database>> open_destination(const std::string& url) {
    auto there = open_as_is(url);
    if (!there && there.error().code != ErrorCode::not_found) return there;
    if (there) {
        try {
            if (auto newest = has_newest_schema(**there); !newest && newest.error().code != ErrorCode::not_found)
                return base::fail(newest.error());
        } catch (const DatabaseError& error) {
            return base::fail(ErrorCode::database, (*there)->shown(), error.what());
        }
    }
    return Database::open(url);
}

base::Result<Transfer> transfer(Database& from, Database& to, base::StopToken stop,
                                const std::function<void(const TransferProgress&)>& progress) {
    try {
        return Move(from, to, stop, progress).run();
    } catch (const SideFailed& failed) {
        return base::fail(failed.error);
    }
}

}  // namespace gsmcfg::store
