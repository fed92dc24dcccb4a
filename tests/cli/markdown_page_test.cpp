#include "cli/markdown_page.hpp"

#include "support/source_dir.hpp"

#include "gsmcfg/base/file.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

TEST(MarkdownPage, TextWithItsFonts) {
    EXPECT_EQ(markdown_body("# Name\n\nOne `two-three`\nfour **five** *six* [seven](eight.md); 2 * 3 * 4 and [nine].\n"),
              ".PP\nOne \\fBtwo\\-three\\fR four \\fBfive\\fR \\fIsix\\fR seven; 2 * 3 * 4 and [nine].\n");
}

TEST(MarkdownPage, HeadingsAndLists) {
    EXPECT_EQ(markdown_body("## What is checked\n\n- one\n  goes on\n- two\n\nwords\n"),
              ".SH WHAT IS CHECKED\n.IP \\(bu 2\none goes on\n.IP \\(bu 2\ntwo\n.PP\nwords\n");
}

TEST(MarkdownPage, CodeIsLeftAsItIs) {
    const std::string code = ".PP\n.RS 4\n.nf\na = \"*\"\n\n  b `c`\n.fi\n.RE\n";
    EXPECT_EQ(markdown_body("```toml\na = \"*\"\n\n  b `c`\n```\n"), code);
    EXPECT_EQ(markdown_body("words\n\n    .x\n\nmore\n"), ".PP\nwords\n.PP\n.RS 4\n.nf\n\\&.x\n.fi\n.RE\n.PP\nmore\n");
}

TEST(MarkdownPage, ALineThatBeginsWithAPointIsText) { EXPECT_EQ(markdown_body("`.x` and\n.y\n"), ".PP\n\\fB\\&.x\\fR and .y\n"); }

TEST(MarkdownPage, TheDialectsPageIsWhole) {
    const auto markdown = base::read_file(test::source_dir() + "/src/assets/dialects/README.md");
    ASSERT_TRUE(markdown);
    const auto page = dialect_page(*markdown);
    for (const std::string words : {"\n.SH AN EXAMPLE\n", "\n[message]\n", "\n[[reply.refuse]]", "\n.SH WHAT IS CHECKED\n",
                                    "\n.SH WHAT A REPLY PROVES\n", "never counts as a confirmation."})
        EXPECT_NE(page.find(words), std::string::npos) << words;
    EXPECT_EQ(page.find("```"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::cli
