#include "gsmcfg/sms/text_parts.hpp"

#include "gsmcfg/sms/reassembly.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

std::string times(std::size_t count, std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

TEST(TextParts, AreAsManyAsTheTextNeeds) {
    struct Case {
        const char* name;
        std::string text;
        std::size_t parts;
        Alphabet alphabet;
        std::size_t first_length;  // septets or units of the first part
    };
    const Case cases[] = {
        {"empty", "", 1, Alphabet::gsm7, 0},
        {"160 letters", times(160, "a"), 1, Alphabet::gsm7, 160},
        {"161 letters", times(161, "a"), 2, Alphabet::gsm7, 153},
        {"306 letters", times(306, "a"), 2, Alphabet::gsm7, 153},
        {"307 letters", times(307, "a"), 3, Alphabet::gsm7, 153},
        {"80 euros", times(80, "€"), 1, Alphabet::gsm7, 160},
        {"81 euros: no pair is split", times(81, "€"), 2, Alphabet::gsm7, 152},
        {"a pair at the boundary", times(152, "a") + "€" + times(10, "b"), 2, Alphabet::gsm7, 152},
        {"70 Cyrillic", times(70, "ж"), 1, Alphabet::ucs2, 70},
        {"71 Cyrillic", times(71, "ж"), 2, Alphabet::ucs2, 67},
        {"one Cyrillic makes all UCS2", times(70, "a") + "ж", 2, Alphabet::ucs2, 67},
        {"35 emoji", times(35, "😀"), 1, Alphabet::ucs2, 70},
        {"36 emoji: no surrogate pair is split", times(36, "😀"), 2, Alphabet::ucs2, 66},
        {"255 parts", times(255 * 153, "a"), 255, Alphabet::gsm7, 153},
    };
    for (const auto& c : cases) {
        const auto parts = split_text(c.text, 0x77);
        ASSERT_TRUE(parts) << c.name;
        EXPECT_EQ(parts->size(), c.parts) << c.name;
        EXPECT_EQ(*count_parts(c.text), c.parts) << c.name;
        EXPECT_EQ(parts->front().alphabet, c.alphabet) << c.name;
        EXPECT_EQ(parts->front().septets.size() + parts->front().utf16.size(), c.first_length) << c.name;
        EXPECT_EQ(join(*parts), c.text) << c.name;
        for (std::size_t i = 0; i < parts->size(); ++i) {
            EXPECT_TRUE(encode_user_data((*parts)[i])) << c.name;
            const auto& concat = (*parts)[i].header.concat;
            if (c.parts == 1) {
                EXPECT_FALSE(concat) << c.name;
                continue;
            }
            ASSERT_TRUE(concat) << c.name;
            EXPECT_EQ(*concat,
                      (Concatenation{0x77, static_cast<std::uint8_t>(c.parts), static_cast<std::uint8_t>(i + 1), false}));
        }
    }
}

TEST(TextParts, RefuseTooLongAndBadText) {
    EXPECT_EQ(split_text(times(255 * 153 + 1, "a"), 0).error().code, base::ErrorCode::invalid_argument);
    EXPECT_EQ(count_parts("a\xFF").error().code, base::ErrorCode::malformed);
}

}  // namespace
}  // namespace gsmcfg::sms
