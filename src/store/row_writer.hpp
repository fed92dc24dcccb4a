// Many records into one table.
#pragma once

#include "copy_stream.hpp"

#include "gsmcfg/store/dump.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::store {

// As they are, keys too. SQLite is fast with one prepared INSERT a record, PostgreSQL with COPY. Within a Transaction, which is
// of no more use if one of these throws. All throw DatabaseError.
class RowWriter {
public:
    RowWriter(Database& database, std::string_view table, std::span<const std::string> columns);
    ~RowWriter();
    RowWriter(const RowWriter&) = delete;
    RowWriter& operator=(const RowWriter&) = delete;

    void add(std::span<const Cell> cells);
    // To be called once, at the end.
    void finish();

private:
    struct Insert;

    void copy(std::span<const Cell> cells);

    Database& database_;
    std::string into_;  // "table (column, …)"
    std::unique_ptr<Insert> insert_;
    std::optional<CopyStream> stream_;
    int in_stream_ = 0;  // records
};

}  // namespace gsmcfg::store
