// A byte link to a simulated modem in the same process: waiting moves the virtual clock to the next simulated event.
#pragma once

#include "gsmcfg/link/byte_link.hpp"
#include "gsmcfg/sim/world.hpp"
#include "support/virtual_clock.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace gsmcfg::test {

// One thread; world and clock must outlive it. Several links on one world and clock may take turns in that thread.
class SimLink final : public link::ByteLink {
public:
    SimLink(sim::World& world, VirtualClock& clock, std::size_t modem = 0) : world_(world), clock_(clock), modem_(modem) {}

    [[nodiscard]] base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                      base::StopToken stop) override;
    [[nodiscard]] base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override;
    [[nodiscard]] base::Clock& clock() override { return clock_; }
    [[nodiscard]] std::string name() const override { return "sim:" + std::to_string(modem_); }

    // Calls so far, failed ones too.
    [[nodiscard]] std::size_t reads() const { return reads_; }
    [[nodiscard]] std::size_t writes() const { return writes_; }
    // The n-th call from now on (1 = the next) fails with that error. A failed write has written nothing, unless
    // `after_writing`: then all of it has gone out.
    void fail_read(std::size_t nth, base::ErrorCode code) { failing_reads_[reads_ + nth] = code; }
    void fail_write(std::size_t nth, base::ErrorCode code, bool after_writing = false) {
        failing_writes_[writes_ + nth] = {code, after_writing};
    }
    // At most so many bytes a read; 0 = no limit.
    void limit_reads(std::size_t bytes) { most_ = bytes; }
    // Called before each read and write, with everything that the world has done by then.
    void before_each_call(std::function<void()> hook) { hook_ = std::move(hook); }

private:
    struct WriteFailure {
        base::ErrorCode code;
        bool after_writing;
    };
    [[nodiscard]] std::optional<std::size_t> take(std::span<char> buffer);

    sim::World& world_;
    VirtualClock& clock_;
    std::size_t modem_;
    std::string unread_;
    std::size_t most_ = 0;
    std::size_t reads_ = 0;
    std::size_t writes_ = 0;
    std::map<std::size_t, base::ErrorCode> failing_reads_;
    std::map<std::size_t, WriteFailure> failing_writes_;
    std::function<void()> hook_;
};

}  // namespace gsmcfg::test
