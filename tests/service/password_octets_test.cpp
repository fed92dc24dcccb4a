#include "service/password_octets.hpp"

#include "gsmcfg/sms/gsm7.hpp"
#include "gsmcfg/sms/ucs2.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

const std::string word = "Nightjar77";

TEST(PasswordOctets, FindsItInEveryFormAndPlace) {
    for (std::size_t before = 0; before < 9; ++before)
        for (unsigned fill = 0; fill < 7; ++fill) {
            const auto octets = sms::pack_septets(sms::encode_gsm7(std::string(before, 'x') + word + " APN m2m").value(), fill);
            const auto hex = hex_without({word}, octets);
            ASSERT_NE(hex.find("****"), std::string::npos) << before << " " << fill;
            // What is left of its octets tells none of its characters: at most a few bits at either end.
            EXPECT_GE(std::count(hex.begin(), hex.end(), '*'), 18) << before << " " << fill;
            EXPECT_EQ(hex.size(), octets.size() * 2);
        }
    base::Octets plain{0x00, 0x0B};
    plain.insert(plain.end(), word.begin(), word.end());
    EXPECT_EQ(hex_without({word}, plain), "000B" + std::string(20, '*'));
    const auto wide = sms::encode_ucs2(sms::to_utf16("a" + word).value());
    EXPECT_EQ(hex_without({word}, wide), "0061" + std::string(40, '*'));
}

TEST(PasswordOctets, LeavesTheRest) {
    const auto octets = sms::pack_septets(sms::encode_gsm7("GS04 0117 APN: m2m").value());
    EXPECT_EQ(hex_without({word, "abc", ""}, octets), base::to_hex(octets));
    EXPECT_EQ(hex_without({word}, {}), "");
    EXPECT_EQ(hex_without({"GS0"}, octets), base::to_hex(octets)) << "too short to be looked for";
}

}  // namespace
}  // namespace gsmcfg::service
