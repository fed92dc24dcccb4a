#include "disk_layer.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace gsmcfg::test {
namespace {

// SQLite's file of this layer; the real one lies behind it in the same piece of memory.
struct File {
    sqlite3_file base;
    const char* path;  // lives until the file is closed
};

sqlite3_vfs* real_disk = nullptr;
DiskLayer* layer = nullptr;

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1); }
std::string_view path_of(sqlite3_file* file) {
    const auto* const path = reinterpret_cast<File*>(file)->path;
    return path != nullptr ? path : "";
}

template <typename Action>
int through(DiskCall call, sqlite3_file* file, std::int64_t at, std::int64_t size, Action action) {
    if (const int refused = layer->before(call, path_of(file), at, size); refused != SQLITE_OK) return refused;
    const int result = action(real(file)->pMethods, real(file));
    if (result == SQLITE_OK) layer->after(call, path_of(file), at, size);
    return result;
}

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* data, int size, sqlite3_int64 at) {
    return through(DiskCall::read, file, at, size,
                   [&](auto* methods, auto* below) { return methods->xRead(below, data, size, at); });
}
int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    return through(DiskCall::write, file, at, size,
                   [&](auto* methods, auto* below) { return methods->xWrite(below, data, size, at); });
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return through(DiskCall::truncate, file, 0, size,
                   [&](auto* methods, auto* below) { return methods->xTruncate(below, size); });
}
int sync(sqlite3_file* file, int flags) {
    return through(DiskCall::sync, file, 0, 0, [&](auto* methods, auto* below) { return methods->xSync(below, flags); });
}
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

int open(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags, int* given) {
    reinterpret_cast<File*>(file)->path = path;
    file->pMethods = nullptr;
    if (const int refused = layer->before(DiskCall::open, path_of(file), 0, 0); refused != SQLITE_OK) return refused;
    const int result = real_disk->xOpen(real_disk, path, real(file), flags, given);
    file->pMethods = real(file)->pMethods != nullptr ? &methods : nullptr;
    if (result == SQLITE_OK) layer->after(DiskCall::open, path_of(file), 0, 0);
    return result;
}

sqlite3_vfs& layered_disk() {
    static sqlite3_vfs one{};
    return one;
}

}  // namespace

DiskLayer::DiskLayer() {
    auto& disk = layered_disk();
    if (real_disk == nullptr) {
        real_disk = sqlite3_vfs_find(nullptr);
        disk = *real_disk;
        disk.pNext = nullptr;
        disk.zName = "layered";
        disk.szOsFile = real_disk->szOsFile + static_cast<int>(sizeof(File));
        disk.xOpen = open;
    }
    if (layer != nullptr || sqlite3_vfs_register(&disk, 1) != SQLITE_OK) throw std::runtime_error("no layer on the disk");
    layer = this;
}

DiskLayer::~DiskLayer() {
    sqlite3_vfs_unregister(&layered_disk());
    sqlite3_vfs_register(real_disk, 1);
    layer = nullptr;
}

}  // namespace gsmcfg::test
