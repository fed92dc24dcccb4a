#include "report/html_text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::report {
namespace {

TEST(HtmlText, NothingOfATextWorks) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onload='x' & y", "&quot; onload=&#39;x&#39; &amp; y"},
        {"a\r\nb\nc\td", "a\nb\nc\td"},
        {"a\rb", "a\\x0db"},
        {"\x1b[31m\x07", "\\x1b[31m\\x07"},
        {"\xC2\x9B", "\\x9b"},
        {"gnp\u202Eexe \u2066x\u200F\u061C", "gnp\\u202eexe \\u2066x\\u200f\\u061c"},
        {"a\u200Bb\uFEFF\u2028", "a\\u200bb\\ufeff\\u2028"},
        {"Улица 1 €", "Улица 1 €"},
        {"\xFF", "\uFFFD"},
    };
    for (const auto& [text, shown] : cases) EXPECT_EQ(html_text(text), shown);
    EXPECT_EQ(html_text(std::string("a\0b", 3)), "a\\x00b");
}

TEST(HtmlText, NumbersAreReadable) {
    EXPECT_EQ(grouped(9999), "9999");
    EXPECT_EQ(grouped(12345), "12\u202F345");
    EXPECT_EQ(grouped(1234567), "1\u202F234\u202F567");
    EXPECT_EQ(figure("meters", 12345), "<span data-figure=\"meters\" data-value=\"12345\">12\u202F345</span>");
    EXPECT_EQ(counted(1, "meter"), "1 meter");
    EXPECT_EQ(shortened("абвг", 3), "абв…");
    EXPECT_EQ(shortened("абв", 3), "абв");
    EXPECT_EQ(sentence("check it"), "Check it");
}

TEST(HtmlText, AShareIsNeverRoundedToAllOrNothing) {
    EXPECT_EQ(percent(0, 5), "0 %");
    EXPECT_EQ(percent(5, 5), "100 %");
    EXPECT_EQ(percent(1, 8), "12 %");
    EXPECT_EQ(percent(1, 1'000'000), "<0.1 %");
    EXPECT_EQ(percent(999'999, 1'000'000), ">99.9 %");
    EXPECT_EQ(percent(643, 1000), "64.3 %");
    EXPECT_EQ(percent(0, 0), "–");
}

}  // namespace
}  // namespace gsmcfg::report
