#include "gsmcfg/base/text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

TEST(Utf8, IsJudgedStrictly) {
    struct Case {
        std::string_view text;
        bool valid;
    };
    const Case cases[] = {{"", true},
                          {"aж€😀", true},
                          {"\xF4\x8F\xBF\xBF", true},
                          {"\x80", false},
                          {"\xC0\x80", false},
                          {"\xC3", false},
                          {"\xE0\x80\x80", false},
                          {"\xED\xA0\x80", false},
                          {"\xF4\x90\x80\x80", false},
                          {"\xF5\x80\x80\x80", false},
                          {"\xFF", false}};
    for (const auto& c : cases) EXPECT_EQ(is_utf8(c.text), c.valid) << c.text;
}

TEST(Utf8, GoesToCodePointsAndBack) {
    EXPECT_EQ(to_code_points("aж€😀"), U"aж€😀");
    EXPECT_EQ(to_utf8(U"aж€😀"), "aж€😀");
    EXPECT_EQ(to_code_points("a\xFFz"), U"a\uFFFDz");
    EXPECT_EQ(to_utf8(std::u32string{0xD800, 0x110000}), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(TextFile, IsReadInWhatPeopleSave) {
    using namespace std::string_view_literals;
    struct Case {
        const char* name;
        std::string_view bytes;
        std::string_view text;
    };
    const Case cases[] = {
        {"UTF-8", "Номер", "Номер"},
        {"UTF-8 with mark", "\xEF\xBB\xBFНомер", "Номер"},
        {"UTF-16LE", "\xFF\xFE\x1D\x04\x31\x00"sv, "Н1"},
        {"UTF-16BE", "\xFE\xFF\x04\x1D\x00\x31"sv, "Н1"},
        {"UTF-16LE without a mark",
         "+\x00"
         "9\x00"
         "9\x00"sv,
         "+99"},
        {"UTF-16BE without a mark",
         "\x00+\x00"
         "9\x00"
         "9"sv,
         "+99"},
        {"Windows-1251", "\xCD\xEE\xEC\xE5\xF0", "Номер"},
        {"empty", "", ""},
    };
    for (const auto& c : cases) {
        const auto text = decode_text_file(c.bytes);
        ASSERT_TRUE(text) << c.name;
        EXPECT_EQ(*text, c.text) << c.name;
    }
    EXPECT_FALSE(decode_text_file("\xFF\xFE\x41"sv)) << "half a UTF-16 unit";
}

TEST(Text, EscapesWhatDrivesATerminal) {
    EXPECT_EQ(escape_control("a\x1B[2J\n\r\t\x7F"), "a\\x1b[2J\\n\\r\\t\\x7f");
    EXPECT_EQ(escape_control("\xC2\x9B"), "\\x9b") << "the one-octet CSI";
    EXPECT_EQ(escape_control("\xE2\x80\xAE"), "\xEF\xBF\xBD") << "right-to-left override";
    EXPECT_EQ(escape_control("жA"), "жA");
    EXPECT_EQ(escape_control("\xFF"), "\xEF\xBF\xBD");
}

TEST(Text, IsTrimmedSplitAndLowered) {
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(to_lower("AbZ-Ж"), "abz-Ж");
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
}

TEST(Text, SuggestsTheNearestWord) {
    const std::vector<std::string> known{"password", "password_file", "alternatives"};
    EXPECT_EQ(nearest_word("pasword", known), "password");
    EXPECT_EQ(nearest_word("alternative", known), "alternatives");
    EXPECT_EQ(nearest_word("xyz", known), std::nullopt);
    EXPECT_EQ(nearest_word("password", {}), std::nullopt);
}

}  // namespace
}  // namespace gsmcfg::base
