// Keeps this process's lease on a database that several hosts share.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/service/sending_right.hpp"
#include "gsmcfg/store/owners.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace gsmcfg::service {

// A thread and a connection of its own, so that nothing else holds it up. With a file as the database it does nothing: there a
// lock proves that this process lives. The owner and the clock outlive it.
class Heartbeat final : public SendingRight {
public:
    // The owner's lease has just begun. `on_beat` may be empty; called from the thread, after each renewal.
    Heartbeat(std::string database_url, const store::Owner& owner, base::Clock& clock,
              std::function<void(store::Database&)> on_beat = {});
    ~Heartbeat() override;
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    // By this machine's steady clock the lease runs on for a while, whatever the connection does.
    [[nodiscard]] bool holds() const override;
    // Others have taken over; this owner has no rights any more.
    [[nodiscard]] bool gone() const override { return gone_; }
    // The database has been reached without a break for so long that others who are silent have had time to renew theirs.
    [[nodiscard]] bool steady() const;

private:
    void beat();
    void renew_until_stopped();
    [[nodiscard]] std::int64_t steady_millis() const;

    std::string database_url_;
    const store::Owner& owner_;
    base::Clock& clock_;
    std::function<void(store::Database&)> on_beat_;
    std::int64_t lease_;  // milliseconds; 0: none is needed
    std::atomic<std::int64_t> runs_until_{0};
    std::atomic<std::int64_t> reached_since_{0};
    std::atomic<bool> gone_{false};
    base::StopSource stop_;
    std::thread thread_;
};

}  // namespace gsmcfg::service
