// Wakes a waiting thread when anything is written to the database, without asking again and again.
#pragma once

#include "gsmcfg/base/stop.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace gsmcfg::store {

// A thread that waits for the write-ahead log to change (inotify(7)); on SQLite only.
class ChangeListener {
public:
    // Of a database that is open somewhere in this process. `stop` outlives it.
    ChangeListener(const std::string& database_path, base::StopToken stop);
    ~ChangeListener();
    ChangeListener(const ChangeListener&) = delete;
    ChangeListener& operator=(const ChangeListener&) = delete;

    // False where the kernel can't tell: then ask again and again.
    [[nodiscard]] bool works() const { return watching_; }
    // A token that is requested when something is written from now on, or after the stop. The one before is no longer valid.
    [[nodiscard]] base::StopToken next();

private:
    void listen();
    void request();

    base::StopToken stop_;
    base::StopSource end_;
    int inotify_ = -1;
    bool watching_ = false;
    std::mutex mutex_;  // of changed_
    std::unique_ptr<base::StopSource> changed_;
    std::thread thread_;
};

}  // namespace gsmcfg::store
