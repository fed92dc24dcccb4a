#include "gsmcfg/store/dump.hpp"

#include "dump_postgresql.hpp"
#include "sqlite_session.hpp"
#include "stored_rows.hpp"

#include <array>
#include <limits>
#include <memory>

namespace gsmcfg::store {
namespace {

namespace sql = sqlite_api;

constexpr int page_size = 500;
constexpr std::array<std::string_view, 35> tables{"owner",
                                                  "campaign",
                                                  "campaign_tally",
                                                  "target",
                                                  "target_setting",
                                                  "message",
                                                  "message_setting",
                                                  "attempt",
                                                  "inbound",
                                                  "inbound_part",
                                                  "meter",
                                                  "meter_setting",
                                                  "sim",
                                                  "sim_day",
                                                  "modem",
                                                  "line_event",
                                                  "pin_refusal",
                                                  "master_sim",
                                                  "master_sim_record",
                                                  "audit",
                                                  "service",
                                                  "loan",
                                                  "event_wanted",
                                                  "event_log",
                                                  "hook_delivery",
                                                  "watch_mark",
                                                  "outage",
                                                  "outage_notice",
                                                  "line_status",
                                                  "metric_count",
                                                  "metric_open",
                                                  "campaign_service",
                                                  "sim_count",
                                                  "campaign_count",
                                                  "commit_mark"};

using Statement = std::unique_ptr<sql::sqlite3_stmt, int (*)(sql::sqlite3_stmt*)>;

// The first column is the row's number.
std::string select_of(std::string_view table, ColumnSet columns) {
    std::string text = "SELECT x.rowid, x.*";
    const std::string name(table);
    if (columns == ColumnSet::with_campaign && table == "target_setting")
        text += ", t.campaign_id FROM target_setting x JOIN target t ON t.id = x.target_id";
    else text += " FROM " + name + " x";
    return text + " WHERE x.rowid > ?1 ORDER BY x.rowid LIMIT ?2";
}

Cell cell_of(sql::sqlite3_stmt* statement, int column) {
    switch (sql::sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return static_cast<std::int64_t>(sql::sqlite3_column_int64(statement, column));
        case SQLITE_FLOAT: return sql::sqlite3_column_double(statement, column);
        case SQLITE_NULL: return std::monostate();
        default: {
            const auto* text = reinterpret_cast<const char*>(sql::sqlite3_column_text(statement, column));
            return std::string(text, static_cast<std::size_t>(sql::sqlite3_column_bytes(statement, column)));
        }
    }
}

class Reader {
public:
    Reader(Database& database, std::string_view table, ColumnSet columns)
        : connection_(sqlite_handle(database)), table_(table), statement_(nullptr, sql::sqlite3_finalize) {
        sql::sqlite3_stmt* prepared = nullptr;
        const auto text = select_of(table, columns);
        if (sql::sqlite3_prepare_v2(connection_, text.c_str(), -1, &prepared, nullptr) != SQLITE_OK) fail();
        statement_.reset(prepared);
        for (int column = 1; column < sql::sqlite3_column_count(prepared); ++column)
            columns_.emplace_back(sql::sqlite3_column_name(prepared, column));
        cells_.resize(columns_.size());
    }

    struct Page {
        int rows = 0;
        bool go_on = true;
    };
    Page page(const std::function<bool(const Record&)>& take) {
        Page page;
        auto* const statement = statement_.get();
        sql::sqlite3_bind_int64(statement, 1, last_);
        sql::sqlite3_bind_int64(statement, 2, page_size);
        int result = SQLITE_ROW;
        while (page.go_on && (result = sql::sqlite3_step(statement)) == SQLITE_ROW) {
            ++page.rows;
            last_ = sql::sqlite3_column_int64(statement, 0);
            for (std::size_t at = 0; at < cells_.size(); ++at) cells_[at] = cell_of(statement, static_cast<int>(at) + 1);
            page.go_on = take({table_, columns_, cells_});
        }
        if (page.go_on && result != SQLITE_DONE) fail();
        sql::sqlite3_reset(statement);
        return page;
    }

private:
    [[noreturn]] void fail() { throw DatabaseError(std::string(table_) + ": " + sql::sqlite3_errmsg(connection_)); }

    sql::sqlite3* connection_;
    std::string_view table_;
    Statement statement_;
    std::vector<std::string> columns_;
    std::vector<Cell> cells_;
    sql::sqlite3_int64 last_ = std::numeric_limits<sql::sqlite3_int64>::min();
};

bool each_sqlite_record(Database& database, std::string_view table, ColumnSet columns,
                        const std::function<bool(const Record&)>& take) {
    Reader reader(database, table, columns);
    for (;;) {
        const auto page = reader.page(take);
        if (!page.go_on) return false;
        if (page.rows < page_size) return true;
    }
}

bool each_in(Database& database, std::string_view table, ColumnSet columns, const std::function<bool(const Record&)>& take) {
    if (database.session().is(Backend::postgresql)) return each_postgresql_record(database, table, columns, take);
    return each_sqlite_record(database, table, columns, take);
}

}  // namespace

std::span<const std::string_view> dumped_tables() { return tables; }

bool each_record(Database& database, std::string_view table, const std::function<bool(const Record&)>& take) {
    return each_in(database, table, ColumnSet::with_campaign, take);
}

bool each_stored_row(Database& database, std::string_view table, const std::function<bool(const Record&)>& take) {
    return each_in(database, table, ColumnSet::of_schema, take);
}

}  // namespace gsmcfg::store
