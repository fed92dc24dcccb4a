// A modem that says what a trace says it said, as long as the host writes what the trace says it wrote.
#pragma once

#include "gsmcfg/link/byte_link.hpp"
#include "gsmcfg/link/trace_link.hpp"
#include "support/virtual_clock.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

enum class Pieces { as_recorded, single_bytes, random };
enum class Echo { as_recorded, off, on };

// What may differ from the recording without any difference in what comes of it.
struct ReplayForm {
    Pieces pieces = Pieces::as_recorded;
    Echo echo = Echo::as_recorded;
    bool chatter = false;  // unsolicited lines at every other boundary of lines
    std::uint32_t seed = 1;
};

// The dialogue itself. Shared by the links that one run opens after each other. One thread.
class Replay {
public:
    // Notes in the trace are passed over; a `*` in what the host writes stands for any hexadecimal digit.
    Replay(std::vector<link::TraceEntry> trace, ReplayForm form, VirtualClock& clock);

    // Empty as long as the host has kept to the trace.
    [[nodiscard]] const std::string& departure() const noexcept { return departure_; }
    // Everything has been written that the trace has.
    [[nodiscard]] bool finished() const noexcept { return place_ == trace_.size(); }
    // What the host is to write next, resynchronisation (ESC, AT) aside, or empty; and the pause before the next write.
    [[nodiscard]] std::string_view next_write() const;
    [[nodiscard]] std::chrono::microseconds pause_before_next_write() const;
    // What it writes after that: the body of a message, say.
    [[nodiscard]] std::string_view write_after_next(std::size_t more = 0) const;
    // Whether something is to be read before the next write; a line end that nobody waited for is nothing.
    [[nodiscard]] bool has_arrivals() const;

    // For the link.
    base::Result<std::size_t> read(std::span<char> buffer, base::MonoTime deadline, const std::string& name);
    base::Result<void> write(std::string_view bytes, const std::string& name);
    void opened() { arrivals_.clear(); }

private:
    struct Arrival {
        base::MonoTime at;
        std::string bytes;
    };
    [[nodiscard]] std::size_t next_place() const;
    void schedule(std::string_view written);
    void arrive(base::MonoTime at, std::string bytes);
    [[nodiscard]] std::string with_chatter(const std::string& bytes);
    [[nodiscard]] std::size_t piece(std::size_t size);

    std::vector<link::TraceEntry> trace_;
    ReplayForm form_;
    VirtualClock& clock_;
    std::mt19937 random_;
    std::size_t place_ = 0;
    std::deque<Arrival> arrivals_;
    std::string departure_;
};

class ReplayLink final : public link::ByteLink {
public:
    ReplayLink(Replay& replay, VirtualClock& clock) : replay_(replay), clock_(clock) { replay_.opened(); }

    [[nodiscard]] base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                      base::StopToken stop) override;
    [[nodiscard]] base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override;
    [[nodiscard]] base::Clock& clock() override { return clock_; }
    [[nodiscard]] std::string name() const override { return "replay"; }

private:
    Replay& replay_;
    VirtualClock& clock_;
};

}  // namespace gsmcfg::test
