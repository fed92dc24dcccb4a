#include "dump_postgresql.hpp"

#include "gsmcfg/store/campaign_statistics.hpp"

#include "postgresql_session.hpp"

#include <optional>

namespace gsmcfg::store {
namespace {

constexpr int page_size = 500;
// The kinds of columns that the schema has, as PostgreSQL numbers them (pg_type).
constexpr Oid int8_type = 20;
constexpr Oid int4_type = 23;

std::string select_of(std::string_view table, ColumnSet columns) {
    if (columns == ColumnSet::of_schema) return "SELECT * FROM " + std::string(table);
    if (table == "target_setting")
        return "SELECT x.*, t.campaign_id FROM target_setting x JOIN target t ON t.id = x.target_id ORDER BY 1";
    return "SELECT * FROM " + std::string(table) + " ORDER BY 1";
}

Cell cell_of(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return std::monostate();
    const auto type = PQftype(result, column);
    std::string text = PQgetvalue(result, row, column);
    if (type == int8_type || type == int4_type) return static_cast<std::int64_t>(std::stoll(text));
    return text;
}

std::vector<std::string> columns_of(const PGresult* result) {
    std::vector<std::string> columns;
    for (int column = 0; column < PQnfields(result); ++column) columns.emplace_back(PQfname(result, column));
    return columns;
}

}  // namespace

bool each_postgresql_record(Database& database, std::string_view table, ColumnSet chosen,
                            const std::function<bool(const Record&)>& take) {
    std::optional<Snapshot> own;
    auto& session = postgresql_session(database);
    if (!session.in_snapshot && !session.in_transaction) own.emplace(database);
    session.run("DECLARE records NO SCROLL CURSOR FOR " + select_of(table, chosen));
    for (bool more = true; more;) {
        const auto page = session.run("FETCH " + std::to_string(page_size) + " FROM records");
        const auto columns = columns_of(page.get());
        std::vector<Cell> cells(columns.size());
        for (int row = 0; row < PQntuples(page.get()); ++row) {
            for (std::size_t at = 0; at < cells.size(); ++at) cells[at] = cell_of(page.get(), row, static_cast<int>(at));
            if (!take({table, columns, cells})) {
                session.run("CLOSE records");
                return false;
            }
        }
        more = PQntuples(page.get()) == page_size;
    }
    session.run("CLOSE records");
    return true;
}

}  // namespace gsmcfg::store
