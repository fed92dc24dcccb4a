#include "row_writer.hpp"

#include "sqlite_session.hpp"

#include <fmt/format.h>

namespace gsmcfg::store {
namespace {

namespace sql = sqlite_api;

// What is wrong with a record is only told at the end of a COPY.
constexpr int records_per_copy = 10'000;

}  // namespace

struct RowWriter::Insert {
    Insert(sql::sqlite3* of, const std::string& text) : connection(of) {
        if (sql::sqlite3_prepare_v2(connection, text.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
    }
    ~Insert() { sql::sqlite3_finalize(statement); }
    Insert(const Insert&) = delete;
    Insert& operator=(const Insert&) = delete;

    void bind(int at, const Cell& cell) {
        if (const auto* number = std::get_if<std::int64_t>(&cell)) sql::sqlite3_bind_int64(statement, at, *number);
        else if (const auto* real = std::get_if<double>(&cell)) sql::sqlite3_bind_double(statement, at, *real);
        else if (const auto* text = std::get_if<std::string>(&cell))
            sql::sqlite3_bind_text(statement, at, text->data(), static_cast<int>(text->size()), nullptr);
        else sql::sqlite3_bind_null(statement, at);
    }
    void run(std::span<const Cell> cells) {
        for (std::size_t at = 0; at < cells.size(); ++at) bind(static_cast<int>(at) + 1, cells[at]);
        const bool done = sql::sqlite3_step(statement) == SQLITE_DONE;
        if (!done) fail();
        sql::sqlite3_reset(statement);
    }
    [[noreturn]] void fail() const { throw DatabaseError(sql::sqlite3_errmsg(connection)); }

    sql::sqlite3* connection;
    sql::sqlite3_stmt* statement = nullptr;
};

RowWriter::RowWriter(Database& database, std::string_view table, std::span<const std::string> columns)
    : database_(database), into_(fmt::format("{} ({})", table, fmt::join(columns, ", "))) {
    if (!database.session().is(Backend::sqlite)) return;
    std::string values;
    for (std::size_t at = 0; at < columns.size(); ++at) values += at == 0 ? "?" : ", ?";
    insert_ = std::make_unique<Insert>(sqlite_handle(database), fmt::format("INSERT INTO {} VALUES ({})", into_, values));
}

RowWriter::~RowWriter() = default;

void RowWriter::add(std::span<const Cell> cells) {
    if (insert_) insert_->run(cells);
    else copy(cells);
}

void RowWriter::copy(std::span<const Cell> cells) {
    if (!stream_) stream_.emplace(postgresql_session(database_), into_);
    for (const auto& cell : cells) {
        if (const auto* number = std::get_if<std::int64_t>(&cell)) stream_->add(*number);
        else if (const auto* real = std::get_if<double>(&cell)) stream_->add(fmt::format("{}", *real));
        else if (const auto* text = std::get_if<std::string>(&cell)) stream_->add(*text);
        else stream_->add_null();
    }
    stream_->end_record();
    if (++in_stream_ == records_per_copy) finish();
}

void RowWriter::finish() {
    database_.session().wrote = true;
    if (!stream_) return;
    stream_->finish();
    stream_.reset();
    in_stream_ = 0;
}

}  // namespace gsmcfg::store
