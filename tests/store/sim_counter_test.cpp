#include "gsmcfg/store/sim_counter.hpp"

#include "each_store_fixture.hpp"

#include <filesystem>
#include <thread>

namespace gsmcfg::store {
namespace {

// In a file of its own, or in the database of a server, for all its hosts.
class SimCounterTest : public EachStoreTest {
protected:
    [[nodiscard]] std::string place() const { return on_postgresql() ? url : directory.file("sims.db"); }
};
ON_EACH_STORE(SimCounterTest);

TEST_P(SimCounterTest, CountsByCardAndDayAndKeepsTheCap) {
    auto counter = SimCounter::open(place()).value();
    EXPECT_TRUE(counter->take("8999", "2026-03-01", 60, 100));
    EXPECT_FALSE(counter->take("8999", "2026-03-01", 41, 100)) << "all or nothing";
    EXPECT_TRUE(counter->take("8999", "2026-03-01", 40, 100));
    EXPECT_FALSE(counter->take("8999", "2026-03-01", 1, 100));
    EXPECT_TRUE(counter->take("8999", "2026-03-01", 1, std::nullopt)) << "without a cap it is only counted";
    EXPECT_EQ(counter->sent("8999", "2026-03-01"), 101);
    EXPECT_TRUE(counter->take("8999", "2026-03-02", 100, 100)) << "another day";
    EXPECT_TRUE(counter->take("8998", "2026-03-01", 100, 100)) << "another card";
    EXPECT_FALSE(counter->take("8997", "2026-03-01", 101, 100)) << "a card that was never counted";
    EXPECT_EQ(counter->sent("8997", "2026-03-01"), 0);
}

TEST_P(SimCounterTest, WhatWasNotSentGoesBack) {
    auto counter = SimCounter::open(place()).value();
    EXPECT_TRUE(counter->take("8999", "2026-03-01", 64, std::nullopt));
    counter->give_back("8999", "2026-03-01", 60);
    EXPECT_EQ(counter->sent("8999", "2026-03-01"), 4);
    counter->give_back("8999", "2026-03-01", 60);
    EXPECT_EQ(counter->sent("8999", "2026-03-01"), 0) << "never less than nothing";
}

TEST_P(SimCounterTest, TwoAtOnceNeverExceedTheCap) {
    const auto path = place();
    ASSERT_TRUE(SimCounter::open(path));
    std::array<int, 2> granted{};
    {
        std::vector<std::jthread> threads;
        for (auto& mine : granted)
            threads.emplace_back([&] {
                auto counter = SimCounter::open(path).value();
                for (int i = 0; i < 60; ++i)
                    if (counter->take("8999", "2026-03-01", 1, 100)) ++mine;
            });
    }
    EXPECT_EQ(granted[0] + granted[1], 100);
    EXPECT_EQ(SimCounter::open(path).value()->sent("8999", "2026-03-01"), 100);
}

TEST(SimCounter, AFolderThatCantBeWrittenIsAnErrorWithThePath) {
    const test::TemporaryDirectory directory;
    const auto opened = SimCounter::open("/proc/no-such-folder/sims.db");
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message().find("/proc/no-such-folder"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::store
