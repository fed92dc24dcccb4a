// One time for all hosts that share a database server, whatever their own clocks say.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <atomic>
#include <cstdint>

namespace gsmcfg::store {

// Waits and deadlines are those of the machine's clock; utc() is the server's, counted on by the clock that never jumps, also
// while this machine sleeps. With a file as the database it is the machine's own in all. Safe from any thread; one database and
// the machine's clock must outlive it.
class ServerClock final : public base::Clock {
public:
    // Throws DatabaseError.
    ServerClock(Database& database, base::Clock& machine);

    // Asks the server again: its clock may be set, and crystals differ. On any connection to it. Throws DatabaseError.
    void set_by(Database& database);
    // How far the machine's own clock is ahead of the server's (negative: behind); 0 with a file.
    [[nodiscard]] std::chrono::milliseconds machine_ahead() const;

    [[nodiscard]] base::MonoTime now() const override { return machine_.now(); }
    [[nodiscard]] base::MonoTime now_with_sleep() const override { return machine_.now_with_sleep(); }
    [[nodiscard]] base::UtcTime utc() const override;
    void wait_until(base::MonoTime deadline, base::StopToken stop) override { machine_.wait_until(deadline, stop); }

private:
    base::Clock& machine_;
    bool shared_;
    std::atomic<std::int64_t> ahead_{0};  // of the server's time before now_with_sleep(), in milliseconds
};

}  // namespace gsmcfg::store
