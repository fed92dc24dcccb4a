#include "gsmcfg/link/fd_link.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace gsmcfg::link {

namespace {

using base::ErrorCode;

timespec time_left(base::MonoTime now, base::MonoTime deadline) {
    const auto left = std::clamp<std::chrono::nanoseconds>(deadline - now, std::chrono::nanoseconds(0), std::chrono::hours(1));
    return {static_cast<time_t>(left.count() / 1'000'000'000), static_cast<long>(left.count() % 1'000'000'000)};
}

bool is_socket(int fd) {
    struct stat status {};
    return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace

FdLink::FdLink(int fd, std::string name, std::shared_ptr<void> owner)
    : fd_(fd), socket_(is_socket(fd)), name_(std::move(name)), owner_(std::move(owner)) {
    fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
}

base::Error FdLink::lost(int error) const {
    std::string detail = "the port is gone";
    if (error != 0) detail += " (" + std::generic_category().message(error) + ")";
    return {ErrorCode::port_lost, name_, std::move(detail), {}};
}

base::Result<std::size_t> FdLink::read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) {
    for (;;) {
        const base::MonoTime now = clock_.now();
        const timespec time = time_left(now, deadline);
        std::array<pollfd, 2> entries{pollfd{fd_, POLLIN, 0}, pollfd{stop.fd(), POLLIN, 0}};
        const int ready = ppoll(entries.data(), entries.size(), &time, nullptr);
        if (ready < 0 && errno != EINTR) return base::fail(lost(errno));
        if (ready <= 0) {
            if (clock_.now() >= deadline) return base::fail(ErrorCode::timeout, name_, "nothing came in time");
            continue;
        }
        if (entries[1].revents != 0) return base::fail(ErrorCode::stopped, name_, "a stop was requested");
        if ((entries[0].revents & POLLIN) != 0) {
            const ssize_t count = read(fd_, buffer.data(), buffer.size());
            if (count > 0) return static_cast<std::size_t>(count);
            if (count == 0) return base::fail(lost(0));
            if (errno != EAGAIN && errno != EINTR) return base::fail(lost(errno));
        } else if ((entries[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
            return base::fail(lost(0));
        }
    }
}

base::Result<void> FdLink::write_all(std::string_view bytes, base::MonoTime deadline) {
    while (!bytes.empty()) {
        const ssize_t count =
            socket_ ? send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) : write(fd_, bytes.data(), bytes.size());
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) return base::fail(lost(errno));
        const base::MonoTime now = clock_.now();
        if (now >= deadline) return base::fail(ErrorCode::timeout, name_, "the port takes no more bytes");
        const timespec time = time_left(now, deadline);
        pollfd entry{fd_, POLLOUT, 0};
        if (ppoll(&entry, 1, &time, nullptr) > 0 && (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
            return base::fail(lost(0));
    }
    return {};
}

}  // namespace gsmcfg::link
