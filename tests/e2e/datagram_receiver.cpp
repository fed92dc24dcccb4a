#include "datagram_receiver.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace gsmcfg::e2e {

DatagramReceiver::DatagramReceiver(const std::string& path)
    : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long for a socket: " + path);
    path.copy(address.sun_path, path.size());
    if (socket_ < 0 || bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no socket at " + path);
}

DatagramReceiver::~DatagramReceiver() { close(socket_); }

bool DatagramReceiver::heard(std::string_view words) {
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = recv(socket_, buffer.data(), buffer.size(), 0)) > 0;)
        told_.append(buffer.data(), static_cast<std::size_t>(size)).append("\n");
    return told_.find(words) != std::string::npos;
}

}  // namespace gsmcfg::e2e
