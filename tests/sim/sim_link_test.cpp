#include "support/sim_link.hpp"

#include <gtest/gtest.h>

#include <array>

#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace std::chrono_literals;
using gsmcfg::test::SimBench;
using gsmcfg::test::SimLink;

namespace {

std::string read_all(SimLink& link, base::MonoTime deadline) {
    std::string text;
    std::array<char, 16> buffer{};
    while (const auto count = link.read_some(buffer, deadline, {})) text.append(buffer.data(), *count);
    return text;
}

}  // namespace

TEST(SimLink, WaitingMovesTheClockToTheNextEvent) {
    SimBench bench;
    SimLink link(bench.world, bench.clock);
    const auto tpdu = sim::encode_submit(SimBench::submit("12345678 MODE"));
    ASSERT_TRUE(link.write_all("ATE0\rAT+CNMI=2,1\rAT+CMGS=" + std::to_string(tpdu.size()) + "\r", base::MonoTime::max()));
    EXPECT_NE(read_all(link, bench.clock.now()).find("> "), std::string::npos);
    ASSERT_TRUE(link.write_all("00" + base::to_hex(tpdu) + "\x1A", base::MonoTime::max()));
    std::array<char, 64> buffer{};
    ASSERT_TRUE(link.read_some(buffer, bench.clock.now() + 1min, {}));
    EXPECT_EQ(bench.clock.elapsed(), 2s);
    ASSERT_TRUE(link.read_some(buffer, bench.clock.now() + 1min, {}));
    EXPECT_EQ(bench.clock.elapsed(), 7s);
}

TEST(SimLink, TimesOutAtTheDeadline) {
    SimBench bench;
    SimLink link(bench.world, bench.clock);
    std::array<char, 64> buffer{};
    const auto read = link.read_some(buffer, bench.clock.now() + 30s, {});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, base::ErrorCode::timeout);
    EXPECT_EQ(bench.clock.elapsed(), 30s);
}

TEST(SimLink, ADeadlineOfNowPolls) {
    SimBench bench;
    SimLink link(bench.world, bench.clock);
    std::array<char, 3> buffer{};
    EXPECT_EQ(link.read_some(buffer, bench.clock.now(), {}).error().code, base::ErrorCode::timeout);
    ASSERT_TRUE(link.write_all("ATE0\r", bench.clock.now()));
    EXPECT_EQ(link.read_some(buffer, bench.clock.now(), {}).value(), 3U);
    EXPECT_EQ(std::string(buffer.data(), 3), "ATE");
    EXPECT_EQ(read_all(link, bench.clock.now()), "0\r\r\nOK\r\n");
    EXPECT_EQ(bench.clock.elapsed(), 0s);
}

TEST(SimLink, LostPortAndStop) {
    SimBench bench;
    SimLink link(bench.world, bench.clock);
    std::array<char, 64> buffer{};
    base::StopSource source;
    source.request();
    EXPECT_EQ(link.read_some(buffer, bench.clock.now() + 30s, base::StopToken(source)).error().code, base::ErrorCode::stopped);
    sim::Faults faults;
    faults.unplug_at = 5s;
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(link.read_some(buffer, bench.clock.now() + 30s, {}).error().code, base::ErrorCode::port_lost);
    EXPECT_EQ(bench.clock.elapsed(), 5s);
    EXPECT_EQ(link.write_all("AT\r", bench.clock.now()).error().code, base::ErrorCode::port_lost);
}

TEST(SimLink, FailsThePlannedCalls) {
    SimBench bench;
    SimLink link(bench.world, bench.clock);
    std::array<char, 64> buffer{};
    link.fail_write(2, base::ErrorCode::port_lost);
    link.fail_write(3, base::ErrorCode::timeout, true);
    link.fail_read(2, base::ErrorCode::port_lost);
    ASSERT_TRUE(link.write_all("ATE0\r", bench.clock.now()));
    ASSERT_TRUE(link.read_some(buffer, bench.clock.now(), {}));
    EXPECT_EQ(link.write_all("AT+CSQ\r", bench.clock.now()).error().code, base::ErrorCode::port_lost);
    EXPECT_EQ(link.write_all("AT\r", bench.clock.now()).error().code, base::ErrorCode::timeout);
    EXPECT_EQ(link.read_some(buffer, bench.clock.now(), {}).error().code, base::ErrorCode::port_lost);
    EXPECT_EQ(read_all(link, bench.clock.now()), "\r\nOK\r\n");
    EXPECT_EQ(link.writes(), 3U);
    EXPECT_EQ(link.reads(), 4U);
}

TEST(SimLink, ALinkDoesNotSurviveItsPort) {
    SimBench bench;
    auto link = SimLink::open(bench.world, bench.clock).value();
    std::array<char, 64> buffer{};
    auto& modem = bench.world.modem(0);
    modem.unplug(bench.clock.now());
    EXPECT_EQ(SimLink::open(bench.world, bench.clock).error().code, base::ErrorCode::port_lost);
    modem.plug(bench.clock.now());
    EXPECT_EQ(link->write_all("AT\r", bench.clock.now()).error().code, base::ErrorCode::port_lost);
    EXPECT_EQ(link->read_some(buffer, bench.clock.now() + 1s, {}).error().code, base::ErrorCode::port_lost);
    auto again = SimLink::open(bench.world, bench.clock).value();
    ASSERT_TRUE(again->write_all("AT\r", bench.clock.now()));
    EXPECT_EQ(read_all(*again, bench.clock.now()), "AT\r\r\nOK\r\n");
}

TEST(SimLink, OpeningThePortEndsAHang) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto options = gsmcfg::test::quick_options();
        options.seed = seed;
        options.faults[sim::Fault::hang] = 1;
        SimBench bench({gsmcfg::test::make_meter()}, options);
        bench.send_text("x");
        bench.pass(10s);
        for (int i = 0; i < 5; ++i) bench.at("AT");
        ASSERT_TRUE(bench.world.modem(0).hung()) << seed;
        if (bench.logged("hung", "until").front() != "opened") continue;
        bench.pass(10min);
        EXPECT_EQ(bench.at("AT"), "");
        SimLink link(bench.world, bench.clock);
        ASSERT_TRUE(link.write_all("AT\r", bench.clock.now()));
        EXPECT_NE(read_all(link, bench.clock.now()).find("OK"), std::string::npos);
    }
}
