#include "source_text.hpp"

#include "calls.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::test {
namespace {

TEST(BareCode, Strips) {
    struct Row {
        std::string name, in, out;
    };
    const std::vector<Row> rows{
        {"plain", "int a = 1;\n", "int a = 1;\n"},
        {"line comment", "a; // poll(\nb;", "a;  \nb;"},
        {"block comment keeps lines", "a;/* x\ny */b;", "a; \nb;"},
        {"open block comment", "a;/* x", "a; "},
        {"string", "f(\"poll(1)\");", "f(\"\");"},
        {"escaped quote", R"(f("a\"b(", c);)", "f(\"\", c);"},
        {"string with slashes", "f(\"http://x\"); g();", "f(\"\"); g();"},
        {"character", "f('\"', '\\'');", "f('', '');"},
        {"digit separator", "a = 1'000; b = 'x';", "a = 1'000; b = '';"},
        {"raw string", "f(R\"x(a \" )\" // \n)x\"); g();", "f(\"\" \n); g();"},
        {"include stays", "#include \"gsmcfg/a/b.hpp\"\n  # include <poll.h>\n",
         "#include \"gsmcfg/a/b.hpp\"\n  # include <poll.h>\n"},
        {"include in a comment", "/*\n#include <a>\n*/x", " \n\nx"},
    };
    for (const auto& row : rows) EXPECT_EQ(bare_code(row.in), row.out) << row.name;
}

TEST(IncludesOf, PathsAndLines) {
    const auto found = includes_of("#pragma once\n#include \"a/b.hpp\"\n\n #  include <c>\n#include MACRO\n");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].path, "a/b.hpp");
    EXPECT_EQ(found[0].line, 2U);
    EXPECT_TRUE(found[0].quoted);
    EXPECT_EQ(found[1].path, "c");
    EXPECT_EQ(found[1].line, 4U);
    EXPECT_FALSE(found[1].quoted);
}

TEST(FindCalls, CallsOnly) {
    struct Row {
        std::string code, name;
        std::size_t arguments, found;
    };
    const std::vector<Row> rows{
        {"x = poll(&a, 1, 0);", "poll", 3, 1},
        {"return poll(f(a, b), {1, 2}, 0);", "poll", 3, 1},
        {"return ::poll(a, 1, 0);", "poll", 3, 1},
        {"if (::poll (a,\n 1, 0) < 0)", "poll", 3, 1},
        {"std::time(nullptr)", "time", 1, 1},
        {"std::this_thread::sleep_for(x);", "sleep_for", 1, 1},
        {"!time(0)", "time", 1, 1},
        {"link.poll(a, b, c);", "poll", 3, 0},
        {"link->poll(a, b, c);", "poll", 3, 0},
        {"void Link::poll(int a, int b, int c) {", "poll", 3, 0},
        {"void poll(int a, int b, int c);", "poll", 3, 0},
        {"Moment time(now);", "time", 1, 0},
        {"time();", "time", 1, 0},
        {"my_time(0); time_of(0);", "time", 1, 0},
        {"select(dialogue, store, stop);", "select", 5, 0},
        {"select(1, &r, nullptr, nullptr, &t);", "select", 5, 1},
    };
    for (const auto& row : rows) EXPECT_EQ(find_calls(row.code, row.name, row.arguments).size(), row.found) << row.code;
}

TEST(FindWord, StandsAlone) {
    EXPECT_EQ(find_word("soci::x; my_soci; soci_; (soci)", "soci"), (std::vector<std::size_t>{0, 26}));
}

}  // namespace
}  // namespace gsmcfg::test
