#include "gsmcfg/link/fd_link.hpp"

#include "gsmcfg/link/open_link.hpp"
#include "link/pseudo_terminal.hpp"

namespace gsmcfg::link {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

class FdLinkTest : public testing::Test {
protected:
    test::PseudoTerminal terminal;
    base::SystemClock clock;
    std::unique_ptr<ByteLink> link = open();
    std::array<char, 256> buffer{};

    std::unique_ptr<ByteLink> open() {
        auto opened = open_link(terminal.device(), {}, clock.now() + 5s);
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().message());
        return opened ? std::move(*opened) : nullptr;
    }
    base::Result<std::size_t> read(std::chrono::milliseconds time, base::StopToken stop = {}) {
        return link->read_some(buffer, clock.now() + time, stop);
    }
};

TEST_F(FdLinkTest, BytesPassUnchangedBothWays) {
    ASSERT_TRUE(link->write_all("AT\r\x1a\x1b\xff", clock.now() + 5s));
    EXPECT_EQ(terminal.read(), "AT\r\x1a\x1b\xff");
    terminal.write("\r\nOK\r\n\x03\x11\x13");
    const auto count = read(5s);
    ASSERT_TRUE(count);
    EXPECT_EQ(std::string(buffer.data(), *count), "\r\nOK\r\n\x03\x11\x13");
    EXPECT_EQ(link->name(), terminal.device());
}

TEST_F(FdLinkTest, BytesThatAreThereAreReadAfterTheDeadline) {
    terminal.write("x");
    EXPECT_EQ(read(-10s).value_or(0), 1U);
}

TEST_F(FdLinkTest, TimesOut) {
    const auto count = read(1ms);
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, ErrorCode::timeout);
}

TEST_F(FdLinkTest, Stops) {
    base::StopSource source;
    source.request();
    const auto count = read(1h, base::StopToken(source));
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, ErrorCode::stopped);
}

TEST_F(FdLinkTest, HangUpIsALostPort) {
    terminal.write("last");
    terminal.hang_up();
    auto count = read(1h);
    if (count) count = read(1h);  // what came before may still be read
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, ErrorCode::port_lost);
    const auto written = link->write_all("AT\r", clock.now() + 1h);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::port_lost);
}

TEST_F(FdLinkTest, WriteToAFullPortTimesOut) {
    const auto written = link->write_all(std::string(1 << 20, 'x'), clock.now() + 20ms);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::timeout);
}

}  // namespace
}  // namespace gsmcfg::link
