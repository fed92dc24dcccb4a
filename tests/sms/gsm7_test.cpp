#include "gsmcfg/sms/gsm7.hpp"

#include "gsmcfg/base/hex.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

TEST(Gsm7, EncodesTheTables) {
    struct Case {
        const char* name;
        const char* text;
        Septets septets;
    };
    const Case cases[] = {
        {"empty", "", {}},
        {"latin letters keep their ASCII codes", "Az09", {0x41, 0x7A, 0x30, 0x39}},
        {"first row", "@£$¥èéùìòÇ\nØø\rÅå", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}},
        {"second row", "Δ_ΦΓΛΩΠΨΣΘΞ", {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A}},
        {"end of the second row", "ÆæßÉ", {0x1C, 0x1D, 0x1E, 0x1F}},
        {"currency and inverted marks", "¤¡¿§", {0x24, 0x40, 0x60, 0x5F}},
        {"umlauts", "ÄÖÑÜäöñüà", {0x5B, 0x5C, 0x5D, 0x5E, 0x7B, 0x7C, 0x7D, 0x7E, 0x7F}},
        {"extension table", "\f^{}\\[~]|€", {0x1B, 0x0A, 0x1B, 0x14, 0x1B, 0x28, 0x1B, 0x29, 0x1B, 0x2F,
                                             0x1B, 0x3C, 0x1B, 0x3D, 0x1B, 0x3E, 0x1B, 0x40, 0x1B, 0x65}},
    };
    for (const auto& c : cases) {
        const auto septets = encode_gsm7(c.text);
        ASSERT_TRUE(septets) << c.name;
        EXPECT_EQ(*septets, c.septets) << c.name;
        EXPECT_EQ(decode_gsm7(c.septets), c.text) << c.name;
    }
}

TEST(Gsm7, NamesTheFirstCharacterThatItLacks) {
    struct Case {
        const char* text;
        base::ErrorCode code;
        std::size_t offset;
        const char* in_detail;
    };
    const Case cases[] = {
        {"aж", base::ErrorCode::invalid_argument, 1, "'ж' (U+0436)"},
        {"é€`", base::ErrorCode::invalid_argument, 5, "'`' (U+0060)"},
        {"ç", base::ErrorCode::invalid_argument, 0, "U+00E7"},
        {"a\tb", base::ErrorCode::invalid_argument, 1, "'\\t' (U+0009)"},
        {"\x1B", base::ErrorCode::invalid_argument, 0, "U+001B"},
        {"😀", base::ErrorCode::invalid_argument, 0, "U+1F600"},
        {"\xFF", base::ErrorCode::malformed, 0, "UTF-8"},
    };
    for (const auto& c : cases) {
        const auto septets = encode_gsm7(c.text);
        ASSERT_FALSE(septets) << c.text;
        EXPECT_EQ(septets.error().code, c.code) << c.text;
        EXPECT_NE(septets.error().detail.find(c.in_detail), std::string::npos) << septets.error().detail;
        if (c.code == base::ErrorCode::invalid_argument) {
            EXPECT_EQ(septets.error().offset, c.offset) << c.text;
        }
    }
}

TEST(Gsm7, DecodesWhatNoTableHasByTheStandard) {
    EXPECT_EQ(decode_gsm7(Septets{0x1B, 0x41}), "A") << "an unknown extension shows the basic character";
    EXPECT_EQ(decode_gsm7(Septets{0x1B, 0x1B, 0x41}), " A") << "an escape to a further table shows a blank";
    EXPECT_EQ(decode_gsm7(Septets{0x41, 0x1B}), "A\xEF\xBF\xBD") << "half a pair";
}

TEST(Gsm7, SaysWhatACharacterCosts) {
    EXPECT_EQ(septets_of(U'a'), 1U);
    EXPECT_EQ(septets_of(U'€'), 2U);
    EXPECT_EQ(septets_of(U'['), 2U);
    EXPECT_EQ(septets_of(U'ж'), 0U);
    EXPECT_TRUE(representable(U'@'));
    EXPECT_FALSE(representable(U'`'));
    EXPECT_FALSE(representable(U'\x1B'));
    EXPECT_FALSE(representable(U'\0'));
}

TEST(Gsm7, PacksWithFillBits) {
    const auto hello = encode_gsm7("hellohello");
    EXPECT_EQ(base::to_hex(pack_septets(*hello)), "E8329BFD4697D9EC37");
    // TS 23.040 §9.2.3.24: after a header of six octets one fill bit stands before the text.
    EXPECT_EQ(base::to_hex(pack_septets(Septets{0x41}, 1)), "82");
    EXPECT_EQ(base::to_hex(pack_septets(Septets{0x7F, 0x7F}, 6)), "C0FF0F");
    for (unsigned fill = 0; fill < 7; ++fill)
        EXPECT_EQ(*unpack_septets(pack_septets(*hello, fill), hello->size(), fill), *hello) << fill;
}

TEST(Gsm7, UnpacksNoMoreThanIsThere) {
    EXPECT_TRUE(unpack_septets(base::Octets(7), 8));
    const auto short_one = unpack_septets(base::Octets(7), 9);
    ASSERT_FALSE(short_one);
    EXPECT_EQ(short_one.error().code, base::ErrorCode::truncated);
    EXPECT_FALSE(unpack_septets(base::Octets{}, 1));
    EXPECT_FALSE(unpack_septets(base::Octets{}, 0, 3));
    EXPECT_TRUE(unpack_septets(base::Octets{}, 0));
}

}  // namespace
}  // namespace gsmcfg::sms
