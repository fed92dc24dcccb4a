#include "gsmcfg/sms/validity_period.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::weeks;

TEST(RelativeValidity, RoundsUpToTheNextPeriod) {
    struct Case {
        minutes asked;
        std::uint8_t value;
        minutes given;
    };
    const Case cases[] = {
        {minutes(1), 0, minutes(5)},
        {minutes(5), 0, minutes(5)},
        {minutes(6), 1, minutes(10)},
        {hours(12), 143, hours(12)},
        {hours(12) + minutes(1), 144, hours(12) + minutes(30)},
        {hours(24), 167, hours(24)},
        {hours(24) + minutes(1), 168, days(2)},
        {days(30), 196, days(30)},
        {days(31), 197, weeks(5)},
        {weeks(63), 255, weeks(63)},
    };
    for (const auto& c : cases) {
        const auto value = encode_relative_validity(c.asked);
        ASSERT_TRUE(value) << c.asked.count();
        EXPECT_EQ(*value, c.value) << c.asked.count();
        EXPECT_EQ(decode_relative_validity(*value), c.given) << c.asked.count();
    }
    EXPECT_FALSE(encode_relative_validity(minutes(0)));
    EXPECT_FALSE(encode_relative_validity(minutes(-5)));
    EXPECT_FALSE(encode_relative_validity(weeks(63) + minutes(1)));
}

TEST(RelativeValidity, EveryOctetComesBack) {
    for (unsigned value = 0; value < 256; ++value) {
        const auto octet = static_cast<std::uint8_t>(value);
        EXPECT_EQ(*encode_relative_validity(decode_relative_validity(octet)), octet);
    }
}

base::Result<Validity> decode(const char* hex, ValidityFormat format) {
    const auto octets = *base::from_hex(hex);
    OctetReader reader(octets, "SUBMIT");
    return decode_validity(reader, format);
}

TEST(Validity, ReadsTheEnhancedFormat) {
    struct Case {
        const char* hex;
        std::optional<seconds> period;
        bool single_shot;
    };
    const Case cases[] = {
        {"00000000000000", std::nullopt, false},
        {"40000000000000", std::nullopt, true},
        {"010B0000000000", minutes(60), false},
        {"021E0000000000", seconds(30), false},
        {"43103254000000", hours(1) + minutes(23) + seconds(45), true},
    };
    for (const auto& c : cases) {
        const auto validity = decode(c.hex, ValidityFormat::enhanced);
        ASSERT_TRUE(validity) << c.hex;
        EXPECT_EQ(validity->period, c.period) << c.hex;
        EXPECT_EQ(validity->single_shot, c.single_shot) << c.hex;
    }
    EXPECT_EQ(decode("80000000000000", ValidityFormat::enhanced).error().code, base::ErrorCode::unsupported);
    EXPECT_EQ(decode("04000000000000", ValidityFormat::enhanced).error().code, base::ErrorCode::unsupported);
    EXPECT_EQ(decode("02000000000000", ValidityFormat::enhanced).error().code, base::ErrorCode::malformed);
    EXPECT_EQ(decode("03100600000000", ValidityFormat::enhanced).error().code, base::ErrorCode::malformed) << "60 minutes";
    EXPECT_EQ(decode("0310", ValidityFormat::enhanced).error().code, base::ErrorCode::truncated);
}

TEST(Validity, ReadsAndWritesTheOtherFormats) {
    const auto relative = decode("AA", ValidityFormat::relative);
    ASSERT_TRUE(relative);
    EXPECT_EQ(relative->period, days(4));
    EXPECT_EQ(base::to_hex(*encode_validity(*relative)), "AA");
    const auto absolute = decode("62111230510021", ValidityFormat::absolute);
    ASSERT_TRUE(absolute);
    EXPECT_EQ(absolute->until->iso8601(), "2026-11-21T03:15:00+03:00");
    EXPECT_EQ(base::to_hex(*encode_validity(*absolute)), "62111230510021");
    EXPECT_TRUE(encode_validity({})->empty());
    EXPECT_FALSE(encode_validity({ValidityFormat::enhanced, minutes(5), std::nullopt, false}));
}

}  // namespace
}  // namespace gsmcfg::sms
