// A modem that answers from a script, in virtual time.
#pragma once

#include "gsmcfg/link/byte_link.hpp"
#include "support/virtual_clock.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

// A piece of an answer: `bytes` arrive `after` the piece before (or the write that they answer).
struct Piece {
    std::string bytes;
    std::chrono::milliseconds after{0};
};
using Reply = std::vector<Piece>;

// What the modem answers to what is written. Shared by the links that one test opens after each other.
class Script {
public:
    // The next time `written` is written (without the final CR) it is answered so; the last reply stays. "*\x1a" stands for any
    // body.
    Script& on(const std::string& written, Reply reply);
    Script& on(const std::string& written, const std::string& bytes) { return on(written, Reply{{bytes}}); }
    // Forgets the replies to it first.
    Script& replace(const std::string& written, const std::string& bytes);
    Script& replace(const std::string& written, Reply reply);
    // Never answers it.
    Script& silent(const std::string& written) { return replace(written, Reply{}); }
    // A working modem with a SIM, registered and empty.
    [[nodiscard]] static Script warm_modem();

    [[nodiscard]] std::optional<Reply> next(const std::string& written);

    std::vector<std::string> log;  // everything written, each write one entry, without the final CR

    // How often it was written.
    [[nodiscard]] std::size_t count(std::string_view written) const;
    // All entries that begin so.
    [[nodiscard]] std::vector<std::string> starting(std::string_view start) const;

private:
    std::map<std::string, std::deque<Reply>> replies_;
};

class ScriptedLink final : public link::ByteLink {
public:
    ScriptedLink(Script& script, VirtualClock& clock) : script_(script), clock_(clock) {}

    // Comes unasked.
    void send(const std::string& bytes, std::chrono::milliseconds after = std::chrono::milliseconds(0));
    // Reads end with port_lost once everything before has been read.
    void lose() { lost_ = true; }
    // The same from the next write on that ends so.
    void lose_after(std::string end) { lose_after_ = std::move(end); }
    // At most so many bytes a read.
    void set_chunk(std::size_t size) { chunk_ = size; }

    [[nodiscard]] base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                      base::StopToken stop) override;
    [[nodiscard]] base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override;
    [[nodiscard]] base::Clock& clock() override { return clock_; }
    [[nodiscard]] std::string name() const override { return "scripted"; }

private:
    struct Arrival {
        base::MonoTime at;
        std::string bytes;
    };
    void arrive(base::MonoTime at, const std::string& bytes);

    Script& script_;
    VirtualClock& clock_;
    std::deque<Arrival> arrivals_;
    std::size_t chunk_ = static_cast<std::size_t>(-1);
    bool lost_ = false;
    std::string lose_after_;
};

}  // namespace gsmcfg::test
