#include "sim/pty_front.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace gsmcfg::sim {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

// A client that never reads costs no more memory than this; then the modem's words are lost, as on a wire.
constexpr std::size_t most_pending = 1 << 20;

std::string reason(int error) { return std::generic_category().message(error); }

bool readable(const pollfd& entry) { return (entry.revents & (POLLIN | POLLERR | POLLHUP)) != 0; }

timespec wait_time(const World& world, base::MonoTime now) {
    constexpr std::chrono::nanoseconds longest = std::chrono::hours(1);
    std::chrono::nanoseconds wait = longest;
    if (const auto next = world.next_event()) wait = std::clamp(*next - now, std::chrono::nanoseconds(0), longest);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((wait - seconds).count())};
}

}  // namespace

PtyFront::Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}

PtyFront::~PtyFront() {
    for (const Port& port : ports_) remove_link(port);
}

void PtyFront::remove_link(const Port& port) {
    std::error_code error;
    if (std::filesystem::read_symlink(port.link, error) == port.device) std::filesystem::remove(port.link, error);
}

Result<PtyFront> PtyFront::open(const std::filesystem::path& directory, std::size_t count) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    PtyFront front;
    front.lock_ = Descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (front.lock_.get() < 0) return fail(ErrorCode::io, directory.string(), reason(errno));
    if (::flock(front.lock_.get(), LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorCode::port_busy, directory.string(), "another simulator uses this directory");
    }
    for (std::size_t i = 0; i < count; ++i) {
        auto port = open_port(directory / ("modem" + std::to_string(i)));
        if (!port) return fail(port.error());
        front.ports_.push_back(std::move(*port));
    }
    return front;
}

Result<PtyFront::Port> PtyFront::open_port(const std::filesystem::path& link) {
    Port port;
    port.master = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    const int master = port.master.get();
    std::array<char, 128> device{};
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0 ||
        ::ptsname_r(master, device.data(), device.size()) != 0) {
        return fail(ErrorCode::io, "pseudo-terminal", reason(errno));
    }
    port.device = device.data();
    port.slave = Descriptor(::open(port.device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios settings{};
    if (port.slave.get() < 0 || ::tcgetattr(port.slave.get(), &settings) != 0)
        return fail(ErrorCode::io, port.device, reason(errno));
    ::cfmakeraw(&settings);
    if (::tcsetattr(port.slave.get(), TCSANOW, &settings) != 0) return fail(ErrorCode::io, port.device, reason(errno));
    port.opened = Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (port.opened.get() < 0 || ::inotify_add_watch(port.opened.get(), port.device.c_str(), IN_OPEN) < 0)
        return fail(ErrorCode::io, port.device, reason(errno));

    std::error_code error;
    if (std::filesystem::is_symlink(link, error)) std::filesystem::remove(link, error);
    std::filesystem::create_symlink(port.device, link, error);
    if (error == std::errc::file_exists) return fail(ErrorCode::conflict, link.string(), "a file that is no link has this name");
    if (error) return fail(ErrorCode::io, link.string(), error.message());
    port.link = link;
    return port;
}

std::vector<std::string> PtyFront::names() const {
    std::vector<std::string> names;
    for (const Port& port : ports_) names.push_back(port.link.string());
    return names;
}

void PtyFront::write_pending(Port& port) {
    std::size_t written = 0;
    while (written < port.pending.size()) {
        const auto count = ::write(port.master.get(), port.pending.data() + written, port.pending.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written += static_cast<std::size_t>(count);
    }
    port.pending.erase(0, written);
    if (port.pending.size() > most_pending) port.pending.clear();
}

// False when the descriptor has failed for good.
bool PtyFront::read_into(Port& port, SimModem& modem, base::Clock& clock) {
    std::array<char, 16384> buffer;
    const auto count = ::read(port.master.get(), buffer.data(), buffer.size());
    if (count > 0) modem.feed(std::string_view(buffer.data(), static_cast<std::size_t>(count)), clock.now());
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

bool PtyFront::was_opened(const Port& port) {
    std::array<char, 4096> events;
    bool opened = false;
    while (::read(port.opened.get(), events.data(), events.size()) > 0) opened = true;
    return opened;
}

Result<void> PtyFront::exchange(World& world, base::Clock& clock) {
    const auto now = clock.now();
    world.advance(now);
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        Port& port = ports_[i];
        const bool there = port.master.get() >= 0;
        if (world.modem(i).plugged() != there) {
            remove_link(port);
            const auto link = port.link;
            port = Port();
            port.link = link;
            if (there) continue;
            auto fresh = open_port(link);
            if (!fresh) return fail(fresh.error());
            port = std::move(*fresh);
        }
        if (port.master.get() < 0) continue;
        if (was_opened(port)) world.modem(i).reopened(now);
        port.pending += world.modem(i).take_output(now);
        if (!port.pending.empty()) write_pending(port);
    }
    return {};
}

void PtyFront::take_hand(const Hand& hand) {
    std::array<char, 1024> asked;
    while (::read(hand.fd, asked.data(), asked.size()) > 0) {}
    hand.act();
}

Result<void> PtyFront::run(World& world, base::Clock& clock, int stop_fd, const std::vector<Hand>& hands) {
    const std::size_t count = ports_.size();
    std::vector<pollfd> entries(2 * count + hands.size() + 1);
    for (;;) {
        if (auto done = exchange(world, clock); !done) return done;
        entries.back() = {stop_fd, POLLIN, 0};
        for (std::size_t i = 0; i < hands.size(); ++i) entries[2 * count + i] = {hands[i].fd, POLLIN, 0};
        for (std::size_t i = 0; i < ports_.size(); ++i) {
            const bool writes = !ports_[i].pending.empty();
            entries[i] = {ports_[i].master.get(), static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN), 0};
            entries[count + i] = {ports_[i].opened.get(), POLLIN, 0};
        }
        const timespec wait = wait_time(world, clock.now());
        if (::ppoll(entries.data(), entries.size(), &wait, nullptr) < 0 && errno != EINTR) {
            return fail(ErrorCode::io, "ppoll", reason(errno));
        }
        if (readable(entries.back())) return {};
        for (std::size_t i = 0; i < hands.size(); ++i) {
            if (readable(entries[2 * count + i])) take_hand(hands[i]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (was_opened(ports_[i])) world.modem(i).reopened(clock.now());
            if (readable(entries[i]) && !read_into(ports_[i], world.modem(i), clock)) {
                return fail(ErrorCode::io, ports_[i].device, reason(errno));
            }
        }
    }
}

}  // namespace gsmcfg::sim
