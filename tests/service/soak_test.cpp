// A service at work for days of virtual time, with every fault of modem and network at 1 %: nothing of it grows.
// scripts/proof.sh asks for four (GSMCFG_SOAK_HOURS=96), whose first fills the page caches; otherwise it is an hour and a half.
#include "service_fixture.hpp"
#include "support/resident_memory.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr double rate = 0.01;
constexpr int meters = 40;
// 120 meters an hour: with these faults two modems carry 145.
constexpr auto campaign_gap = 20min;

std::int64_t entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

struct Footprint {
    std::int64_t kilobytes = 0;  // resident
    std::int64_t files = entries("/proc/self/fd");
    std::int64_t threads = entries("/proc/self/task");

    static Footprint now() {
        Footprint footprint;
        footprint.kilobytes = test::resident_kilobytes();
        return footprint;
    }
};

std::ostream& operator<<(std::ostream& out, const Footprint& footprint) {
    return out << footprint.kilobytes << " kB, " << footprint.files << " open files, " << footprint.threads << " threads";
}

std::chrono::milliseconds length() {
    const char* const hours = std::getenv("GSMCFG_SOAK_HOURS");
    return hours == nullptr ? 90min : std::chrono::hours(std::strtol(hours, nullptr, 10));
}

TEST_F(ServiceTest, DaysOfFaultsMakeNothingGrow) {
    world_options.modems = 2;
    world_options.seed = 7;
    world_options.send_latency = 1s;
    world_options.reply_delay = 3s;
    world_options.storage = 20;
    world_options.faults = sim::FaultRates::all(rate);
    keep_log = false;
    run_options.hold_after = 1000;
    modem_options.power_cycle = [this](base::StopToken) -> base::Result<void> {
        for (std::size_t modem = 0; modem < world->modem_count(); ++modem) world->modem(modem).power_cycle(clock.now());
        return {};
    };
    const auto phones = make_fleet(meters, [](int number) { return number % 8 == 0 ? "unsolicited" : ""; });
    const auto whole = length();
    std::vector<store::Id> campaigns;
    std::optional<Footprint> begun;
    Footprint ended;
    auto next = 0ms;
    serve([&] {
        if (clock.elapsed() >= next && clock.elapsed() < whole) {
            next += campaign_gap;
            // Another value each time, so that every message must be sent.
            wanted[0].second = fmt::format("net{}.example", campaigns.size());
            campaigns.push_back(hand_over(phones));
        }
        if (!begun && clock.elapsed() > whole / 3) begun = Footprint::now();
        ended = Footprint::now();
        return clock.elapsed() > whole + 1h;
    });
    ASSERT_TRUE(begun);
    std::int64_t finished_ones = 0;
    std::int64_t sent = 0;
    for (const auto id : campaigns) {
        finished_ones += finished(id) ? 1 : 0;
        sent += row(id).sms_sent;
    }
    std::cout << "soak: " << std::chrono::duration_cast<std::chrono::minutes>(whole).count() << " minutes, " << campaigns.size()
              << " campaigns, " << sent << " SMS; after a third: " << *begun << "; at the end: " << ended << "\n";
    EXPECT_EQ(finished_ones, static_cast<std::int64_t>(campaigns.size()));
    EXPECT_LE(ended.files, begun->files);
    EXPECT_LE(ended.threads, begun->threads);
    if (test::memory_is_its_own) {
        EXPECT_LE(ended.kilobytes, begun->kilobytes + 2048);
    }
}

}  // namespace
}  // namespace gsmcfg::service
