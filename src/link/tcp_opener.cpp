#include "gsmcfg/link/fd_link.hpp"
#include "link/openers.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <system_error>

namespace gsmcfg::link {

namespace {

using base::ErrorCode;

struct HostPort {
    std::string host;
    std::string port;
};

std::optional<HostPort> split_address(std::string_view address) {
    constexpr std::string_view scheme = "tcp://";
    if (!address.starts_with(scheme)) return std::nullopt;
    address.remove_prefix(scheme.size());
    if (address.ends_with('/')) address.remove_suffix(1);
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
    std::string_view host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return HostPort{std::string(host), std::string(address.substr(colon + 1))};
}

struct FreeAddresses {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

base::Result<Addresses> resolve(const std::string& address) {
    const auto parts = split_address(address);
    if (!parts) return base::fail(ErrorCode::invalid_argument, address, "write it as tcp://host:port");
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int error = getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &list);
    if (error != 0) return base::fail(ErrorCode::not_found, address, gai_strerror(error));
    return Addresses(list);
}

// 0 when connected, else an errno; ECANCELED for a stop.
int finish_connect(int fd, base::MonoTime deadline, base::StopToken stop) {
    const base::SystemClock clock;
    for (;;) {
        const auto left =
            std::clamp<std::chrono::nanoseconds>(deadline - clock.now(), std::chrono::nanoseconds(0), std::chrono::hours(1));
        const timespec time{static_cast<time_t>(left.count() / 1'000'000'000), static_cast<long>(left.count() % 1'000'000'000)};
        std::array<pollfd, 2> entries{pollfd{fd, POLLOUT, 0}, pollfd{stop.fd(), POLLIN, 0}};
        const int ready = ppoll(entries.data(), entries.size(), &time, nullptr);
        if (ready < 0 && errno != EINTR) return errno;
        if (ready > 0 && entries[1].revents != 0) return ECANCELED;
        if (ready > 0) break;
        if (clock.now() >= deadline) return ETIMEDOUT;
    }
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

base::Error connect_error(const std::string& address, int error) {
    if (error == ECANCELED) return {ErrorCode::stopped, address, "a stop was requested", {}};
    const ErrorCode code = error == ETIMEDOUT ? ErrorCode::timeout : ErrorCode::io;
    return {code, address, "can't connect: " + std::generic_category().message(error), {}};
}

}  // namespace

base::Result<std::unique_ptr<ByteLink>> open_tcp(const std::string& address, base::MonoTime deadline, base::StopToken stop) {
    auto addresses = resolve(address);
    if (!addresses) return base::fail(std::move(addresses.error()));
    int error = ENOENT;
    for (const addrinfo* one = addresses->get(); one != nullptr && error != ECANCELED; one = one->ai_next) {
        const int fd = socket(one->ai_family, one->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, one->ai_protocol);
        if (fd < 0) {
            error = errno;
            continue;
        }
        std::shared_ptr<void> owner(nullptr, [fd](void*) { close(fd); });
        error = connect(fd, one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
        if (error == EINPROGRESS) error = finish_connect(fd, deadline, stop);
        if (error != 0) continue;
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        return std::make_unique<FdLink>(fd, address, std::move(owner));
    }
    return base::fail(connect_error(address, error));
}

}  // namespace gsmcfg::link
