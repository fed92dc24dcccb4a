#include "gsmcfg/store/change_listener.hpp"

#include "gsmcfg/store/inspection.hpp"

#include "change_source.hpp"
#include "session.hpp"

#include <poll.h>

#include <array>

namespace gsmcfg::store {
namespace {

constexpr int restore_gap_ms = 5000;

std::unique_ptr<ChangeSource> source_of(const std::string& url) {
    if (is_postgresql(url)) return notified_changes(url);
    const auto path = database_path(url);
    return path ? log_changes(*path) : nullptr;
}

}  // namespace

ChangeListener::ChangeListener(const std::string& database_url, base::StopToken stop)
    : stop_(stop), source_(source_of(database_url)), changed_(std::make_unique<base::StopSource>()) {
    watching_ = source_ && source_->fd() >= 0;
    if (watching_) thread_ = std::thread([this] { listen(); });
}

ChangeListener::~ChangeListener() {
    end_.request();
    if (thread_.joinable()) thread_.join();
}

base::StopToken ChangeListener::next() {
    const std::lock_guard lock(mutex_);
    changed_ = std::make_unique<base::StopSource>();
    if (stop_.requested()) changed_->request();
    return base::StopToken(*changed_);
}

void ChangeListener::request() {
    const std::lock_guard lock(mutex_);
    changed_->request();
}

void ChangeListener::listen() {
    std::array<pollfd, 3> entries{pollfd{source_->fd(), POLLIN, 0}, pollfd{end_.fd(), POLLIN, 0}, pollfd{stop_.fd(), POLLIN, 0}};
    while (!end_.requested()) {
        const bool told = entries[0].fd >= 0;
        const int ready = poll(entries.data(), entries.size(), told ? -1 : restore_gap_ms);
        if (ready < 0 || end_.requested()) continue;
        if (told && entries[0].revents != 0) source_->take();
        // What was written while nothing was told is told now.
        if (!told && ready == 0 && !source_->restore()) continue;
        entries[0].fd = source_->fd();
        request();
        // It stays requested: from here on only the end is waited for.
        if (stop_.requested()) entries[2].fd = -1;
    }
}

}  // namespace gsmcfg::store
