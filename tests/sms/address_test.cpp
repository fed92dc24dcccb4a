#include "gsmcfg/sms/address.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

base::Result<Address> decode(const char* hex, std::size_t start = 0) {
    const auto octets = *base::from_hex(hex);
    OctetReader reader(octets, "DELIVER", start);
    return decode_address(reader, "originator");
}

TEST(Address, GoesBothWays) {
    struct Case {
        const char* name;
        const char* hex;
        Address address;
        const char* display;
    };
    const Case cases[] = {
        {"odd international", "0B919909100000F1", {TypeOfNumber::international, 1, "99900100001"}, "+99900100001"},
        {"even international", "0C91990901000021", {TypeOfNumber::international, 1, "999010000012"}, "+999010000012"},
        {"short number",
         "0381"
         "21F3",
         {TypeOfNumber::unknown, 1, "123"},
         "123"},
        {"national",
         "04A1"
         "2143",
         {TypeOfNumber::national, 1, "1234"},
         "1234"},
        {"other plan",
         "02C8"
         "21",
         {TypeOfNumber::subscriber, 8, "12"},
         "12"},
        {"star hash a b c",
         "0681"
         "BADC"
         "1E",
         {TypeOfNumber::unknown, 1, "*#abc1"},
         "*#abc1"},
        {"no digits", "0091", {TypeOfNumber::international, 1, ""}, "+"},
        {"a name of seven", "0DD0E8329BFD060901", {TypeOfNumber::alphanumeric, 0, "hello B"}, "hello B"},
        {"a name of ten",
         "12D0"
         "E8329BFD4697D9EC37",
         {TypeOfNumber::alphanumeric, 0, "hellohello"},
         "hellohello"},
    };
    for (const auto& c : cases) {
        const auto decoded = decode(c.hex);
        ASSERT_TRUE(decoded) << c.name << ": " << decoded.error().message();
        EXPECT_EQ(*decoded, c.address) << c.name << " " << decoded->text;
        EXPECT_EQ(decoded->display(), c.display) << c.name;
        EXPECT_EQ(base::to_hex(*encode_address(c.address)), c.hex) << c.name;
    }
}

TEST(Address, KnowsTheDigitsBeyondNine) {
    const auto decoded = decode("0581BADCFE");
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->text, "*#abc");  // §9.1.2.3: A = *, B = #, C = a, D = b, E = c; low nibble first
}

TEST(Address, CountsElevenSeptetsInTwentySemiOctets) {
    const Address name{TypeOfNumber::alphanumeric, 0, "ABCDEFGHIJK"};
    const auto octets = *encode_address(name);
    EXPECT_EQ(octets.front(), 20);
    EXPECT_EQ(octets.size(), 12U);
    EXPECT_EQ(decode(base::to_hex(octets).c_str())->text, name.text);
}

TEST(Address, RefusesDamage) {
    struct Case {
        const char* name;
        const char* hex;
        base::ErrorCode code;
        std::size_t offset;
    };
    const Case cases[] = {
        {"nothing", "", base::ErrorCode::truncated, 10},
        {"no type", "0B", base::ErrorCode::truncated, 11},
        {"too few digits", "0B919909", base::ErrorCode::truncated, 14},
        {"too long", "1591", base::ErrorCode::malformed, 10},
        {"highest bit of the type clear", "0B119909100000F1", base::ErrorCode::malformed, 11},
        {"filler within", "0B9199F9100000F1", base::ErrorCode::malformed, 13},
        {"filler at the even end",
         "0491"
         "99F9",
         base::ErrorCode::malformed, 13},
    };
    for (const auto& c : cases) {
        const auto decoded = decode(c.hex, 10);
        ASSERT_FALSE(decoded) << c.name;
        EXPECT_EQ(decoded.error().code, c.code) << c.name;
        EXPECT_EQ(decoded.error().offset, c.offset) << c.name;
        EXPECT_EQ(decoded.error().where, "DELIVER.originator") << c.name;
    }
}

TEST(Address, RefusesToWriteWhatHasNoPlace) {
    const Address cases[] = {
        {TypeOfNumber::international, 1, "+999"},
        {TypeOfNumber::international, 1, "123456789012345678901"},
        {TypeOfNumber::alphanumeric, 0, "twelve chars"},
        {TypeOfNumber::alphanumeric, 0, "Привет"},
    };
    for (const auto& address : cases) {
        const auto octets = encode_address(address);
        ASSERT_FALSE(octets) << address.text;
        EXPECT_EQ(octets.error().code, base::ErrorCode::invalid_argument);
    }
}

TEST(Address, IsAPhoneNumberOnlyIfInternational) {
    const auto number = *base::PhoneNumber::from_e164("+99900100001");
    EXPECT_EQ(Address::of(number).number(), number);
    EXPECT_FALSE((Address{TypeOfNumber::unknown, 1, "99900100001"}.number()));
    EXPECT_FALSE((Address{TypeOfNumber::international, 1, "123"}.number()));
    EXPECT_FALSE((Address{TypeOfNumber::international, 1, "9990010000*"}.number()));
}

TEST(Smsc, CountsOctets) {
    const auto octets = *base::from_hex("079199090000001005FF");
    OctetReader reader(octets, "SMSC");
    const auto smsc = decode_smsc(reader);
    ASSERT_TRUE(smsc);
    ASSERT_TRUE(*smsc);
    EXPECT_EQ((*smsc)->display(), "+999000000001");
    EXPECT_EQ(reader.offset(), 8U);
    EXPECT_EQ(base::to_hex(*encode_smsc(*smsc)), "0791990900000010");
}

TEST(Smsc, MayBeAbsentOrOdd) {
    const auto none = base::Octets{0};
    OctetReader reader(none, "SMSC");
    const auto smsc = decode_smsc(reader);
    ASSERT_TRUE(smsc);
    EXPECT_FALSE(*smsc);
    EXPECT_EQ(base::to_hex(*encode_smsc(std::nullopt)), "00");
    const Address odd{TypeOfNumber::international, 1, "99900000001"};
    const auto octets = *encode_smsc(odd);
    EXPECT_EQ(base::to_hex(octets),
              "0791990900000"
              "0F1");
    OctetReader odd_reader(octets, "SMSC");
    EXPECT_EQ(**decode_smsc(odd_reader), odd);
}

TEST(Smsc, RefusesDamage) {
    for (const char* hex : {"", "0791", "0C91", "07119909000000F1", "0791FF09000000F1"}) {
        const auto octets = *base::from_hex(hex);
        OctetReader reader(octets, "SMSC");
        EXPECT_FALSE(decode_smsc(reader)) << hex;
    }
}

}  // namespace
}  // namespace gsmcfg::sms
