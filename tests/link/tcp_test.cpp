#include "gsmcfg/link/open_link.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace gsmcfg::link {
namespace {

using namespace std::chrono_literals;

// Listens on a port that the system chooses.
class Server {
public:
    Server() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(listen(listener_, 1), 0);
        socklen_t size = sizeof address;
        EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
    }
    ~Server() { close(listener_); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    [[nodiscard]] std::string address() const { return "tcp://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] int accept() const { return ::accept(listener_, nullptr, nullptr); }
    void stop_listening() {
        close(listener_);
        listener_ = -1;
    }

private:
    int listener_;
    int port_ = 0;
};

TEST(Tcp, BothWaysAndClosed) {
    const Server server;
    base::SystemClock clock;
    const auto link = open_link(server.address(), {}, clock.now() + 5s);
    ASSERT_TRUE(link) << link.error().message();
    const int peer = server.accept();
    ASSERT_TRUE((*link)->write_all("AT\r", clock.now() + 5s));
    std::array<char, 64> buffer{};
    ASSERT_EQ(read(peer, buffer.data(), buffer.size()), 3);
    ASSERT_EQ(write(peer, "OK\r", 3), 3);
    EXPECT_EQ((*link)->read_some(buffer, clock.now() + 5s, {}).value_or(0), 3U);
    close(peer);
    const auto count = (*link)->read_some(buffer, clock.now() + 5s, {});
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, base::ErrorCode::port_lost);
}

TEST(Tcp, RefusedConnection) {
    Server server;
    server.stop_listening();
    const auto link = open_link(server.address(), {}, base::SystemClock().now() + 5s);
    ASSERT_FALSE(link);
    EXPECT_EQ(link.error().code, base::ErrorCode::io) << link.error().message();
}

}  // namespace
}  // namespace gsmcfg::link
