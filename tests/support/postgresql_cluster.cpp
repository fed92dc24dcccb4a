#include "postgresql_cluster.hpp"

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

// SOCI forgets the copies of what was bound to a statement that failed when it runs the statement again.
extern "C" const char* __lsan_default_suppressions() { return "leak:soci::postgresql"; }

namespace gsmcfg::test {
namespace {

constexpr auto server_user = "postgres";  // PostgreSQL does not run as root

// Of the newest version that is installed; empty if there is none.
std::string programs() {
    std::string newest;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
        const auto bin = (entry.path() / "bin").string();
        if (access((bin + "/initdb").c_str(), X_OK) == 0 && bin > newest) newest = bin;
    }
    return newest;
}

// What goes before a command.
std::string as_user() {
    return geteuid() == 0 ? std::string("setpriv --reuid=") + server_user + " --regid=" + server_user + " --clear-groups " : "";
}

std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

std::string PostgresqlCluster::missing() {
    if (programs().empty()) return "there is no PostgreSQL: apt-get install postgresql";
    if (geteuid() == 0 && getpwnam(server_user) == nullptr)
        return "there is no user postgres, and the server does not run as root";
    return "";
}

PostgresqlCluster& PostgresqlCluster::shared() {
    static PostgresqlCluster cluster;
    return cluster;
}

PostgresqlCluster::PostgresqlCluster() : programs_(programs()) {
    const auto folder = directory_.path().string();
    if (const auto* user = geteuid() == 0 ? getpwnam(server_user) : nullptr;
        user != nullptr && chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error("chown " + folder);
    run(programs_ + "/initdb --pgdata=" + folder + "/data --no-sync --auth=trust --locale=C --encoding=UTF8 --username=gsmcfg");
    const auto stop_command = as_user() + programs_ + "/pg_ctl stop --mode=immediate --pgdata=" + folder + "/data";
    guardian_ = popen(("trap : INT TERM HUP; cat; " + stop_command + " >/dev/null 2>&1; rm -rf " + folder).c_str(), "we");
    if (guardian_ == nullptr) throw std::runtime_error("popen");
    start();
    (void)postgresql_value(url("postgres"), "CREATE DATABASE empty TEMPLATE template0");
}

PostgresqlCluster::~PostgresqlCluster() {
    if (guardian_ != nullptr) pclose(guardian_);
}

void PostgresqlCluster::run(const std::string& command) const {
    const auto log = directory_.file("log");
    if (std::system((as_user() + command + " >>" + log + " 2>&1").c_str()) != 0)
        throw std::runtime_error("the tests' own PostgreSQL does not start: " + text_of(log));
}

void PostgresqlCluster::start() {
    const auto folder = directory_.path().string();
    run(programs_ + "/pg_ctl start --wait --timeout=120 --pgdata=" + folder + "/data --log=" + folder +
        "/server.log --options=\"-k " + folder +
        " -c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=16MB -c max_connections=100 -c "
        "gsmcfg.restart_patience=0\"");
}

void PostgresqlCluster::stop() { run(programs_ + "/pg_ctl stop --wait --mode=fast --pgdata=" + directory_.file("data")); }

void PostgresqlCluster::crash() { run(programs_ + "/pg_ctl stop --wait --mode=immediate --pgdata=" + directory_.file("data")); }

std::string PostgresqlCluster::url(const std::string& database) const {
    std::string host;
    for (const char c : directory_.path().string()) host += c == '/' ? std::string("%2F") : std::string(1, c);
    return "postgresql://gsmcfg@/" + database + "?host=" + host;
}

std::string PostgresqlCluster::new_database(const std::string& original) {
    const auto name = "test_" + std::to_string(++databases_);
    (void)postgresql_value(url("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + original);
    return url(name);
}

void PostgresqlCluster::drop_database(const std::string& of_url) {
    const auto begin = of_url.find("@/") + 2;
    (void)postgresql_value(url("postgres"), "DROP DATABASE " + of_url.substr(begin, of_url.find('?') - begin) + " WITH (FORCE)");
}

std::int64_t postgresql_value(const std::string& url, const std::string& sql) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), PQfinish);
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
    if (PQntuples(result.get()) == 0 || PQgetisnull(result.get(), 0, 0) != 0) return 0;
    return std::stoll(PQgetvalue(result.get(), 0, 0));
}

}  // namespace gsmcfg::test
