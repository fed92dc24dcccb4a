#include "postgresql_session.hpp"

#include "lease.hpp"
#include "numbered_parameters.hpp"

#include "gsmcfg/base/text.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <algorithm>
#include <random>

namespace gsmcfg::store {
namespace {

constexpr auto first_pause = std::chrono::milliseconds(200);
constexpr auto longest_pause = std::chrono::milliseconds(10'000);
constexpr std::chrono::milliseconds longest_life_of_a_mark = std::chrono::hours(24 * 7);
constexpr std::string_view schema_lock = "7163771234001";  // any numbers that other programs do not use
constexpr std::string_view part_lock_class = "7163772";
constexpr std::string_view lost = "the connection to the database is lost";

soci::postgresql_statement_backend& backend_of(soci::statement& statement) {
    return static_cast<soci::postgresql_statement_backend&>(*statement.get_backend());
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

bool is_postgresql(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

OpenedSession open_postgresql(const std::string& url, bool as_is) {
    auto address = read_postgresql_address(url);
    if (!address) return base::fail(address.error());
    const auto shown = address->shown;
    try {
        return std::make_unique<PostgresqlSession>(url, std::move(*address), as_is);
    } catch (const DatabaseError& error) {
        return base::fail(base::ErrorCode::database, shown, error.what());
    }
}

PostgresqlSession& postgresql_session(Database& database) { return static_cast<PostgresqlSession&>(database.session()); }

PostgresqlSession::PostgresqlSession(const std::string& given_url, PostgresqlAddress address, bool opened_as_is)
    : Session(Backend::postgresql), address_(std::move(address)) {
    url = given_url;
    shown = address_.shown;
    as_is = opened_as_is;
    try {
        soci.open(soci::postgresql, address_.connect);
    } catch (const soci::soci_error& error) {
        throw DatabaseError(connection_trouble(error.get_error_message()));
    }
    configure();
    const char* const encoding = PQparameterStatus(handle(), "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8")
        throw DatabaseError(
            "the database is not in UTF-8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 makes one that is");
}

PGconn* PostgresqlSession::handle() { return static_cast<soci::postgresql_session_backend*>(soci.get_backend())->conn_; }

void PostgresqlSession::configure() {
    PQsetErrorVerbosity(handle(), PQERRORS_TERSE);  // the details of an error hold values
    PQsetNoticeProcessor(
        handle(), [](void*, const char*) {}, nullptr);
    run("SET lock_timeout = " + std::to_string(patience_.count()));
    if (listening_) run("LISTEN " + std::string(notification_channel));
}

PostgresqlResult PostgresqlSession::run(const std::string& sql) {
    PostgresqlResult result(PQexec(handle(), sql.c_str()), PQclear);
    check(result.get());
    return result;
}

void PostgresqlSession::check(const PGresult* result) {
    const auto status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) return;
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string message = result != nullptr ? PQresultErrorMessage(result) : "";
    guarded([&] { throw soci::postgresql_soci_error(message, state != nullptr ? state : "08000"); });
}

void PostgresqlSession::make_ready() {
    if (PQstatus(handle()) == CONNECTION_OK) return;
    if (in_transaction || in_snapshot) throw StorageTrouble(StorageTrouble::Kind::lost, std::string(lost));
    connect_again();
}

void PostgresqlSession::connect_again() {
    if (clock_.now() < next_attempt_) throw StorageTrouble(StorageTrouble::Kind::lost, std::string(lost));
    PQreset(handle());
    if (PQstatus(handle()) != CONNECTION_OK) {
        pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
        next_attempt_ = clock_.now() + pause_;
        throw StorageTrouble(StorageTrouble::Kind::lost, std::string(lost) + ": " + connection_trouble(PQerrorMessage(handle())));
    }
    pause_ = {};
    part_ = 0;
    mark_owned_ = false;
    ++connection;
    ++version_;  // nobody has told what was written meanwhile
    configure();
}

// A connection that broke while nothing was done on it is no trouble yet.
void PostgresqlSession::begin() {
    constexpr auto text = "BEGIN ISOLATION LEVEL READ COMMITTED";
    make_ready();
    take_notifications();
    try {
        own_the_mark();
        run(text);
    } catch (const StorageTrouble&) {
        if (PQstatus(handle()) == CONNECTION_OK) throw;
        make_ready();
        own_the_mark();
        run(text);
    }
}

// By data and not by the transaction's number: a server that took another one's place gives the same numbers again.
void PostgresqlSession::mark_commits() {
    std::random_device random;
    mark_ = static_cast<std::int64_t>((static_cast<std::uint64_t>(random()) << 31U | random()) >> 1U) + 1;
    make_ready();
    run("DELETE FROM commit_mark WHERE at < " + std::string(database_clock) + " - " +
        std::to_string(longest_life_of_a_mark.count()));
}

// Each connection holds the lock of the mark before it commits: what an older one has asked for is decided when that lets go.
void PostgresqlSession::own_the_mark() {
    if (mark_ == 0 || mark_owned_) return;
    const auto owned = run("SELECT pg_try_advisory_lock(" + std::to_string(mark_) + ")");
    if (PQgetvalue(owned.get(), 0, 0)[0] != 't')
        throw StorageTrouble(StorageTrouble::Kind::lost, "the server has not yet noticed that the connection was lost");
    mark_owned_ = true;
}

std::string PostgresqlSession::marking() const {
    if (mark_ == 0 || !wrote) return {};
    return "INSERT INTO commit_mark (connection, commits, at) VALUES (" + std::to_string(mark_) + ", " +
           std::to_string(commits_) + ", " + std::string(database_clock) +
           ") ON CONFLICT (connection) DO UPDATE SET commits = excluded.commits, at = excluded.at; ";
}

bool PostgresqlSession::last_commit_was_kept() {
    make_ready();
    if (mark_ == 0) throw DatabaseError("what became of the last commit is not known");
    own_the_mark();
    const auto found = run("SELECT commits FROM commit_mark WHERE connection = " + std::to_string(mark_));
    return PQntuples(found.get()) > 0 && std::stoll(PQgetvalue(found.get(), 0, 0)) == commits_;
}

void PostgresqlSession::commit() {
    auto* const connection_to_server = handle();
    if (PQstatus(connection_to_server) != CONNECTION_OK) throw StorageTrouble(StorageTrouble::Kind::lost, std::string(lost));
    // The server would answer COMMIT with a rollback, and call that no error.
    if (PQtransactionStatus(connection_to_server) == PQTRANS_INERROR)
        throw DatabaseError("a statement of the transaction has failed: nothing of it is kept");
    if (wrote) ++commits_;
    const auto notification = wrote ? "NOTIFY " + std::string(notification_channel) + "; " : std::string();
    const PostgresqlResult result(PQexec(connection_to_server, (marking() + notification + "COMMIT").c_str()), PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK && PQstatus(connection_to_server) != CONNECTION_OK)
        throw CommitUnknown("the connection to the database was lost during a commit: whether it is kept is not known");
    check(result.get());
    wrote = false;
}

void PostgresqlSession::roll_back() noexcept {
    if (PQstatus(handle()) != CONNECTION_OK || PQtransactionStatus(handle()) == PQTRANS_IDLE) return;
    PQclear(PQexec(handle(), "ROLLBACK"));
}

void PostgresqlSession::begin_snapshot() {
    make_ready();
    run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

std::int64_t PostgresqlSession::data_version() {
    make_ready();
    if (!listening_ && !in_transaction && !in_snapshot) {
        run("LISTEN " + std::string(notification_channel));
        listening_ = true;
    }
    take_notifications();
    return version_;
}

// The least that is free; it is held until the connection ends.
std::int64_t PostgresqlSession::part() {
    if (part_ > 0) return part_;
    const auto found = run("SELECT part FROM generate_series(1, 100000) AS part WHERE pg_try_advisory_lock(" +
                           std::string(part_lock_class) + ", part) LIMIT 1");
    if (PQntuples(found.get()) == 0) throw DatabaseError("too many programs are at work on this server");
    part_ = std::stoll(PQgetvalue(found.get(), 0, 0));
    return part_;
}

void PostgresqlSession::take_notifications() {
    auto* const connection_to_server = handle();
    PQconsumeInput(connection_to_server);
    while (auto* const notification = PQnotifies(connection_to_server)) {
        if (notification->be_pid != PQbackendPID(connection_to_server)) ++version_;
        PQfreemem(notification);
    }
}

void PostgresqlSession::set_lock_patience(std::chrono::milliseconds patience) {
    patience_ = patience;
    make_ready();
    run("SET lock_timeout = " + std::to_string(patience_.count()));
}

void PostgresqlSession::lock_schema() { run("SELECT pg_advisory_xact_lock(" + std::string(schema_lock) + ")"); }

// BY DEFAULT: a database that is copied keeps its numbers. Texts are compared as their octets, as SQLite does, whatever the
// language of the server.
std::string PostgresqlSession::schema_statement(std::string statement) const {
    replace_all(statement, "{id}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
    replace_all(statement, " TEXT", " TEXT COLLATE \"C\"");
    return statement;
}

std::string PostgresqlSession::text_of(const Sql& sql, std::span<const ParameterType> parameters) const {
    return with_numbered_parameters(sql.postgresql, parameters);
}

void PostgresqlSession::name_parameters(soci::statement& statement, std::size_t count) const {
    backend_of(statement).names_.assign(count, "value");
}

void PostgresqlSession::prepare_again(soci::statement& statement) {
    const auto& prepared = backend_of(statement);
    const PostgresqlResult result(PQprepare(handle(), prepared.statementName_.c_str(), prepared.query_.c_str(), 0, nullptr),
                                  PQclear);
    check(result.get());
}

// SOCI would have the server forget a name that it does not know, which ends a transaction that is open.
void PostgresqlSession::forget(soci::statement& statement) noexcept { backend_of(statement).statementName_.clear(); }

}  // namespace gsmcfg::store
