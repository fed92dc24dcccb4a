#include "sqlite_session.hpp"

#include "gsmcfg/store/inspection.hpp"

#include "gsmcfg/base/clock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

namespace gsmcfg::store {
namespace {

constexpr auto busy_step = std::chrono::microseconds(500);
// A checkpoint every so many commits keeps the write-ahead log at a few megabytes.
constexpr int commits_per_checkpoint = 256;
constexpr int primary_code = 0xff;  // of an extended result code

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

std::optional<StorageTrouble::Kind> kind_of(int code) {
    switch (code & primary_code) {
        case SQLITE_FULL: return StorageTrouble::Kind::full;
        case SQLITE_READONLY: return StorageTrouble::Kind::read_only;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN: return StorageTrouble::Kind::io;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL: return StorageTrouble::Kind::locked;
        default: return std::nullopt;
    }
}

// "sqlite3_statement_backend::loadOne: database or disk is full": without what SOCI calls its function.
std::string without_function(const std::string& message) {
    constexpr std::string_view mark = "sqlite3_";
    const auto at = message.find(": ");
    return message.starts_with(mark) && at != std::string::npos ? message.substr(at + 2) : message;
}

}  // namespace

base::Result<std::string> database_path(const std::string& url) {
    std::string path = url;
    if (path.starts_with("sqlite:")) path.erase(0, std::strlen("sqlite:"));
    else if (path.find("://") != std::string::npos)
        return base::fail(base::ErrorCode::unsupported, url.substr(0, url.find(':')), "this kind of database is no file");
    if (path.empty()) return base::fail(base::ErrorCode::invalid_argument, "database", "the path is empty");
    path = std::filesystem::absolute(path).lexically_normal().string();  // lock files are found from any folder
    if (path.find('"') != std::string::npos)
        return base::fail(base::ErrorCode::invalid_argument, path, "the path holds a quotation mark");
    return path;
}

OpenedSession open_sqlite(const std::string& url, bool as_is) {
    const auto path = database_path(url);
    if (!path) return base::fail(path.error());
    if (auto there = as_is ? find_file(*path) : create_private(*path); !there) return base::fail(there.error());
    try {
        leave_out_locks();
        return std::make_unique<SqliteSession>(*path, as_is);
    } catch (const soci::soci_error& error) {
        return base::fail(base::ErrorCode::database, *path, words_of(error));
    } catch (const DatabaseError& error) {
        return base::fail(base::ErrorCode::database, *path, error.what());
    }
}

std::optional<Fault> sqlite_fault(const soci::soci_error& error) {
    const auto* const sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    if (sqlite == nullptr) return std::nullopt;
    const auto passes = kind_of(sqlite->result());
    switch (sqlite->result() & primary_code) {
        case SQLITE_NOTADB: return Fault{"is no database of gsmcfg", passes};
        case SQLITE_CORRUPT:
            return Fault{"the database is damaged: gsmcfg db check says how, a backup (gsmcfg db backup) is the way back",
                         passes};
        case SQLITE_CANTOPEN: return Fault{"the database can't be opened", passes};
        default: return Fault{without_function(error.get_error_message()), passes};
    }
}

sqlite_api::sqlite3* sqlite_handle(Database& database) { return static_cast<SqliteSession&>(database.session()).handle(); }

SqliteSession::SqliteSession(const std::string& file, bool opened_as_is) : Session(Backend::sqlite) {
    path = shown = file;
    url = "sqlite:" + file;
    as_is = opened_as_is;
    soci.open(soci::sqlite3, "db=\"" + file + "\"");
    configure();
}

SqliteSession::~SqliteSession() {
    if (!as_is) reuse_log();
}

// False if it is to be tried again: two that make a new file's log at once are told so without the busy handler being asked.
bool SqliteSession::run_pragma(const char* pragma) {
    try {
        std::string ignored;
        soci::statement statement = (soci.prepare << pragma, soci::into(ignored));
        bool more = statement.execute(true);
        while (more) more = statement.fetch();
        return true;
    } catch (const soci::sqlite3_soci_error& error) {
        if ((error.result() & primary_code) == SQLITE_BUSY) return false;
        throw;
    }
}

void SqliteSession::configure() {
    sqlite_api::sqlite3_busy_handler(handle(), wait_while_busy, this);
    sqlite_api::sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    for (const char* pragma :
         {as_is ? "PRAGMA journal_mode" : "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
          "PRAGMA wal_autocheckpoint=0", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-4000"}) {
        for (int tries = 0; !run_pragma(pragma); ++tries)
            if (wait_while_busy(this, tries) == 0) throw StorageTrouble(StorageTrouble::Kind::locked, "the database is locked");
    }
    begin_.emplace(soci.prepare << "BEGIN IMMEDIATE");
    commit_.emplace(soci.prepare << "COMMIT");
    read_version_.emplace((soci.prepare << "PRAGMA data_version", soci::into(version_)));
}

sqlite_api::sqlite3* SqliteSession::handle() { return static_cast<soci::sqlite3_session_backend*>(soci.get_backend())->conn_; }

int SqliteSession::wait_while_busy(void* session, int tries) {
    if (tries * busy_step > static_cast<const SqliteSession*>(session)->patience_) return 0;
    base::SystemClock clock;
    clock.wait_until(clock.now() + busy_step, base::StopToken());
    return 1;
}

// One checkpointer at a time, over all processes: two at once can lose the log's reset (SQLite before 3.51.3).
void SqliteSession::checkpoint(int how) {
    struct stat database {};
    const mode_t mode = stat(path.c_str(), &database) == 0 ? database.st_mode & 0660U : 0600;
    const FileLock lock(path + ".checkpoint", mode);
    if (lock.held()) sqlite_api::sqlite3_wal_checkpoint_v2(handle(), nullptr, how, nullptr, nullptr);
}

void SqliteSession::reuse_log() noexcept {
    try {
        checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    } catch (...) {  // the log stays and is read by the next connection
    }
}

void SqliteSession::shorten_log() noexcept {
    try {
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    } catch (...) {  // it is shortened another time
    }
}

void SqliteSession::begin() {
    writers().lock();
    try {
        guarded([&] { begin_->execute(true); });
    } catch (...) {
        writers().unlock();
        throw;
    }
}

void SqliteSession::commit() {
    guarded([&] { commit_->execute(true); });
    writers().unlock();
    if (++commits_since_checkpoint_ < commits_per_checkpoint) return;
    commits_since_checkpoint_ = 0;
    reuse_log();
}

void SqliteSession::roll_back() noexcept {
    end_snapshot();
    writers().unlock();
}

void SqliteSession::begin_snapshot() {
    guarded([&] { soci << "BEGIN"; });
}

void SqliteSession::end_snapshot() noexcept {
    try {
        soci << "ROLLBACK";
    } catch (const soci::soci_error&) {  // SQLite has already rolled back by itself (disk full, I/O error)
    }
}

std::int64_t SqliteSession::data_version() {
    return guarded([&]() -> std::int64_t {
        bool more = read_version_->execute(true);
        const auto version = version_;
        while (more) more = read_version_->fetch();
        return version;
    });
}

// A number is never given again, also when its record is gone: audits, hooks' programs and people keep it.
std::string SqliteSession::schema_statement(std::string statement) const {
    constexpr std::string_view mark = "{id}";
    for (auto at = statement.find(mark); at != std::string::npos; at = statement.find(mark, at))
        statement.replace(at, mark.size(), "INTEGER PRIMARY KEY AUTOINCREMENT");
    return statement;
}

std::string SqliteSession::text_of(const Sql& sql, std::span<const ParameterType> /*parameters*/) const {
    return std::string(sql.sqlite);
}

}  // namespace gsmcfg::store
