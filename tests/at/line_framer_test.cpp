#include "gsmcfg/at/line_framer.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::at {
namespace {

std::vector<std::string> frame(std::string_view bytes, bool prompt = false) {
    LineFramer framer;
    framer.expect_prompt(prompt);
    std::vector<std::string> items;
    for (const char byte : bytes) {
        framer.feed(byte, [&](const LineFramer::Item& item) {
            items.push_back(item.kind == LineFramer::Item::Kind::prompt ? "<prompt>"
                                                                        : std::string(item.text) + (item.cut ? "<cut>" : ""));
        });
    }
    return items;
}

struct Case {
    std::string name;
    std::string in;
    bool prompt;
    std::vector<std::string> out;
};

class LineFramerTest : public testing::TestWithParam<Case> {};

TEST_P(LineFramerTest, Cuts) { EXPECT_EQ(frame(GetParam().in, GetParam().prompt), GetParam().out); }

INSTANTIATE_TEST_SUITE_P(
    Lines, LineFramerTest,
    testing::Values(Case{"crlf", "\r\nOK\r\n", false, {"OK"}}, Case{"cr", "0\r", false, {"0"}}, Case{"lf", "OK\n", false, {"OK"}},
                    Case{"cr_cr_lf", "AT\r\r\nOK\r\r\n", false, {"AT", "OK"}}, Case{"half", "\r\nOK", false, {}},
                    Case{"blanks", "  +CSQ: 1 \t\r\n", false, {"+CSQ: 1"}},
                    Case{"nul", std::string("\0O\0K\r\n", 6), false, {"OK"}},
                    Case{"ctrl_z_echo", "0011AA\x1a\r\n+CMGS: 5\r\n", false, {"0011AA", "+CMGS: 5"}},
                    Case{"escape_echo", "\x1b\r\nOK\r\n", false, {"OK"}}, Case{"high_bytes", "\xff\xfe\r", false, {"\xff\xfe"}},
                    Case{"prompt", "\r\n> ", true, {"<prompt>"}}, Case{"prompt_bare", ">", true, {"<prompt>"}},
                    Case{"prompt_crlf", "\r\n>\r\n", true, {"<prompt>"}},
                    Case{"prompt_after_echo", "AT+CMGS=5\r> ", true, {"AT+CMGS=5", "<prompt>"}},
                    Case{"prompt_blank_crlf", "\r\n> \r\nERROR\r\n", true, {"<prompt>", "ERROR"}},
                    Case{"prompt_not_expected", "> \r\n", false, {">"}},
                    Case{"prompt_only_once", "> > x\r", true, {"<prompt>", "> x"}},
                    Case{"prompt_inside_a_line", "a> \r", true, {"a>"}}),
    [](const auto& one) { return one.param.name; });

TEST(LineFramer, CutsOffAnEndlessLine) {
    const auto items = frame(std::string(3 * LineFramer::max_line, 'x') + "\r\nOK\r\n");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0], std::string(LineFramer::max_line, 'x') + "<cut>");
    EXPECT_EQ(items[1], "OK");
}

}  // namespace
}  // namespace gsmcfg::at
