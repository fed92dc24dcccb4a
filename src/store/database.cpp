#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include "query.hpp"
#include "session.hpp"

#include "gsmcfg/base/clock.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace gsmcfg::embedded::sql {
std::span<const base::EmbeddedFile> files();
}

namespace gsmcfg::store {
namespace {

constexpr auto busy_step = std::chrono::microseconds(500);
// A checkpoint every so many commits keeps the write-ahead log at a few megabytes.
constexpr int commits_per_checkpoint = 256;

// Threads of one process queue here instead of polling SQLite's file lock, which starves some of them for seconds.
std::mutex& writers() {
    static std::mutex mutex;
    return mutex;
}

// Every connection is used by one thread, and whoever wants to write queues above: SQLite's own locks would only cost. What it
// allocates nobody asks for either.
void leave_out_locks() {
    [[maybe_unused]] static const bool once = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK &&
                                              sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
}

sqlite_api::sqlite3* handle(soci::session& session) {
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

int wait_while_busy(void* session, int tries) {
    if (tries * busy_step > static_cast<const Database::Session*>(session)->lock_patience) return 0;
    base::SystemClock clock;
    clock.wait_until(clock.now() + busy_step, base::StopToken());
    return 1;
}

// An exclusive lock on a file for one scope.
class FileLock {
public:
    FileLock(const std::string& path, mode_t mode) : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode)) {
        if (fd_ >= 0) fchmod(fd_, mode);  // whatever the umask; another user's file stays as it is
        held_ = fd_ >= 0 && flock(fd_, LOCK_EX | LOCK_NB) == 0;
    }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock() {
        if (fd_ >= 0) close(fd_);
    }
    [[nodiscard]] bool held() const { return held_; }

private:
    int fd_;
    bool held_ = false;
};

// One checkpointer at a time, over all processes: two at once can lose the log's reset (SQLite before 3.51.3).
void checkpoint(Database::Session& session, int how = SQLITE_CHECKPOINT_PASSIVE) {
    struct stat database {};
    const mode_t mode = stat(session.path.c_str(), &database) == 0 ? database.st_mode & 0660U : 0600;
    const FileLock lock(session.path + ".checkpoint", mode);
    if (lock.held()) sqlite_api::sqlite3_wal_checkpoint_v2(handle(session.soci), nullptr, how, nullptr, nullptr);
}

// Creates the file before SQLite can, with the modes it is to have.
base::Result<void> create_private(const std::filesystem::path& path) {
    std::error_code ignored;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
    struct stat folder {};
    const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const bool shared = stat(parent.c_str(), &folder) == 0 && (folder.st_mode & S_ISGID) != 0;
    const mode_t mode = shared ? 0660 : 0600;
    // Never opened when it exists: closing it again would drop every lock that this process holds on the database.
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 && errno == EEXIST) {
        if (access(path.c_str(), R_OK | W_OK) == 0) return {};
    }
    if (fd < 0) {
        const auto code = errno == EACCES || errno == EPERM || errno == EROFS ? base::ErrorCode::permission : base::ErrorCode::io;
        return base::fail(code, path.string(), std::string("can't open the database: ") + std::strerror(errno));
    }
    fchmod(fd, mode);  // whatever the umask
    close(fd);
    return {};
}

base::Result<void> find_file(const std::string& path) {
    if (access(path.c_str(), R_OK) == 0) return {};
    const auto code = errno == ENOENT || errno == ENOTDIR ? base::ErrorCode::not_found : base::ErrorCode::permission;
    return base::fail(code, path, std::strerror(errno));
}

void configure(Database::Session& session) {
    auto* const connection = handle(session.soci);
    sqlite_api::sqlite3_busy_handler(connection, wait_while_busy, &session);
    sqlite_api::sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    for (const char* pragma :
         {session.as_is ? "PRAGMA journal_mode" : "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
          "PRAGMA wal_autocheckpoint=0", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-4000"}) {
        std::string ignored;
        soci::statement statement = (session.soci.prepare << pragma, soci::into(ignored));
        bool more = statement.execute(true);
        while (more) more = statement.fetch();
    }
    session.begin.emplace(session.soci.prepare << "BEGIN IMMEDIATE");
    session.commit.emplace(session.soci.prepare << "COMMIT");
    session.read_version.emplace((session.soci.prepare << "PRAGMA data_version", soci::into(session.version)));
}

}  // namespace

