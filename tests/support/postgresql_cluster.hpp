// A PostgreSQL server of the tests' own: in a temporary directory, on a socket in it, without a TCP port.
#pragma once

#include "temporary_directory.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

namespace gsmcfg::test {

// Started at the first use, and gone with the process, however that ends: a shell waits for the end of a pipe. What is written is
// not flushed to the disk. Used by the main thread.
class PostgresqlCluster {
public:
    // Why there can be none here; empty if there can.
    [[nodiscard]] static std::string missing();
    // The one of this process. Throws std::runtime_error, with what the server says.
    [[nodiscard]] static PostgresqlCluster& shared();

    // A copy of that database. Returns its URL.
    [[nodiscard]] std::string new_database(const std::string& original);
    [[nodiscard]] std::string url(const std::string& database) const;
    // Where its socket is.
    [[nodiscard]] std::string folder() const { return directory_.path().string(); }
    // Whoever is connected to it.
    void drop_database(const std::string& url);
    // As `pg_ctl stop -m fast` and `pg_ctl start` do; crash(): all its processes are gone at once.
    void stop();
    void crash();
    void start();

    ~PostgresqlCluster();
    PostgresqlCluster(const PostgresqlCluster&) = delete;
    PostgresqlCluster& operator=(const PostgresqlCluster&) = delete;

private:
    PostgresqlCluster();
    void run(const std::string& command) const;

    TemporaryDirectory directory_;
    std::string programs_;
    FILE* guardian_ = nullptr;
    int databases_ = 0;
};

// The first column of the first row, as a number; 0 if there is none. Several statements may stand in it. Throws
// std::runtime_error.
std::int64_t postgresql_value(const std::string& url, const std::string& sql);

}  // namespace gsmcfg::test
