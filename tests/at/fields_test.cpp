#include "gsmcfg/at/fields.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::at {
namespace {

std::string joined(std::string_view text) {
    std::string out;
    for (const Field& field : split_fields(text)) out += (field.quoted ? "q[" : "[") + field.text + "]";
    return out;
}

TEST(Fields, Split) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", ""},
        {"3", "[3]"},
        {"\"SM\",3", "q[SM][3]"},
        {"SM, 3", "[SM][3]"},
        {",24", "[][24]"},
        {"2,,", "[2][][]"},
        {"1,1,\"a,b\",24", "[1][1]q[a,b][24]"},
        {"(\"SM\",\"ME\"),(\"SM\")", "[(\"SM\",\"ME\")][(\"SM\")]"},
        {"((\"SM\"),(\"SM\"))", "[((\"SM\"),(\"SM\"))]"},
        {"\"open", "q[open]"},
        {"(1,2", "[(1,2]"},
        {"),1", "[)][1]"},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(joined(in), out) << in;
}

TEST(Fields, Parameters) {
    EXPECT_EQ(parameters("+CSQ: 17,99"), "17,99");
    EXPECT_EQ(parameters("+CSQ:17,99"), "17,99");
    EXPECT_EQ(parameters("+CDS: ,24"), ",24");
    EXPECT_EQ(parameters("SIM900"), "SIM900");
    EXPECT_EQ(parameters("+CPMS:"), "");
}

TEST(Fields, Numbers) {
    EXPECT_EQ(Field({" 7 ", false}).number(), 7);
    EXPECT_EQ(Field({"-1", false}).number(), -1);
    EXPECT_EQ(Field({"", false}).number(), std::nullopt);
    EXPECT_EQ(Field({"7a", false}).number(), std::nullopt);
    EXPECT_EQ(Field({"99999999999", false}).number(), std::nullopt);
}

TEST(Fields, Sets) {
    EXPECT_EQ(number_set("(0-2,5)"), (std::vector{0, 1, 2, 5}));
    EXPECT_EQ(number_set("1"), (std::vector{1}));
    EXPECT_EQ(number_set("()"), std::vector<int>{});
    EXPECT_EQ(number_set("(0-2000000000)").size(), 256U);
    EXPECT_EQ(string_set("(\"SM\",\"ME\")"), (std::vector<std::string>{"SM", "ME"}));
    EXPECT_EQ(string_set("SM"), (std::vector<std::string>{"SM"}));
    EXPECT_EQ(string_set("()"), std::vector<std::string>{});
}

}  // namespace
}  // namespace gsmcfg::at
