// One modem of a service: its worker's thread, and why it rests.
#pragma once

#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/service/run_report.hpp"
#include "gsmcfg/service/service.hpp"
#include "gsmcfg/store/database.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace gsmcfg::service {

// Used by the service's thread. The channel exists while the worker runs, and no longer: the port is closed when `resting()`.
class LineHolder {
public:
    LineHolder(ServiceLine plan, base::Clock& clock)
        : plan_(std::move(plan)), clock_(clock), move_not_before_(clock.now() + plan_.options.move_after) {}
    ~LineHolder() { end(); }
    LineHolder(const LineHolder&) = delete;
    LineHolder& operator=(const LineHolder&) = delete;

    [[nodiscard]] const std::string& name() const { return plan_.name; }
    [[nodiscard]] const ServiceLine& plan() const { return plan_; }
    void set_plan(ServiceLine plan) { plan_ = std::move(plan); }

    // Starts the worker. Errors: the channel can't be made (a PIN file that is gone).
    [[nodiscard]] base::Result<void> start(const std::string& database_url, std::shared_ptr<const Credentials> credentials,
                                           store::Id owner, const SendingRight& right);
    // The worker finishes its message and ends; resting() some time later.
    void ask_to_end();
    [[nodiscard]] bool asked_to_end() const { return stop_ && stop_->requested(); }
    // The worker looks at the database now.
    void wake();
    [[nodiscard]] bool at_work() const { return thread_.joinable(); }
    // No worker, no open port. Takes the report of one that has just ended.
    [[nodiscard]] bool resting();
    // The worker has shown a sign of life within that time, or there is none.
    [[nodiscard]] bool lively(std::chrono::seconds limit) const;
    [[nodiscard]] const LineReport& report() const { return report_; }

    std::optional<store::Id> loan;  // lent, or about to be
    bool removed = false;           // by a reload
    bool name_taken = false;        // by a modem of another host
    base::MonoTime not_before{};    // it is started again
    std::string complaint;          // the last trouble that was logged
    base::MonoTime complain_again{};

private:
    void end();
    [[nodiscard]] base::StopToken next_wake();

    ServiceLine plan_;
    base::Clock& clock_;
    base::MonoTime move_not_before_;
    std::unique_ptr<base::StopSource> stop_;
    std::mutex mutex_;  // of wake_
    std::unique_ptr<base::StopSource> wake_;
    std::thread thread_;
    std::atomic<bool> ended_{false};
    std::atomic<std::int64_t> pulse_{0};  // nanoseconds of the clock
    LineReport report_;
};

}  // namespace gsmcfg::service
