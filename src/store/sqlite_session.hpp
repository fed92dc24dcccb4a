// A connection to an SQLite file.
#pragma once

#include "session.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace gsmcfg::store {

class SqliteSession final : public Database::Session {
public:
    SqliteSession(const std::string& file, bool opened_as_is);
    ~SqliteSession() override;

    void begin() override;
    void commit() override;
    void roll_back() noexcept override;
    void begin_snapshot() override;
    void end_snapshot() noexcept override;
    [[nodiscard]] std::int64_t data_version() override;
    void set_lock_patience(std::chrono::milliseconds patience) override { patience_ = patience; }
    void reuse_log() noexcept override;
    void shorten_log() noexcept override;
    void lock_schema() override {}  // whoever has begun to write is alone
    [[nodiscard]] std::string schema_statement(std::string statement) const override;
    [[nodiscard]] std::string text_of(const Sql& sql, std::span<const ParameterType> parameters) const override;
    void name_parameters(soci::statement& /*statement*/, std::size_t /*count*/) const override {}
    void make_ready() override {}
    void prepare_again(soci::statement& /*statement*/) override {}
    void forget(soci::statement& /*statement*/) noexcept override {}

    [[nodiscard]] sqlite_api::sqlite3* handle();

private:
    static int wait_while_busy(void* session, int tries);
    void configure();
    [[nodiscard]] bool run_pragma(const char* pragma);
    void checkpoint(int how);

    int commits_since_checkpoint_ = 0;
    // Prepared once: every message needs them.
    std::optional<soci::statement> begin_;
    std::optional<soci::statement> commit_;
    std::optional<soci::statement> read_version_;
    long long version_ = 0;
    // How long a writer waits for another process before it gives up: longer than any honest transaction.
    std::chrono::milliseconds patience_{35'000};
};

// Of a database that is an SQLite file.
[[nodiscard]] sqlite_api::sqlite3* sqlite_handle(Database& database);

}  // namespace gsmcfg::store
