// Simulated modems as pseudo-terminals in real time, for programs that open a serial port.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/sim/world.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::sim {

// Holds the directory's lock and its links DIR/modem0 …, which go when this goes. A port whose modem is unplugged hangs up and
// its link goes; a new one appears when the modem is back. Programs that open a port reach SimModem::reopened. One thread.
class PtyFront {
public:
    // Makes the directory if need be and replaces links that an earlier run left.
    // Errors: port_busy (another simulator uses the directory), conflict (a link's name is taken by a file), io.
    [[nodiscard]] static base::Result<PtyFront> open(const std::filesystem::path& directory, std::size_t count);
    PtyFront(PtyFront&&) noexcept = default;
    PtyFront& operator=(PtyFront&&) noexcept = default;
    ~PtyFront();

    [[nodiscard]] std::vector<std::string> names() const;
    // What a signal does: whenever `fd` is readable it is read empty, and `act` called.
    struct Hand {
        int fd;
        std::function<void()> act;
    };
    // Serves the world's modems until `stop_fd` is readable. Errors: io.
    [[nodiscard]] base::Result<void> run(World& world, base::Clock& clock, int stop_fd, const std::vector<Hand>& hands = {});

private:
    // Closes what it owns.
    class Descriptor {
    public:
        explicit Descriptor(int fd = -1) : fd_(fd) {}
        Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
        Descriptor& operator=(Descriptor&& other) noexcept {
            std::swap(fd_, other.fd_);
            return *this;
        }
        ~Descriptor();
        [[nodiscard]] int get() const { return fd_; }

    private:
        int fd_;
    };
    struct Port {
        Descriptor master;
        Descriptor slave;   // kept open, so that a client that closes does not hang up the line
        Descriptor opened;  // inotify: who opens the slave
        std::filesystem::path link;
        std::string device;
        std::string pending;  // not yet written
    };

    PtyFront() = default;
    [[nodiscard]] static base::Result<Port> open_port(const std::filesystem::path& link);
    [[nodiscard]] base::Result<void> exchange(World& world, base::Clock& clock);
    static bool was_opened(const Port& port);
    static void take_hand(const Hand& hand);
    static void remove_link(const Port& port);
    static void write_pending(Port& port);
    static bool read_into(Port& port, SimModem& modem, base::Clock& clock);

    Descriptor lock_;
    std::vector<Port> ports_;
};

}  // namespace gsmcfg::sim
