#include "gsmcfg/base/toml_document.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

constexpr const char* text = R"(# a comment
zeta = "text"
alpha = 5

[table]
list = ["a", "b"]
mixed = ["a", 1]
flag = true
real = 1.5
)";

TEST(TomlDocument, RemembersOrderAndLines) {
    const auto document = TomlDocument::parse(text, "a.toml");
    ASSERT_TRUE(document);
    const auto root = document->root();
    EXPECT_EQ(root.keys(), (std::vector<std::string>{"zeta", "alpha", "table"}));
    EXPECT_EQ(root.find("zeta")->line(), 2U);
    EXPECT_EQ(root.find("zeta")->where(), "a.toml:2");
    EXPECT_EQ(root.find("table")->find("flag")->where(), "a.toml:8");
    EXPECT_FALSE(root.find("none"));
}

TEST(TomlDocument, GivesValuesByType) {
    const auto document = TomlDocument::parse(text, "a.toml");
    ASSERT_TRUE(document);
    const auto root = document->root();
    const auto table = *root.find("table");
    EXPECT_EQ(root.find("zeta")->string(), "text");
    EXPECT_EQ(root.find("zeta")->integer(), std::nullopt);
    EXPECT_EQ(root.find("alpha")->integer(), 5);
    EXPECT_EQ(root.find("alpha")->number(), 5.0);
    EXPECT_EQ(root.find("alpha")->string(), std::nullopt);
    EXPECT_EQ(root.find("alpha")->scalar_text(), "5");
    EXPECT_EQ(table.find("flag")->boolean(), true);
    EXPECT_EQ(table.find("flag")->scalar_text(), "true");
    EXPECT_EQ(table.find("real")->number(), 1.5);
    EXPECT_EQ(table.find("list")->strings(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(table.find("mixed")->strings(), std::nullopt);
    EXPECT_EQ(table.find("mixed")->elements().size(), 2U);
    EXPECT_TRUE(table.is_table());
    EXPECT_FALSE(table.string());
}

TEST(TomlDocument, NamesTheLineOfAFault) {
    struct Case {
        const char* toml;
        const char* where;
    };
    const Case cases[] = {
        {"a = ", "b.toml:1"}, {"a = 1\na = 2\n", "b.toml:2"}, {"a = 1\n\n[t\n", "b.toml:3"}, {"a = \"\xFF\"\n", "b.toml:1"}};
    for (const auto& c : cases) {
        const auto document = TomlDocument::parse(c.toml, "b.toml");
        ASSERT_FALSE(document) << c.toml;
        EXPECT_EQ(document.error().code, ErrorCode::malformed);
        EXPECT_EQ(document.error().where, c.where) << document.error().detail;
    }
}

TEST(TomlDocument, ATextWithoutQuotesIsCalledThat) {
    const auto faulty = TomlDocument::parse("[settings]\napn = internet\n", "x.toml");
    ASSERT_FALSE(faulty);
    EXPECT_EQ(faulty.error().message(), "x.toml:2: a text needs quotes: apn = \"…\"");
    const auto other = TomlDocument::parse("[settings]\nport = 12x\n", "x.toml");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().message().find("quotes"), std::string::npos) << other.error().message();
}

TEST(TomlDocument, KeepsItsViewsWhenMoved) {
    auto document = TomlDocument::parse("a = 1", "c.toml");
    ASSERT_TRUE(document);
    const auto node = *document->root().find("a");
    const TomlDocument moved = std::move(*document);
    EXPECT_EQ(node.integer(), 1);
    EXPECT_EQ(node.where(), "c.toml:1");
    EXPECT_EQ(moved.root().keys().size(), 1U);
}

}  // namespace
}  // namespace gsmcfg::base
