#include "relay.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace gsmcfg::test {
namespace {

constexpr auto socket_name = "/.s.PGSQL.5432";
constexpr int pause_ms = 20;

int new_socket() {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) throw std::runtime_error("socket");
    return fd;
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error(path + " is too long");
    std::ranges::copy(path, address.sun_path);
    return address;
}

}  // namespace

Relay::Relay(const std::string& folder, const std::string& server_folder)
    : server_(server_folder + socket_name), listener_(new_socket()) {
    const auto address = address_of(folder + socket_name);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 || listen(listener_, 64) != 0)
        throw std::runtime_error("listen");
    thread_ = std::thread([this] { carry(); });
}

Relay::~Relay() {
    stop_.request();
    thread_.join();
    for (const auto& [client, server] : pairs_) {
        close(client);
        close(server);
    }
    close(listener_);
}

void Relay::accept_one() {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = new_socket();
    const auto address = address_of(server_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
        pairs_.emplace_back(client, server);
        return;
    }
    close(client);
    close(server);
}

bool Relay::pass_on(int from, int to) {
    std::array<char, 65536> buffer;
    const auto count = read(from, buffer.data(), buffer.size());
    if (count <= 0) return false;
    for (ssize_t done = 0; done < count;) {
        const auto written = send(to, buffer.data() + done, static_cast<std::size_t>(count - done), MSG_NOSIGNAL);
        if (written <= 0) return false;
        done += written;
    }
    return true;
}

void Relay::carry() {
    while (!stop_.requested()) {
        std::vector<pollfd> entries{{stop_.fd(), POLLIN, 0}};
        if (!cut_) {
            entries.push_back({listener_, POLLIN, 0});
            for (const auto& [client, server] : pairs_) {
                entries.push_back({client, POLLIN, 0});
                entries.push_back({server, POLLIN, 0});
            }
        }
        if (poll(entries.data(), entries.size(), pause_ms) <= 0 || cut_) continue;
        std::size_t at = 2;
        for (auto pair = pairs_.begin(); pair != pairs_.end(); at += 2) {
            const auto [client, server] = *pair;
            const bool lives = (entries[at].revents == 0 || pass_on(client, server)) &&
                               (entries[at + 1].revents == 0 || pass_on(server, client));
            if (!lives) {
                close(client);
                close(server);
            }
            pair = lives ? std::next(pair) : pairs_.erase(pair);
        }
        if (entries[1].revents != 0) accept_one();
    }
}

}  // namespace gsmcfg::test
