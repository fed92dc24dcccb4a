#include "gsmcfg/meter/course_messages.hpp"

#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::curt;
using test::gs04;
using Names = std::vector<std::string>;

// "read {credential} APN", message by message.
Names course(const Dialect& dialect, const Settings& wanted, const CourseOptions& options) {
    Names result;
    for (const auto& [text, purpose] : compose_course(dialect, wanted, options))
        result.push_back(std::string(name(purpose)) + " " + text.text);
    return result;
}

const Settings wanted{{"apn", "iot"}, {"psw", "s"}, {"port", "8000"}, {"mode", "client"}};
const Names work{"work {credential} APN iot", "work {credential} PSW s", "work {credential} PORT 8000",
                 "work {credential} MODE 6"};

Names joined(Names first, const Names& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

TEST(CourseMessages, OnlyTheWorkIfNothingElseIsAskedFor) {
    EXPECT_EQ(course(gs04(), wanted, {}), work);
    const auto plain = compose_set(gs04(), wanted, false);
    const auto composed = compose_course(gs04(), wanted, {});
    ASSERT_EQ(composed.size(), plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_EQ(composed[i].text.proves, plain[i].proves);
        EXPECT_EQ(composed[i].text.proof, plain[i].proof);
        EXPECT_EQ(composed[i].text.restarts, plain[i].restarts);
        EXPECT_EQ(composed[i].text.query_after, plain[i].query_after);
    }
}

TEST(CourseMessages, ReadsBeforeAndVerifiesAfterOnceAGroup) {
    const Names read{"read {credential} APN", "read {credential} PORT", "read {credential} MODE"};
    const Names verify{"verify {credential} APN", "verify {credential} PORT", "verify {credential} MODE"};
    EXPECT_EQ(course(gs04(), wanted, {.read_first = true}), joined(read, work));
    EXPECT_EQ(course(gs04(), wanted, {.verify = true}), joined(work, verify));
    EXPECT_EQ(course(gs04(), wanted, {.read_first = true, .verify = true}), joined(joined(read, work), verify));
}

TEST(CourseMessages, AsksForNothingThatIsNotChanged) {
    EXPECT_EQ(course(gs04(), {{"apn", "iot"}, {"mode", "sms"}}, {.no_restart = true, .read_first = true}),
              (Names{"read {credential} APN", "work {credential} APN iot"}));
    EXPECT_TRUE(course(gs04(), {{"mode", "sms"}}, {.no_restart = true, .read_first = true, .verify = true}).empty());
    EXPECT_TRUE(course(gs04(), {}, {.read_first = true}).empty());
    // BEEP can't be asked for.
    EXPECT_EQ(course(curt(), {{"beep", "0"}}, {.read_first = true, .verify = true}).size(), 1U);
}

TEST(CourseMessages, OneWayExpectsNoReplyAndAsksForNothing) {
    const CourseOptions options{.read_first = true, .verify = true, .one_way = true};
    EXPECT_EQ(course(gs04(), wanted, options), work);
    for (const auto& message : compose_course(gs04(), wanted, options)) {
        EXPECT_EQ(message.text.proof, ProofKind::none);
        EXPECT_TRUE(message.text.proves.empty());
        EXPECT_FALSE(message.text.sets.empty());
    }
    EXPECT_TRUE(compose_course(gs04(), wanted, options).back().text.restarts);
}

}  // namespace
}  // namespace gsmcfg::meter
