#include "gsmcfg/base/hex.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

TEST(Hex, GoesBothWays) {
    EXPECT_EQ(to_hex(Octets{}), "");
    EXPECT_EQ(to_hex(Octets{0x00, 0x9A, 0xFF}), "009AFF");
    EXPECT_EQ(*from_hex("009aFf"), (Octets{0x00, 0x9A, 0xFF}));
    EXPECT_TRUE(from_hex("")->empty());
}

TEST(Hex, NamesTheBadOctet) {
    struct Case {
        const char* text;
        ErrorCode code;
        std::size_t offset;
    };
    const Case cases[] = {{"0", ErrorCode::truncated, 0},    {"00F", ErrorCode::truncated, 1},  {"00G0", ErrorCode::malformed, 1},
                          {"000G", ErrorCode::malformed, 1}, {"00 0", ErrorCode::malformed, 1}, {"0x", ErrorCode::malformed, 0}};
    for (const auto& c : cases) {
        const auto octets = from_hex(c.text);
        ASSERT_FALSE(octets) << c.text;
        EXPECT_EQ(octets.error().code, c.code) << c.text;
        EXPECT_EQ(octets.error().offset, c.offset) << c.text;
    }
}

}  // namespace
}  // namespace gsmcfg::base
