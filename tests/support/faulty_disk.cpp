#include "faulty_disk.hpp"

#include <sqlite3.h>

namespace gsmcfg::test {

void FaultyDisk::fail_writes(int code, std::string part, std::int64_t after, std::int64_t times) {
    const std::lock_guard lock(mutex_);
    code_ = code;
    part_ = std::move(part);
    writes_left_ = after;
    failures_left_ = times;
}

void FaultyDisk::repair() {
    const std::lock_guard lock(mutex_);
    code_ = SQLITE_OK;
}

bool FaultyDisk::failing() const {
    const std::lock_guard lock(mutex_);
    return code_ != SQLITE_OK;
}

std::int64_t FaultyDisk::failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
}

int FaultyDisk::before(DiskCall call, std::string_view path, std::int64_t /*at*/, std::int64_t /*size*/) {
    if (call != DiskCall::write) return SQLITE_OK;
    const std::lock_guard lock(mutex_);
    if (code_ == SQLITE_OK || path.find(part_) == std::string_view::npos) return SQLITE_OK;
    if (writes_left_ > 0) {
        --writes_left_;
        return SQLITE_OK;
    }
    ++failures_;
    const int code = code_;
    if (--failures_left_ == 0) code_ = SQLITE_OK;
    return code;
}

}  // namespace gsmcfg::test
