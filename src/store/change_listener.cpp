#include "gsmcfg/store/change_listener.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>

namespace gsmcfg::store {

ChangeListener::ChangeListener(const std::string& database_path, base::StopToken stop)
    : stop_(stop), inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), changed_(std::make_unique<base::StopSource>()) {
    watching_ = inotify_ >= 0 && inotify_add_watch(inotify_, (database_path + "-wal").c_str(), IN_MODIFY) >= 0;
    if (watching_) thread_ = std::thread([this] { listen(); });
}

ChangeListener::~ChangeListener() {
    end_.request();
    if (thread_.joinable()) thread_.join();
    if (inotify_ >= 0) close(inotify_);
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
    std::array<pollfd, 3> entries{pollfd{inotify_, POLLIN, 0}, pollfd{end_.fd(), POLLIN, 0}, pollfd{stop_.fd(), POLLIN, 0}};
    while (!end_.requested()) {
        if (poll(entries.data(), entries.size(), -1) <= 0) continue;
        std::array<char, 4096> events{};
        while (read(inotify_, events.data(), events.size()) > 0) {  // what they say does not matter
        }
        request();
        // It stays requested: from here on only the end is waited for.
        if (stop_.requested()) entries[2].fd = -1;
    }
}

}  // namespace gsmcfg::store
