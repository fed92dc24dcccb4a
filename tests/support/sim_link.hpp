// A byte link to a simulated modem in the same process: waiting moves the virtual clock to the next simulated event.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/link/byte_link.hpp"
#include "gsmcfg/sim/world.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gsmcfg::test {

// World and clock must outlive it. Several links on one world may take turns in one thread, or in several on a BatonClock.
// Making one opens the port (SimModem::reopened). When the modem has been unplugged, the link stays dead, also after the
// modem's return: every call fails with port_lost, as on a descriptor whose device is gone. Open another one then.
class SimLink final : public link::ByteLink {
public:
    SimLink(sim::World& world, base::Clock& clock, std::size_t modem = 0);
    // Errors: port_lost while the modem is unplugged.
    [[nodiscard]] static base::Result<std::unique_ptr<SimLink>> open(sim::World& world, base::Clock& clock,
                                                                     std::size_t modem = 0);

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
    [[nodiscard]] bool connected() const;

    sim::World& world_;
    base::Clock& clock_;
    std::size_t modem_;
    unsigned appearance_;
    std::string unread_;
    std::size_t most_ = 0;
    std::size_t reads_ = 0;
    std::size_t writes_ = 0;
    std::map<std::size_t, base::ErrorCode> failing_reads_;
    std::map<std::size_t, WriteFailure> failing_writes_;
    std::function<void()> hook_;
};

}  // namespace gsmcfg::test
