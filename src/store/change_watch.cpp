#include "gsmcfg/store/change_watch.hpp"

#include <sys/stat.h>

namespace gsmcfg::store {
namespace {

constexpr auto full_look_gap = std::chrono::seconds(1);

}  // namespace

ChangeWatch::ChangeWatch(Database& database)
    : database_(database), log_(database.path().empty() ? std::string() : database.path() + "-wal") {}

ChangeWatch::Mark ChangeWatch::mark() const {
    struct stat status {};
    if (stat(log_.c_str(), &status) != 0) return {};
    return {static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec, status.st_size};
}

bool ChangeWatch::changed_since(std::int64_t version, base::MonoTime now) {
    if (log_.empty()) return database_.data_version() != version;
    const auto seen = mark();
    const bool same = seen == last_;
    // File times move in steps of some milliseconds: right after a change another one may hide.
    if (same && settled_ && now < next_full_look_) return false;
    settled_ = same;
    last_ = seen;
    next_full_look_ = now + full_look_gap;
    return database_.data_version() != version;
}

}  // namespace gsmcfg::store
