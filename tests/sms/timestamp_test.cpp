#include "gsmcfg/sms/timestamp.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

base::Result<std::optional<Timestamp>> decode(const char* hex) {
    const auto octets = *base::from_hex(hex);
    OctetReader reader(octets, "DELIVER", 100);
    return decode_timestamp(reader, "scts");
}

TEST(Timestamp, GoesBothWays) {
    struct Case {
        const char* hex;
        const char* iso;
        long long utc;
    };
    const Case cases[] = {
        {"62111230510021", "2026-11-21T03:15:00+03:00", 1795220100}, {"62111230510029", "2026-11-21T03:15:00-03:00", 1795241700},
        {"62111230510000", "2026-11-21T03:15:00+00:00", 1795230900}, {"62111230510032", "2026-11-21T03:15:00+05:45", 1795210200},
        {"42209232959500", "2024-02-29T23:59:59+00:00", 1709251199}, {"99211332959500", "1999-12-31T23:59:59+00:00", 946684799},
        {"62111230510097", "2026-11-21T03:15:00+19:45", 1795159800}, {"6211123051009F", "2026-11-21T03:15:00-19:45", 1795302000},
    };
    for (const auto& c : cases) {
        const auto decoded = decode(c.hex);
        ASSERT_TRUE(decoded) << c.hex << decoded.error().message();
        ASSERT_TRUE(*decoded);
        EXPECT_EQ((*decoded)->iso8601(), c.iso) << c.hex;
        EXPECT_EQ((*decoded)->utc.time_since_epoch().count(), c.utc) << c.hex;
        EXPECT_EQ(base::to_hex(*encode_timestamp(*decoded)), c.hex);
    }
}

TEST(Timestamp, ZerosAreAbsent) {
    const auto decoded = decode("00000000000000");
    ASSERT_TRUE(decoded);
    EXPECT_FALSE(*decoded);
    EXPECT_EQ(base::to_hex(*encode_timestamp(std::nullopt)), "00000000000000");
}

TEST(Timestamp, NamesTheBadOctet) {
    struct Case {
        const char* name;
        const char* hex;
        std::size_t offset;
    };
    const Case cases[] = {
        {"year A", "A2111230510021", 100},           {"month 0", "62001230510021", 101},
        {"month 13", "62311230510021", 101},         {"day 0", "62110030510021", 102},
        {"day 32", "62112330510021", 102},           {"31 November", "62111330510021", 102},
        {"29 February 2026", "62209230510021", 102}, {"hour 24", "62111242510021", 103},
        {"hour F", "621112F3510021", 103},           {"minute 60", "62111230060021", 104},
        {"second 60", "62111230510621", 105},        {"zone A", "621112305100A1", 106},
    };
    for (const auto& c : cases) {
        const auto decoded = decode(c.hex);
        ASSERT_FALSE(decoded) << c.name;
        EXPECT_EQ(decoded.error().code, base::ErrorCode::malformed) << c.name;
        EXPECT_EQ(decoded.error().offset, c.offset) << c.name;
        EXPECT_EQ(decoded.error().where, "DELIVER.scts");
    }
    const auto cut = decode("621112305100");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, base::ErrorCode::truncated);
    EXPECT_EQ(cut.error().offset, 106U);
}

TEST(Timestamp, RefusesToWriteWhatTwoDigitsCannotSay) {
    using namespace std::chrono;
    EXPECT_FALSE(encode_timestamp(Timestamp{sys_days(year(1989) / 12 / 31), minutes(0)}));
    EXPECT_FALSE(encode_timestamp(Timestamp{sys_days(year(2090) / 1 / 1), minutes(0)}));
    EXPECT_FALSE(encode_timestamp(Timestamp{sys_days(year(2026) / 1 / 1), minutes(10)}));
    EXPECT_FALSE(encode_timestamp(Timestamp{sys_days(year(2026) / 1 / 1), minutes(80 * 15)}));
}

}  // namespace
}  // namespace gsmcfg::sms
