#include "gsmcfg/store/backup.hpp"

#include "sqlite_session.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

namespace gsmcfg::store {
namespace {

namespace sql = sqlite_api;
using base::ErrorCode;

constexpr int pages_per_step = 64;

using Connection = std::unique_ptr<sql::sqlite3, int (*)(sql::sqlite3*)>;
using Copy = std::unique_ptr<sql::sqlite3_backup, int (*)(sql::sqlite3_backup*)>;

// Gone with the object unless it was kept.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& beside) : path_(beside.string() + ".XXXXXX") {
        const int fd = mkostemp(path_.data(), O_CLOEXEC);  // mode 600
        error_ = fd < 0 ? errno : 0;
        if (fd >= 0) close(fd);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (error_ == 0 && !kept_) unlink(path_.c_str());
    }
    [[nodiscard]] int error() const { return error_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    void keep() { kept_ = true; }

private:
    std::string path_;
    int error_ = 0;
    bool kept_ = false;
};

tl::unexpected<base::Error> system_failure(const std::filesystem::path& path, int number) {
    const bool forbidden = number == EACCES || number == EPERM || number == EROFS;
    return base::fail(forbidden ? ErrorCode::permission : ErrorCode::io, path.string(), std::strerror(number));
}

bool execute(sql::sqlite3* connection, const char* statement) {
    return sql::sqlite3_exec(connection, statement, nullptr, nullptr, nullptr) == SQLITE_OK;
}

// The source's snapshot is held over all steps: writers are not held up, and the copy never starts anew because of them.
class Snapshot {
public:
    explicit Snapshot(sql::sqlite3* connection) : connection_(connection) {
        held_ = execute(connection, "BEGIN") && execute(connection, "SELECT COUNT(*) FROM sqlite_master");
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot() { execute(connection_, "ROLLBACK"); }
    [[nodiscard]] bool held() const { return held_; }

private:
    sql::sqlite3* connection_;
    bool held_;
};

base::Result<std::int64_t> copy_pages(Database& database, sql::sqlite3* target, const std::string& file, base::StopToken stop,
                                      const std::function<void(std::int64_t, std::int64_t)>& progress) {
    auto* const source = sqlite_handle(database);
    const Snapshot snapshot(source);
    if (!snapshot.held()) return base::fail(ErrorCode::database, database.path(), sql::sqlite3_errmsg(source));
    const Copy copy(sql::sqlite3_backup_init(target, "main", source, "main"), sql::sqlite3_backup_finish);
    if (!copy) return base::fail(ErrorCode::database, file, sql::sqlite3_errmsg(target));
    for (;;) {
        if (stop.requested()) return base::fail(ErrorCode::stopped, file, "stopped: there is no backup");
        const int result = sql::sqlite3_backup_step(copy.get(), pages_per_step);
        const auto all = sql::sqlite3_backup_pagecount(copy.get());
        if (result == SQLITE_DONE) return all;
        if (result != SQLITE_OK) return base::fail(ErrorCode::io, file, sql::sqlite3_errstr(result));
        if (progress) progress(all - sql::sqlite3_backup_remaining(copy.get()), all);
    }
}

// One line of SQLite's verdict.
int take_verdict(void* verdict, int, char** columns, char**) {
    auto& text = *static_cast<std::string*>(verdict);
    if (text.empty() && columns[0] != nullptr) text = columns[0];
    return 0;
}

base::Result<void> verify(sql::sqlite3* target, const std::string& file) {
    std::string verdict;
    if (sql::sqlite3_exec(target, "PRAGMA integrity_check(1)", take_verdict, &verdict, nullptr) != SQLITE_OK)
        verdict = sql::sqlite3_errmsg(target);
    if (verdict == "ok") return {};
    return base::fail(ErrorCode::database, file, "the copy is damaged, and was removed: " + verdict);
}

base::Result<std::int64_t> write_copy(Database& database, const std::string& temporary, const std::string& file,
                                      base::StopToken stop, const std::function<void(std::int64_t, std::int64_t)>& progress) {
    sql::sqlite3* opened = nullptr;
    const int result = sql::sqlite3_open_v2(temporary.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    const Connection target(opened, sql::sqlite3_close);
    // No journal: what is not finished is thrown away as it is.
    if (result != SQLITE_OK || !execute(opened, "PRAGMA journal_mode=OFF") || !execute(opened, "PRAGMA synchronous=OFF"))
        return base::fail(ErrorCode::io, file, opened != nullptr ? sql::sqlite3_errmsg(opened) : "no memory");
    auto pages = copy_pages(database, opened, file, stop, progress);
    if (!pages) return pages;
    if (!execute(opened, "PRAGMA journal_mode=DELETE")) return base::fail(ErrorCode::io, file, sql::sqlite3_errmsg(opened));
    if (auto sound = verify(opened, file); !sound) return base::fail(sound.error());
    return pages;
}

base::Result<void> flush(const std::string& path, int flags, const std::filesystem::path& shown) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) return system_failure(shown, errno);
    const int result = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    // Some file systems can't flush a folder.
    if (result != 0 && !((flags & O_DIRECTORY) != 0 && result == EINVAL)) return system_failure(shown, result);
    return {};
}

base::Result<void> rename_to(TemporaryFile& temporary, const std::filesystem::path& file, bool overwrite) {
    const int result = overwrite ? rename(temporary.path().c_str(), file.c_str())
                                 : renameat2(AT_FDCWD, temporary.path().c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE);
    if (result == 0) {
        temporary.keep();
        return {};
    }
    if (errno == EEXIST) return base::fail(ErrorCode::conflict, file.string(), "is there already");
    // A file system that can't rename so: the moment between has to be borne.
    if (!overwrite && (errno == EINVAL || errno == ENOSYS) && access(file.c_str(), F_OK) != 0)
        return rename_to(temporary, file, true);
    return system_failure(file, errno);
}

bool same_file(const std::string& left, const std::filesystem::path& right) {
    std::error_code ignored;
    return std::filesystem::equivalent(left, right, ignored);
}

}  // namespace

base::Result<Backup> back_up(Database& database, const std::filesystem::path& file, bool overwrite, base::StopToken stop,
                             const std::function<void(std::int64_t, std::int64_t)>& progress) {
    if (database.path().empty())
        return base::fail(ErrorCode::unsupported, database.shown(),
                          "PostgreSQL makes its backups itself: pg_dump --format=custom for this database, pg_basebackup for the "
                          "whole server");
    if (same_file(database.path(), file)) return base::fail(ErrorCode::conflict, file.string(), "is the database itself");
    if (!overwrite && access(file.c_str(), F_OK) == 0) return base::fail(ErrorCode::conflict, file.string(), "is there already");
    TemporaryFile temporary(file);
    if (temporary.error() != 0) return system_failure(file, temporary.error());
    const auto pages = write_copy(database, temporary.path(), file.string(), stop, progress);
    if (!pages) return base::fail(pages.error());
    if (auto flushed = flush(temporary.path(), O_RDONLY, file); !flushed) return base::fail(flushed.error());
    struct stat status {};
    stat(temporary.path().c_str(), &status);
    if (auto renamed = rename_to(temporary, file, overwrite); !renamed) return base::fail(renamed.error());
    const auto folder = file.has_parent_path() ? file.parent_path().string() : std::string(".");
    if (auto flushed = flush(folder, O_RDONLY | O_DIRECTORY, folder); !flushed) return base::fail(flushed.error());
    return Backup{status.st_size, *pages};
}

}  // namespace gsmcfg::store
