#include "hook_programs.hpp"

#include "gsmcfg/base/clock.hpp"

#include <cstdlib>

namespace gsmcfg::service {
namespace {

constexpr std::size_t output_kept = 4096;

// Nothing of this process that a program could misuse, GSMCFG_PASSWORD least of all.
std::vector<std::string> environment_for(const HookJob& job) {
    std::vector<std::string> variables{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                       "GSMCFG_HOOK=" + job.hook};
    for (const std::string name : {"HOME", "LANG", "LC_ALL", "TZ"})
        if (const char* value = std::getenv(name.c_str())) variables.push_back(name + "=" + value);
    return variables;
}

}  // namespace

base::Result<base::ProgramResult> run_hook(const HookJob& job, base::StopToken stop) {
    base::SystemClock clock;
    return base::run_program(job.program, job.input, clock, {job.deadline, output_kept, environment_for(job)}, stop);
}

HookPrograms::~HookPrograms() {
    stop_.request();
    for (auto& thread : threads_) thread.join();
}

void HookPrograms::start(HookJob job) {
    running_.insert(job.hook);
    threads_.emplace_back([this, job = std::move(job)] {
        auto result = run_(job, base::StopToken(stop_));
        const std::lock_guard lock(mutex_);
        ended_.push_back({job.delivery, job.hook, std::move(result)});
        over_.insert(std::this_thread::get_id());
        changed_.notify_all();
    });
}

std::vector<HookEnd> HookPrograms::take_ended() {
    std::vector<HookEnd> ended;
    {
        const std::lock_guard lock(mutex_);
        ended.swap(ended_);
    }
    for (const auto& one : ended) running_.erase(one.hook);
    if (!ended.empty()) join_ended();
    return ended;
}

void HookPrograms::join_ended() {
    std::set<std::thread::id> over;
    {
        const std::lock_guard lock(mutex_);
        over.swap(over_);
    }
    for (auto thread = threads_.begin(); thread != threads_.end();) {
        if (!over.contains(thread->get_id())) {
            ++thread;
            continue;
        }
        thread->join();
        thread = threads_.erase(thread);
    }
}

void HookPrograms::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_.size() == running_.size(); });
}

}  // namespace gsmcfg::service
