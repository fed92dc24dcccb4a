#include "gsmcfg/sms/dcs.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

TEST(Dcs, ReadsEveryGroup) {
    struct Case {
        std::uint8_t value;
        Alphabet alphabet;
        std::optional<std::uint8_t> message_class;
        bool compressed;
        bool automatic_deletion;
    };
    const Case cases[] = {
        {0x00, Alphabet::gsm7, {}, false, false},  {0x04, Alphabet::octets, {}, false, false},
        {0x08, Alphabet::ucs2, {}, false, false},  {0x0C, Alphabet::gsm7, {}, false, false},
        {0x01, Alphabet::gsm7, {}, false, false},  {0x10, Alphabet::gsm7, 0, false, false},
        {0x11, Alphabet::gsm7, 1, false, false},   {0x18, Alphabet::ucs2, 0, false, false},
        {0x16, Alphabet::octets, 2, false, false}, {0x20, Alphabet::gsm7, {}, true, false},
        {0x40, Alphabet::gsm7, {}, false, true},   {0x48, Alphabet::ucs2, {}, false, true},
        {0x5B, Alphabet::ucs2, 3, false, true},    {0x80, Alphabet::gsm7, {}, false, false},
        {0xBF, Alphabet::gsm7, {}, false, false},  {0xF0, Alphabet::gsm7, 0, false, false},
        {0xF2, Alphabet::gsm7, 2, false, false},   {0xF5, Alphabet::octets, 1, false, false},
    };
    for (const auto& c : cases) {
        const auto dcs = decode_dcs(c.value);
        const auto value = static_cast<int>(c.value);
        EXPECT_EQ(dcs.value, c.value);
        EXPECT_EQ(dcs.alphabet, c.alphabet) << value;
        EXPECT_EQ(dcs.message_class, c.message_class) << value;
        EXPECT_EQ(dcs.compressed, c.compressed) << value;
        EXPECT_EQ(dcs.automatic_deletion, c.automatic_deletion) << value;
        EXPECT_FALSE(dcs.waiting) << value;
    }
}

TEST(Dcs, ReadsMessageWaiting) {
    using Kind = MessageWaiting::Kind;
    struct Case {
        std::uint8_t value;
        Alphabet alphabet;
        MessageWaiting waiting;
    };
    const Case cases[] = {
        {0xC0, Alphabet::gsm7, {Kind::voicemail, false, false}}, {0xC8, Alphabet::gsm7, {Kind::voicemail, true, false}},
        {0xD9, Alphabet::gsm7, {Kind::fax, true, true}},         {0xE2, Alphabet::ucs2, {Kind::electronic_mail, false, true}},
        {0xEB, Alphabet::ucs2, {Kind::other, true, true}},
    };
    for (const auto& c : cases) {
        const auto dcs = decode_dcs(c.value);
        EXPECT_EQ(dcs.alphabet, c.alphabet);
        EXPECT_EQ(dcs.waiting, c.waiting);
    }
}

TEST(Dcs, MakesTheGeneralGroup) {
    EXPECT_EQ(make_dcs(Alphabet::gsm7).value, 0x00);
    EXPECT_EQ(make_dcs(Alphabet::ucs2).value, 0x08);
    EXPECT_EQ(make_dcs(Alphabet::octets).value, 0x04);
    EXPECT_EQ(make_dcs(Alphabet::gsm7, 1).value, 0x11);
    EXPECT_EQ(make_dcs(Alphabet::ucs2, 0).value, 0x18);
}

}  // namespace
}  // namespace gsmcfg::sms
