// Programs of hooks that run now, each on a thread of its own.
#pragma once

#include "gsmcfg/base/program.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace gsmcfg::service {

struct HookJob {
    store::Id delivery = 0;
    std::string hook;
    std::vector<std::string> program;
    std::string input;
    std::chrono::seconds deadline{};
};

struct HookEnd {
    store::Id delivery = 0;
    std::string hook;
    base::Result<base::ProgramResult> result;
};

// Called on the threads of the programs.
using RunHook = std::function<base::Result<base::ProgramResult>(const HookJob&, base::StopToken)>;
// As a program of this machine: a reduced environment, the first 4 KiB of what it says, killed at its deadline.
[[nodiscard]] base::Result<base::ProgramResult> run_hook(const HookJob& job, base::StopToken stop);

// Used by one thread, but for what `run` does.
class HookPrograms {
public:
    explicit HookPrograms(RunHook run) : run_(std::move(run)) {}
    // Kills what still runs.
    ~HookPrograms();
    HookPrograms(const HookPrograms&) = delete;
    HookPrograms& operator=(const HookPrograms&) = delete;

    // A hook's events come one after the other; one that hangs holds no other up.
    [[nodiscard]] bool may_start(const std::string& hook) const { return !running_.contains(hook); }
    void start(HookJob job);
    // How those that have ended since the last call did.
    [[nodiscard]] std::vector<HookEnd> take_ended();
    [[nodiscard]] std::size_t running() const { return running_.size(); }
    // Until each has ended.
    void wait();

private:
    void join_ended();

    RunHook run_;
    base::StopSource stop_;
    std::set<std::string> running_;  // hooks
    std::list<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<HookEnd> ended_;      // guarded by mutex_
    std::set<std::thread::id> over_;  // guarded by mutex_
};

}  // namespace gsmcfg::service
