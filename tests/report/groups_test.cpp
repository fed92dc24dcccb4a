#include "gsmcfg/report/groups.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::report {
namespace {

TEST(Groups, AreNamedOnTheCommandLine) {
    for (const auto dimension : dimensions) EXPECT_EQ(find_dimension(name(dimension)).value(), dimension);
    EXPECT_EQ(find_dimension("prefx").error().detail,
              "'prefx' is none of modem, sim, prefix, label, hour, outcome; did you mean prefix?");
    EXPECT_FALSE(find_dimension(""));
}

TEST(Groups, APrefixIsThePlusAndTheFirstDigits) {
    EXPECT_EQ(operator_prefix("+99900100001", 5), "+99900");
    EXPECT_EQ(operator_prefix("+99900100001", 1), "+9");
    EXPECT_EQ(operator_prefix("+999", 5), "+999");
    EXPECT_EQ(operator_prefix("", 5), "");
}

TEST(Groups, APlaceIsTheLabelWithoutItsMeter) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"Example street 4", "Example street"},
        {"Lesnaya 1, flat 7", "Lesnaya 1"},
        {"Lesnaya 1, flat", "Lesnaya 1"},
        {"a, b, c", "a, b"},
        {"Substation 7 / 12", "Substation 7"},
        {"TP-12", "TP"},
        {"Дом №7", "Дом"},
        {"Boiler house", "Boiler house"},
        {"17", "17"},
        {", 3", ", 3"},
        {"4 Example street", "4 Example street"},
        {"  Park 3  ", "Park"},
        {"", ""},
    };
    for (const auto& [label, place] : cases) EXPECT_EQ(label_stem(label), place) << label;
}

TEST(Groups, CountEveryMeterOnce) {
    Grouping grouping(Dimension::label);
    for (int i = 0; i < 5; ++i) grouping.add("north", i < 3 ? Standing::as_wanted : Standing::failed, 2);
    grouping.add("south", Standing::failed, 1);
    grouping.add("south", Standing::unfinished, 0);
    grouping.add("", Standing::as_wanted, 7);
    const auto groups = grouping.sorted();
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[0].key, "north");
    EXPECT_EQ(groups[0].meters(), 5);
    EXPECT_EQ(groups[0].ended(), 5);
    EXPECT_DOUBLE_EQ(groups[0].share_as_wanted(), 0.6);
    EXPECT_EQ(groups[0].sms, 10);
    EXPECT_EQ(groups[1].key, "south");
    EXPECT_EQ(groups[1].failed, 1);
    EXPECT_EQ(groups[1].unfinished, 1);
    EXPECT_EQ(groups[2].key, no_group);
    EXPECT_EQ(groups[2].sms, 7);
}

TEST(Groups, OfHoursStandInTheirOrder) {
    Grouping grouping(Dimension::hour);
    grouping.add("23:00", Standing::failed, 1);
    grouping.add("08:00", Standing::as_wanted, 1);
    EXPECT_EQ(grouping.sorted().front().key, "08:00");
}

TEST(Groups, BeyondTheMostAreCountedTogether) {
    Grouping grouping(Dimension::label, 3);
    for (int i = 0; i < 10; ++i) grouping.add("place " + std::to_string(i), Standing::failed, 1);
    grouping.add("place 0", Standing::failed, 1);
    const auto groups = grouping.sorted();
    ASSERT_EQ(groups.size(), 4U);
    EXPECT_EQ(groups[0].key, other_groups);
    EXPECT_EQ(groups[0].failed, 7);
    EXPECT_EQ(groups[1].key, "place 0");
    EXPECT_EQ(groups[1].failed, 2);
}

}  // namespace
}  // namespace gsmcfg::report
