#include "service/stages.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

std::vector<std::int64_t> stages(const Limits& limits, std::int64_t meters) {
    Stages plan(limits, meters);
    std::vector<std::int64_t> result;
    for (std::int64_t i = 0; i < meters; ++i) result.push_back(plan.next());
    EXPECT_EQ(plan.last(), result.empty() ? 0 : std::ranges::max(result));
    return result;
}

TEST(Stages, WithoutLimitsAllBeginAtOnce) {
    EXPECT_EQ(stages({}, 3), (std::vector<std::int64_t>{0, 0, 0}));
    EXPECT_EQ(Stages({}, 0).last(), 0);
}

TEST(Stages, ACanaryIsPickedAcrossTheList) {
    Limits limits;
    limits.canary = Canary{4, 3};
    const auto picked = stages(limits, 100);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < picked.size(); ++i)
        if (picked[i] == 0) places.push_back(i);
    EXPECT_EQ(places, (std::vector<std::size_t>{12, 37, 62, 87}));
    EXPECT_EQ(std::ranges::count(picked, 1), 96);
}

TEST(Stages, AListShorterThanItsCanaryIsAllCanary) {
    Limits limits;
    limits.canary = Canary{10, 8};
    EXPECT_EQ(stages(limits, 3), (std::vector<std::int64_t>{0, 0, 0}));
}

TEST(Stages, TheLastBatchSizeCountsForAllThatFollow) {
    Limits limits;
    limits.batches = {1, 2};
    EXPECT_EQ(stages(limits, 7), (std::vector<std::int64_t>{0, 1, 1, 2, 2, 3, 3}));
    EXPECT_EQ(stages(limits, 3), (std::vector<std::int64_t>{0, 1, 1})) << "no empty stage after it";
}

TEST(Stages, BatchesComeAfterTheCanary) {
    Limits limits;
    limits.canary = Canary{1, 1};
    limits.batches = {2};
    EXPECT_EQ(stages(limits, 5), (std::vector<std::int64_t>{1, 1, 0, 2, 2}));
}

TEST(Stages, ABatchStandsBetweenItsFirstAndItsLastPlace) {
    Limits limits;
    limits.canary = Canary{1, 1};
    limits.batches = {2};
    using Places = std::pair<std::int64_t, std::int64_t>;
    EXPECT_EQ(places_of_batch(limits, 5, 1), (Places{0, 1}));
    EXPECT_EQ(places_of_batch(limits, 5, 2), (Places{3, 4}));
    EXPECT_EQ(places_of_batch(limits, 3, 1), (Places{0, 2})) << "around the canary";
}

}  // namespace
}  // namespace gsmcfg::service
