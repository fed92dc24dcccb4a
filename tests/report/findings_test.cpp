#include "gsmcfg/report/findings.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::report {
namespace {

struct Count {
    const char* key;
    std::int64_t as_wanted;
    std::int64_t failed;
    std::int64_t unfinished = 0;
};

DimensionGroups groups(Dimension dimension, const std::vector<Count>& counts) {
    DimensionGroups all{dimension, {}};
    for (const auto& [key, as_wanted, failed, unfinished] : counts) {
        Group group;
        group.key = key;
        group.as_wanted = as_wanted;
        group.failed = failed;
        group.unfinished = unfinished;
        all.groups.push_back(group);
    }
    return all;
}

std::vector<std::string> found(const std::vector<DimensionGroups>& all) {
    std::vector<std::string> words;
    for (const auto& finding : find_common_causes(all)) {
        words.push_back(finding.words());
        EXPECT_FALSE(finding.advice().empty());
    }
    return words;
}

struct Case {
    const char* what;
    std::vector<Count> counts;
    std::vector<std::string> words;
};

TEST(Findings, AreGroupsThatFailWhileOthersDoNot) {
    const std::vector<Case> cases{
        {"one SIM",
         {{"8999", 1, 11}, {"8998", 85, 3}},
         {"11 of the 12 meters asked by our SIM 8999 failed; 3 of the other 88 did"}},
        {"none of the others",
         {{"a", 0, 3}, {"b", 1, 0}},
         {"3 of the 3 meters asked by our SIM a failed; none of the other 1 did"}},
        {"two are too few", {{"a", 0, 2}, {"b", 90, 0}}, {}},
        {"69 % is too little", {{"a", 31, 69}, {"b", 900, 0}}, {}},
        {"70 % is enough", {{"a", 3, 7}, {"b", 9, 0}}, {"7 of the 10 meters asked by our SIM a failed; none of the other 9 did"}},
        {"the others fail as well", {{"a", 0, 30}, {"b", 65, 35}}, {}},
        {"a third is little enough",
         {{"a", 0, 30}, {"b", 67, 33}},
         {"30 of the 30 meters asked by our SIM a failed; 33 of the other 100 did"}},
        {"nothing to compare with", {{"a", 0, 30}}, {}},
        {"what is not finished says nothing", {{"a", 0, 30}, {"b", 0, 0, 50}}, {}},
        {"no group", {{"(none)", 0, 30}, {"b", 50, 0}}, {}},
        {"all groups beyond the most", {{"(others)", 0, 30}, {"b", 50, 0}}, {}},
    };
    for (const auto& [what, counts, words] : cases) EXPECT_EQ(found({groups(Dimension::sim, counts)}), words) << what;
}

TEST(Findings, TheHeaviestComeFirstAndFiveAreEnough) {
    std::vector<Count> places{{"rest", 500, 0}};
    const std::vector<const char*> names{"a", "b", "c", "d", "e", "f"};
    for (std::size_t i = 0; i < names.size(); ++i) places.push_back({names[i], 0, static_cast<std::int64_t>(3 + i)});
    const auto words =
        found({groups(Dimension::label, places), groups(Dimension::prefix, {{"+99977", 1, 20}, {"+99900", 90, 2}})});
    ASSERT_EQ(words.size(), 5U);
    EXPECT_EQ(words[0], "20 of the 21 meters with numbers +99977… failed; 2 of the other 92 did");
    EXPECT_EQ(words[1].substr(0, 24), "8 of the 8 meters at f f");
    EXPECT_EQ(words[4].substr(0, 24), "5 of the 5 meters at c f");
}

TEST(Findings, AreNotMadeOfHoursOutcomesAndModems) {
    for (const auto dimension : {Dimension::hour, Dimension::outcome, Dimension::modem})
        EXPECT_TRUE(found({groups(dimension, {{"a", 0, 30}, {"b", 50, 0}})}).empty());
}

}  // namespace
}  // namespace gsmcfg::report
