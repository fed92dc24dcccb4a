// A connection to a PostgreSQL database.
#pragma once

#include "postgresql_address.hpp"
#include "session.hpp"

#include "gsmcfg/base/clock.hpp"

#include <libpq-fe.h>

#include <memory>

namespace gsmcfg::store {

using PostgresqlResult = std::unique_ptr<PGresult, void (*)(PGresult*)>;

// Every commit that wrote something tells it here, so that those who wait need not ask again and again.
inline constexpr std::string_view notification_channel = "gsmcfg";

class PostgresqlSession final : public Database::Session {
public:
    // Connects. Throws DatabaseError.
    PostgresqlSession(const std::string& given_url, PostgresqlAddress address, bool opened_as_is);

    void begin() override;
    void commit() override;
    void mark_commits() override;
    [[nodiscard]] bool last_commit_was_kept() override;
    void roll_back() noexcept override;
    void begin_snapshot() override;
    void end_snapshot() noexcept override { roll_back(); }
    [[nodiscard]] std::int64_t data_version() override;
    [[nodiscard]] std::int64_t part() override;
    void set_lock_patience(std::chrono::milliseconds patience) override;
    void reuse_log() noexcept override {}
    void shorten_log() noexcept override {}
    void lock_schema() override;
    [[nodiscard]] std::string schema_statement(std::string statement) const override;
    [[nodiscard]] std::string text_of(const Sql& sql, std::span<const ParameterType> parameters) const override;
    void name_parameters(soci::statement& statement, std::size_t count) const override;
    void make_ready() override;
    void prepare_again(soci::statement& statement) override;
    void forget(soci::statement& statement) noexcept override;

    [[nodiscard]] PGconn* handle();
    // One statement, or several without results. Throws DatabaseError.
    PostgresqlResult run(const std::string& sql);
    // Throws unless the result is a good one.
    void check(const PGresult* result);

private:
    void connect_again();
    // Throws StorageTrouble while an older connection of this session may still commit.
    void own_the_mark();
    [[nodiscard]] std::string marking() const;
    void configure();
    void take_notifications();

    PostgresqlAddress address_;
    // How long it is waited for a row or a table that another one holds.
    std::chrono::milliseconds patience_{35'000};
    std::int64_t mark_ = 0;     // names this session among all that mark their commits; 0: it does not
    std::int64_t commits_ = 0;  // that it has asked for
    bool mark_owned_ = false;   // by the present connection
    std::int64_t part_ = 0;     // 0: none yet
    std::int64_t version_ = 0;
    bool listening_ = false;
    base::SystemClock clock_;
    base::MonoTime next_attempt_{};
    std::chrono::milliseconds pause_{0};
};

// Of a database that is one of PostgreSQL.
[[nodiscard]] PostgresqlSession& postgresql_session(Database& database);

// What libpq says of a connection that could not be made, in one line.
[[nodiscard]] std::string connection_trouble(const std::string& message);

}  // namespace gsmcfg::store