Database::Database(std::unique_ptr<Session> session) : session_(std::move(session)) {}

Database::~Database() {
    if (session_->as_is) return;
    try {
        checkpoint(*session_);
    } catch (...) {  // the log stays and is read by the next connection
    }
}

base::Result<std::unique_ptr<Database>> Database::open(const std::string& url) {
    return open_database(url, embedded::sql::files());
}

base::Result<std::string> database_path(const std::string& url) {
    std::string path = url;
    if (path.starts_with("sqlite:")) path.erase(0, std::strlen("sqlite:"));
    else if (path.find("://") != std::string::npos)
        return base::fail(base::ErrorCode::unsupported, url.substr(0, url.find(':')), "this kind of database is not supported");
    if (path.empty()) return base::fail(base::ErrorCode::invalid_argument, "database", "the path is empty");
    path = std::filesystem::absolute(path).lexically_normal().string();  // lock files are found from any folder
    if (path.find('"') != std::string::npos)
        return base::fail(base::ErrorCode::invalid_argument, path, "the path holds a quotation mark");
    return path;
}

base::Result<std::unique_ptr<Database>> open_database(const std::string& url, std::span<const base::EmbeddedFile> schema) {
    const auto path = database_path(url);
    if (!path) return base::fail(path.error());
    const bool as_is = schema.empty();
    if (auto there = as_is ? find_file(*path) : create_private(*path); !there) return base::fail(there.error());
    try {
        leave_out_locks();
        auto session = std::make_unique<Database::Session>();
        session->path = *path;
        session->as_is = as_is;
        session->soci.open(soci::sqlite3, "db=\"" + *path + "\"");
        configure(*session);
        std::unique_ptr<Database> database(new Database(std::move(session)));
        const std::lock_guard one_at_a_time(writers());
        if (as_is) (void)schema_version(*database);  // is it a database at all?
        else if (auto migrated = migrate(*database->session_, schema); !migrated) return base::fail(migrated.error());
        return database;
    } catch (const soci::soci_error& error) {
        return base::fail(base::ErrorCode::database, *path, words_of(error));
    } catch (const DatabaseError& error) {
        return base::fail(base::ErrorCode::database, *path, error.what());
    }
}

base::Result<std::unique_ptr<Database>> open_as_is(const std::string& url) { return open_database(url, {}); }

std::int64_t newest_schema() { return static_cast<std::int64_t>(embedded::sql::files().size()); }

const std::string& Database::path() const { return session_->path; }

std::int64_t Database::data_version() {
    return guarded([&]() -> std::int64_t {
        auto& statement = *session_->read_version;
        bool more = statement.execute(true);
        const auto version = session_->version;
        while (more) more = statement.fetch();
        return version;
    });
}

void reuse_log(Database& database) { checkpoint(database.session()); }

void shorten_log(Database& database) { checkpoint(database.session(), SQLITE_CHECKPOINT_TRUNCATE); }

bool Database::in_transaction() const { return session_->in_transaction; }

Transaction::Transaction(Database& database) : database_(database) {
    writers().lock();
    try {
        guarded([&] { database_.session().begin->execute(true); });
    } catch (...) {
        writers().unlock();
        throw;
    }
    open_ = true;
    database_.session().in_transaction = true;
}

void Transaction::commit() {
    guarded([&] { database_.session().commit->execute(true); });
    open_ = false;
    database_.session().in_transaction = false;
    writers().unlock();
    if (++database_.session().commits_since_checkpoint >= commits_per_checkpoint) {
        database_.session().commits_since_checkpoint = 0;
        checkpoint(database_.session());
    }
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        database_.session().soci << "ROLLBACK";
    } catch (const soci::soci_error&) {  // SQLite has already rolled back by itself (disk full, I/O error)
    }
    database_.session().in_transaction = false;
    writers().unlock();
}

}  // namespace gsmcfg::store
