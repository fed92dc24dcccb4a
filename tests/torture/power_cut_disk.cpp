#include "power_cut_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace gsmcfg::test {
namespace {

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file.flush()) throw std::runtime_error(path + ": can't be written");
}

}  // namespace

void PowerCutDisk::cut_before(std::int64_t nth, std::function<void()> at_the_cut) {
    const std::lock_guard lock(mutex_);
    left_ = nth;
    at_the_cut_ = std::move(at_the_cut);
}

void PowerCutDisk::go_dark() {
    cut_ = true;
    left_ = 0;
    if (const auto told = std::exchange(at_the_cut_, nullptr)) told();
}

void PowerCutDisk::cut() {
    const std::lock_guard lock(mutex_);
    if (!cut_) go_dark();
}

bool PowerCutDisk::is_cut() const {
    const std::lock_guard lock(mutex_);
    return cut_;
}

std::int64_t PowerCutDisk::lost_sectors() const {
    const std::lock_guard lock(mutex_);
    return lost_;
}

int PowerCutDisk::before(DiskCall call, std::string_view /*path*/, std::int64_t /*at*/, std::int64_t /*size*/) {
    const std::lock_guard lock(mutex_);
    const bool changes = call == DiskCall::write || call == DiskCall::sync || call == DiskCall::truncate;
    if (changes && left_ > 0 && --left_ == 0) go_dark();
    return cut_ ? SQLITE_IOERR : SQLITE_OK;
}

void PowerCutDisk::after(DiskCall call, std::string_view path, std::int64_t at, std::int64_t size) {
    if (path.empty()) return;
    const std::lock_guard lock(mutex_);
    const std::string name(path);
    const bool known = files_.contains(name);
    auto& file = files_[name];
    switch (call) {
        case DiskCall::open:
            // What was there before the first look at it has long been written.
            if (!known) file.synced = content_of(name);
            return;
        case DiskCall::read: return;
        case DiskCall::write:
            for (auto number = at / sector; number * sector < at + size; ++number) file.written.insert(number);
            return;
        case DiskCall::truncate: return;  // restore() sees the size
        case DiskCall::sync: return sync(name, file);
    }
}

void PowerCutDisk::sync(const std::string& path, File& file) {
    const auto size = std::filesystem::file_size(path);
    file.synced.resize(size);
    std::ifstream real(path, std::ios::binary);
    for (const auto number : file.written) {
        const auto at = static_cast<std::size_t>(number * sector);
        if (at >= size) break;
        real.seekg(static_cast<std::streamoff>(at));
        real.read(file.synced.data() + at, static_cast<std::streamsize>(std::min<std::size_t>(sector, size - at)));
    }
    file.written.clear();
}

void PowerCutDisk::restore(std::uint64_t seed) {
    const std::lock_guard lock(mutex_);
    std::mt19937_64 random(seed);
    // Now nothing arrived, now everything, mostly some of it.
    const double arrived = std::clamp(std::uniform_real_distribution(-0.3, 1.3)(random), 0.0, 1.0);
    const auto has_arrived = [&] { return std::uniform_real_distribution(0.0, 1.0)(random) < arrived; };
    lost_ = 0;
    for (auto& [path, file] : files_) {
        if (!std::filesystem::exists(path)) continue;
        auto written = content_of(path);
        if (written.size() != file.synced.size() && !has_arrived()) {
            if (written.size() > file.synced.size()) written.resize(file.synced.size());
            else written += file.synced.substr(written.size());
        }
        for (const auto number : file.written) {
            const auto at = static_cast<std::size_t>(number * sector);
            if (at >= written.size() || has_arrived()) continue;
            const auto length = std::min<std::size_t>(sector, written.size() - at);
            auto before = at < file.synced.size() ? file.synced.substr(at, length) : std::string();
            before.resize(length);
            written.replace(at, length, before);
            ++lost_;
        }
        put(path, written);
        file = {std::move(written), {}};
    }
    // The index of the log is memory that processes share.
    for (const auto& [path, file] : files_)
        if (path.ends_with("-wal")) std::filesystem::remove(path.substr(0, path.size() - 3) + "shm");
    cut_ = false;
}

}  // namespace gsmcfg::test
