// SIGKILL at each named point, and at random moments.
#include "support/amount.hpp"
#include "torture_fixture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <random>

namespace gsmcfg::torture {
namespace {

struct Point {
    std::string name;
    std::vector<std::int64_t> times;  // of one campaign's kills
};

std::ostream& operator<<(std::ostream& out, const Point& point) { return out << point.name; }

class KilledAt : public Torture, public ::testing::WithParamInterface<Point> {
protected:
    // The database and the simulator's log show that the program was where the switch says.
    void expect_traces_of(const std::string& point, std::size_t submitted_before) {
        const auto opened = database();
        store::Repositories store(*opened);
        const auto in_flight = messages_of(store, store::Submission::submitting).size();
        if (point == "prompt") {
            EXPECT_EQ(in_flight, 1U) << "the intent was committed";
            EXPECT_EQ(simulator->submitted(), submitted_before) << "the text never left";
        } else if (point == "ctrl-z") {
            EXPECT_EQ(in_flight, 1U) << "no result was committed";
            EXPECT_NE(gsmcfg({"campaign", "list"}).out.find("interrupted"), std::string::npos);
        } else if (point == "taken") {
            EXPECT_EQ(in_flight, 1U) << "no result was committed";
            EXPECT_GT(simulator->submitted(), submitted_before) << "the network has it";
        }
    }
};

TEST_P(KilledAt, EndsWithEveryMeterRightNothingLostAndDuplicatesMarked) {
    start();
    for (const auto time : GetParam().times) {
        const auto before = simulator->submitted();
        ASSERT_TRUE(killed({GetParam().name, time})) << "the campaign came to its end before the kill";
        if (time == 1) expect_traces_of(GetParam().name, before);
    }
    finish();
    expect_everything_right();
}

INSTANTIATE_TEST_SUITE_P(Points, KilledAt,
                         testing::Values(Point{"before-commit", {2, 9, 5, 7, 1, 12}}, Point{"in-commit", {40, 100, 31, 77, 60}},
                                         Point{"before-sync", {3, 11, 6, 8, 10}}, Point{"after-commit", {4, 9, 7, 1, 10, 8}},
                                         Point{"prompt", {2, 1, 4, 3, 1}}, Point{"ctrl-z", {3, 1, 5, 2, 1, 4}},
                                         Point{"taken", {1, 4, 2, 6, 1}}, Point{"received", {1, 5, 2, 4, 1, 3}},
                                         Point{"delete", {2, 1, 4, 1, 3}}, Point{"deleting", {1, 3, 2, 4, 1}}),
                         [](const auto& one) {
                             auto name = one.param.name;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

using KilledAtRandom = Torture;

// A call to the kernel is the least that has an effect outside: whichever it is before, the rest must hold.
TEST_F(KilledAtRandom, EndsWithEveryMeterRightNothingLostAndDuplicatesMarked) {
    constexpr int kills_a_campaign = 10;
    const int kills = test::amount("GSMCFG_TORTURE_KILLS", 20);
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::int64_t> moment(1, 1500);
    int done = 0;
    while (done < kills) {
        SCOPED_TRACE(fmt::format("after {} kills", done));
        start();
        for (int i = 0; i < kills_a_campaign && done < kills; ++i) {
            if (!killed({"call", moment(random)})) break;
            ++done;
        }
        finish();
        expect_everything_right();
        if (HasFailure()) return;
        clear();
    }
    EXPECT_EQ(done, kills);
}

}  // namespace
}  // namespace gsmcfg::torture
