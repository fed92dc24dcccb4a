// A layer between SQLite and the real disk, for tests that fail operations or lose them.
#pragma once

#include <cstdint>
#include <string_view>

namespace gsmcfg::test {

enum class DiskCall { open, read, write, truncate, sync };

// While one exists, databases that are opened are on it; they must be closed before it goes. One at a time.
// Its functions are called by every thread that has such a database.
class DiskLayer {
public:
    DiskLayer(const DiskLayer&) = delete;
    DiskLayer& operator=(const DiskLayer&) = delete;

    // Another result code than SQLITE_OK is that of the operation, which then is not carried out. `path` is empty for a temporary
    // file; `at` and `size` are octets, of a truncation the new size.
    virtual int before(DiskCall call, std::string_view path, std::int64_t at, std::int64_t size) = 0;
    // What was carried out without an error.
    virtual void after(DiskCall /*call*/, std::string_view /*path*/, std::int64_t /*at*/, std::int64_t /*size*/) {}

protected:
    DiskLayer();
    ~DiskLayer();
};

}  // namespace gsmcfg::test
