#include "faulty_disk.hpp"

#include <sqlite3.h>

#include <mutex>
#include <stdexcept>
#include <string_view>

namespace gsmcfg::test {
namespace {

struct State {
    std::mutex mutex;
    int code = SQLITE_OK;
    std::string part;
    std::int64_t writes_left = 0;
    std::int64_t failures_left = 0;
    std::int64_t failures = 0;
};

State& state() {
    static State one;
    return one;
}

// SQLite's file of this disk; the real one lies behind it in the same piece of memory.
struct File {
    sqlite3_file base;
    const char* path;  // lives until the file is closed
};

sqlite3_vfs* real_disk = nullptr;

File* file_of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(file_of(file) + 1); }

int write_result(sqlite3_file* file) {
    auto& now = state();
    const std::lock_guard lock(now.mutex);
    const std::string_view path = file_of(file)->path != nullptr ? file_of(file)->path : "";
    if (now.code == SQLITE_OK || path.find(now.part) == std::string_view::npos) return SQLITE_OK;
    if (now.writes_left > 0) {
        --now.writes_left;
        return SQLITE_OK;
    }
    ++now.failures;
    const int code = now.code;
    if (--now.failures_left == 0) now.code = SQLITE_OK;
    return code;
}

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* data, int size, sqlite3_int64 at) {
    return real(file)->pMethods->xRead(real(file), data, size, at);
}
int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    if (const int failed = write_result(file); failed != SQLITE_OK) return failed;
    return real(file)->pMethods->xWrite(real(file), data, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) { return real(file)->pMethods->xTruncate(real(file), size); }
int sync(sqlite3_file* file, int flags) { return real(file)->pMethods->xSync(real(file), flags); }
int file_size(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int reserved(sqlite3_file* file, int* held) { return real(file)->pMethods->xCheckReservedLock(real(file), held); }
int control(sqlite3_file* file, int operation, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

constexpr sqlite3_io_methods methods{2,         close,    read,    write,       truncate,        sync,    file_size, lock,
                                     unlock,    reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
                                     shm_unmap, nullptr,  nullptr};

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* given) {
    file_of(file)->path = path;
    const int result = real_disk->xOpen(real_disk, path, real(file), flags, given);
    file->pMethods = real(file)->pMethods != nullptr ? &methods : nullptr;
    return result;
}

sqlite3_vfs& disk() {
    static sqlite3_vfs one{};
    return one;
}

}  // namespace

FaultyDisk::FaultyDisk() {
    if (real_disk == nullptr) {
        real_disk = sqlite3_vfs_find(nullptr);
        disk() = *real_disk;
        disk().pNext = nullptr;
        disk().zName = "faulty";
        disk().szOsFile = real_disk->szOsFile + static_cast<int>(sizeof(File));
        disk().xOpen = open;
    }
    if (sqlite3_vfs_register(&disk(), 1) != SQLITE_OK) throw std::runtime_error("no faulty disk");
    const std::lock_guard lock(state().mutex);
    state().code = SQLITE_OK;
    state().failures = 0;
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&disk());
    sqlite3_vfs_register(real_disk, 1);
}

void FaultyDisk::fail_writes(int code, std::string part, std::int64_t after, std::int64_t times) {
    const std::lock_guard lock(state().mutex);
    state().code = code;
    state().part = std::move(part);
    state().writes_left = after;
    state().failures_left = times;
}

void FaultyDisk::repair() {
    const std::lock_guard lock(state().mutex);
    state().code = SQLITE_OK;
}

bool FaultyDisk::failing() const {
    const std::lock_guard lock(state().mutex);
    return state().code != SQLITE_OK;
}

std::int64_t FaultyDisk::failures() const {
    const std::lock_guard lock(state().mutex);
    return state().failures;
}

}  // namespace gsmcfg::test
