#include "gsmcfg/sms/ucs2.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

TEST(Ucs2, GoesBothWays) {
    struct Case {
        const char* text;
        const char* hex;
    };
    const Case cases[] = {{"", ""}, {"A", "0041"}, {"Жя", "0416044F"}, {"€", "20AC"}, {"😀", "D83DDE00"}};
    for (const auto& c : cases) {
        const auto units = to_utf16(c.text);
        ASSERT_TRUE(units) << c.text;
        EXPECT_EQ(base::to_hex(encode_ucs2(*units)), c.hex);
        EXPECT_EQ(from_utf16(*decode_ucs2(*base::from_hex(c.hex))), c.text);
    }
}

TEST(Ucs2, ShowsHalfAPairAsReplacement) {
    EXPECT_EQ(from_utf16(u"a\xD83D"), "a\xEF\xBF\xBD");
    EXPECT_EQ(from_utf16(u"\xDE00z"), "\xEF\xBF\xBDz");
    EXPECT_EQ(from_utf16(u"\xDE00\xD83D"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Ucs2, RefusesOddOctetsAndBadUtf8) {
    const auto odd = decode_ucs2(base::Octets{0, 0x41, 0});
    ASSERT_FALSE(odd);
    EXPECT_EQ(odd.error().offset, 2U);
    const auto bad = to_utf16("ж\xFF");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, base::ErrorCode::malformed);
    EXPECT_EQ(bad.error().offset, 2U);
}

}  // namespace
}  // namespace gsmcfg::sms
