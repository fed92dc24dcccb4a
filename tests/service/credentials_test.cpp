#include "gsmcfg/service/credentials.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using base::ErrorCode;
using base::Secret;

Credentials known() {
    Credentials credentials;
    credentials.add("default", {Secret("11111111"), {"factory", "old"}});
    credentials.add("factory", {Secret("12345678"), {}});
    credentials.add("old", {Secret("22222222"), {"default"}});
    return credentials;
}

TEST(Credentials, ByName) {
    const auto credentials = known();
    EXPECT_TRUE(credentials.has("default"));
    EXPECT_FALSE(credentials.has("Default"));
    EXPECT_EQ(credentials.find("default")->reveal(), "11111111");
    EXPECT_EQ(credentials.find("factory")->reveal(), "12345678");
    const auto missing = credentials.find("south");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_EQ(missing.error().where, "south");
}

TEST(Credentials, ALaterOneReplacesAnEarlier) {
    auto credentials = known();
    credentials.add("factory", {Secret("87654321"), {}});
    EXPECT_EQ(credentials.find("factory")->reveal(), "87654321");
}

TEST(Credentials, Alternatives) {
    struct Row {
        std::string name;
        std::size_t step;
        std::optional<std::string> used;
    };
    const std::vector<Row> rows{
        {"default", 0, "default"}, {"default", 1, "factory"}, {"default", 2, "old"}, {"default", 3, {}}, {"default", 4, {}},
        {"factory", 0, "factory"}, {"factory", 1, {}},        {"old", 1, "default"}, {"old", 2, {}},     {"south", 0, "south"},
        {"south", 1, {}},
    };
    const auto credentials = known();
    for (const auto& row : rows) {
        const auto used = credentials.name_at(row.name, row.step);
        ASSERT_EQ(used.has_value(), row.used.has_value()) << row.name << " " << row.step;
        if (used) {
            EXPECT_EQ(*used, *row.used) << row.name << " " << row.step;
        } else {
            EXPECT_EQ(used.error().code, ErrorCode::not_found);
        }
    }
}

TEST(Credentials, ErrorsQuoteNoPassword) {
    const auto credentials = known();
    EXPECT_EQ(credentials.name_at("default", 3).error().message().find("1111"), std::string::npos);
}

TEST(CredentialsTest, ShortWordsAndSignsAreNotHidden) {
    Credentials credentials;
    credentials.add("signs", {base::Secret("*"), {}});
    credentials.add("empty", {base::Secret(":"), {}});
    credentials.add("stars", {base::Secret("****"), {}});
    credentials.add("short", {base::Secret("abc"), {}});
    credentials.add("login", {base::Secret("usr:hush77"), {}});
    EXPECT_EQ(credentials.hide("code * : **** abc"), "code * : **** abc");
    EXPECT_EQ(credentials.hide("usr hush77 and hush77, not hush777"), "usr *** and ***, not hush777");
    EXPECT_EQ(credentials.hide("usr:hush77"), "usr:***");
}

}  // namespace
}  // namespace gsmcfg::service
