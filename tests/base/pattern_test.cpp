#include "gsmcfg/base/pattern.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

TEST(Pattern, CapturesByName) {
    const auto pattern = Pattern::compile(R"((?P<host>[^:]*):(?P<port>\d+)(?P<rest> .*)?)");
    ASSERT_TRUE(pattern);
    const auto whole = pattern->match_whole("example:8000");
    ASSERT_TRUE(whole);
    EXPECT_EQ(*whole, (Pattern::Captures{{"host", "example"}, {"port", "8000"}})) << "a group without part is left out";
    EXPECT_EQ(pattern->match_whole(":1")->at("host"), "") << "an empty capture took part";
    EXPECT_FALSE(pattern->match_whole("example:8000x"));
    EXPECT_TRUE(pattern->search("see example:8000x"));
    EXPECT_EQ(pattern->names(), (std::vector<std::string>{"host", "port", "rest"}));
}

TEST(Pattern, RefusesWhatDoesNotCompile) {
    for (const char* expression : {"(", "(?P<a", "a(?=b)", R"(\1)"}) {
        const auto pattern = Pattern::compile(expression);
        ASSERT_FALSE(pattern) << expression;
        EXPECT_EQ(pattern.error().code, ErrorCode::malformed);
        EXPECT_FALSE(pattern.error().detail.empty());
    }
}

TEST(Pattern, TakesHostileText) {
    const auto pattern = Pattern::compile("(a*)*b");
    ASSERT_TRUE(pattern);
    EXPECT_FALSE(pattern->match_whole(std::string(100000, 'a'))) << "linear time";
    EXPECT_TRUE(pattern->match_whole("aab"));
    EXPECT_FALSE(pattern->match_whole(std::string_view("aa\0b", 4)));
}

}  // namespace
}  // namespace gsmcfg::base
