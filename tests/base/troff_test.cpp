#include "gsmcfg/base/troff.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

TEST(Troff, WhatMeansSomethingToTroffShowsAsItIs) {
    EXPECT_EQ(troff("--db a\\b"), "\\-\\-db a\\eb");
    EXPECT_EQ(troff(".SH\n'x a.b"), "\\&.SH\n\\&'x a.b");
}

TEST(Troff, LinesKeepTheirEnds) { EXPECT_EQ(troff_lines("a\n  b\n\n"), ".PP\n.RS 4\n.nf\na\n  b\n.fi\n.RE\n"); }

TEST(Troff, TheHeadNamesThePageForWhatis) {
    EXPECT_EQ(troff_head("a-b.toml", "5", "File Formats", "what it is", "2026-03-01"),
              ".TH \"A\\-B.TOML\" 5 \"2026-03-01\" \"gsmcfg\" \"File Formats\"\n.SH NAME\na\\-b.toml \\- what it is\n");
}

TEST(Troff, NoBreakFollowsAHeading) {
    EXPECT_EQ(troff_tidied(".SH A\n.PP\na\n.PP\nb\n.SS B\n.PP\nc\n"), ".SH A\na\n.PP\nb\n.SS B\nc\n");
}

}  // namespace
}  // namespace gsmcfg::base
