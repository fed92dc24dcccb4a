// Wakes a waiting thread when anything is written to the database, without asking again and again.
#pragma once

#include "gsmcfg/base/stop.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace gsmcfg::store {

class ChangeSource;

// A thread that waits: on SQLite for the write-ahead log to change, on PostgreSQL for what each commit tells, on a connection of
// its own. If that is lost it is made again; what was written meanwhile is told then.
class ChangeListener {
public:
    // Of a database that is open somewhere in this process: its Database::url(). `stop` outlives it.
    ChangeListener(const std::string& database_url, base::StopToken stop);
    // While a lost connection is made again this takes as long as that: ten seconds if the server is not there.
    ~ChangeListener();
    ChangeListener(const ChangeListener&) = delete;
    ChangeListener& operator=(const ChangeListener&) = delete;

    // False where it can't be told: then ask again and again.
    [[nodiscard]] bool works() const { return watching_; }
    // A token that is requested when something is written from now on, or after the stop. The one before is no longer valid.
    [[nodiscard]] base::StopToken next();

private:
    void listen();
    void request();

    base::StopToken stop_;
    base::StopSource end_;
    std::unique_ptr<ChangeSource> source_;
    bool watching_ = false;
    std::mutex mutex_;  // of changed_
    std::unique_ptr<base::StopSource> changed_;
    std::thread thread_;
};

}  // namespace gsmcfg::store
