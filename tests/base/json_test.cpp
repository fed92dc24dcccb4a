#include "gsmcfg/base/json.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

TEST(Json, KeepsTheOrderOfItsKeys) {
    auto json = Json::object();
    json.set("z", 1).set("a", "text").set("m", true).set("n", Json());
    auto list = Json::array();
    list.push(1.5).push(std::optional<int>()).push(std::optional<std::string>("x"));
    json.set("list", list);
    EXPECT_EQ(json.dump(), R"({"z":1,"a":"text","m":true,"n":null,"list":[1.5,null,"x"]})");
    EXPECT_EQ(json.keys(), (std::vector<std::string>{"z", "a", "m", "n", "list"}));
}

TEST(Json, IsReadByType) {
    const auto json = Json::parse(R"({"i":-3,"d":1.5,"s":"ж","b":false,"l":[7]})");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->at("i").integer(), -3);
    EXPECT_EQ(json->at("i").number(), -3.0);
    EXPECT_EQ(json->at("d").integer(), std::nullopt);
    EXPECT_EQ(json->at("s").string(), "ж");
    EXPECT_EQ(json->at("b").boolean(), false);
    EXPECT_EQ(json->at("l").at(0).integer(), 7);
    EXPECT_TRUE(json->at("l").at(1).is_null());
    EXPECT_TRUE(json->at("none").is_null());
    EXPECT_FALSE(json->contains("none"));
    EXPECT_TRUE(json->at("s").at("deeper").is_null());
}

TEST(Json, RefusesWhatIsNoJson) {
    for (const char* text : {"", "{", "{\"a\":}", "[1,]", "nul"}) {
        const auto json = Json::parse(text);
        ASSERT_FALSE(json) << text;
        EXPECT_EQ(json.error().code, ErrorCode::malformed) << text;
    }
}

TEST(Json, WritesWhatIsNoUtf8Nevertheless) { EXPECT_EQ(Json("a\xFF").dump(), "\"a\xEF\xBF\xBD\""); }

TEST(Json, IsCopiedWhole) {
    auto json = Json::object();
    json.set("a", 1);
    auto copy = json;
    copy.set("a", 2);
    EXPECT_EQ(json.at("a").integer(), 1);
    const Json moved = std::move(copy);
    EXPECT_EQ(moved.at("a").integer(), 2);
}

}  // namespace
}  // namespace gsmcfg::base
