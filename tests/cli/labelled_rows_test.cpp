#include "cli/labelled_rows.hpp"

#include "gsmcfg/base/text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

TEST(LabelledRows, WrapBelowEachOther) {
    EXPECT_EQ(labelled_row("name", "one two three", 0), "  name         one two three\n");
    EXPECT_EQ(labelled_row("name", "aaaaaaaa bbbbbbbb ccc", 31), "  name         aaaaaaaa\n               bbbbbbbb ccc\n");
    EXPECT_EQ(labelled_row("name", "", 80), "");
}

TEST(LabelledRows, HangBelowAnyLead) {
    EXPECT_EQ(hanging_row("ok   north  ", "aaaaaaaa bbbbbbbb ccc", 28), "ok   north  aaaaaaaa\n            bbbbbbbb ccc\n");
}

TEST(LabelledRows, FitWhateverTheWidth) {
    const std::string value = "registration denied (3): the network refuses this SIM: ask the operator whether it is paid";
    for (std::size_t width = 40; width < 120; ++width) {
        const auto row = labelled_row("registration", value, width);
        for (const auto line : base::split(row, '\n')) EXPECT_LE(line.size(), width) << row;
    }
}

TEST(LabelledRows, EscapeWhatComesFromTheAir) {
    EXPECT_EQ(labelled_row("operator", "A\x1b[31m\nB", 0), "  operator     A\\x1b[31m\\nB\n");
}

}  // namespace
}  // namespace gsmcfg::cli
