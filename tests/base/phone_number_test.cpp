#include "gsmcfg/base/phone_number.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

const NumberingPlan russia{"7", "8", 10};
const NumberingPlan loose{"7", "8", std::nullopt};

TEST(PhoneNumber, IsReadAsPeopleWriteIt) {
    struct Case {
        const char* text;
        const NumberingPlan* plan;
        const char* e164;
    };
    const NumberingPlan none;
    const Case cases[] = {
        {"+99900100001", &none, "+99900100001"},
        {" +999 001-00001 ", &none, "+99900100001"},
        {"+999 (001) 00.001", &none, "+99900100001"},
        {"0099900100001", &none, "+99900100001"},
        {"'+99900100001", &none, "+99900100001"},
        {"=\"+99900100001\"", &none, "+99900100001"},
        {"\"+99900100001\"", &none, "+99900100001"},
        {"+999\xC2\xA0"
         "00100001",
         &none, "+99900100001"},
        {"89990000001", &russia, "+79990000001"},
        {"79990000001", &russia, "+79990000001"},
        {"9990000001", &russia, "+79990000001"},
        {"79990000001.0", &russia, "+79990000001"},
        {"8 (999) 000-00-01", &russia, "+79990000001"},
        {"89990000001", &loose, "+79990000001"},
        {"79990000001", &loose, "+79990000001"},
        {"9990000001", &loose, "+79990000001"},
    };
    for (const auto& c : cases) {
        const auto number = parse_phone_number(c.text, *c.plan);
        ASSERT_TRUE(number) << c.text << ": " << number.error().message();
        EXPECT_EQ(number->e164(), c.e164) << c.text;
    }
}

TEST(PhoneNumber, IsRefusedWithAReason) {
    struct Case {
        const char* text;
        const NumberingPlan* plan;
        const char* in_detail;
    };
    const NumberingPlan none;
    const Case cases[] = {
        {"", &none, "empty"},
        {"   ", &none, "empty"},
        {"7,912E+10", &russia, "as text"},
        {"9.99E+10", &none, "as text"},
        {"phone", &none, "not a phone number"},
        {"+", &none, "no digits"},
        {"+99900100001;", &none, "not a phone number"},
        {"89990000001", &none, "country_code"},
        {"999000000", &russia, "9 digits"},
        {"+0999001000", &none, "begins with 0"},
        {"+999001", &none, "too short"},
        {"+9990010000100001", &none, "too long"},
        {"+999001+00001", &none, "not a phone number"},
    };
    for (const auto& c : cases) {
        const auto number = parse_phone_number(c.text, *c.plan);
        ASSERT_FALSE(number) << c.text << " gave " << number->e164();
        EXPECT_NE(number.error().detail.find(c.in_detail), std::string::npos) << c.text << ": " << number.error().detail;
    }
}

TEST(PhoneNumber, TakesE164Strictly) {
    EXPECT_TRUE(PhoneNumber::from_e164("+9990010"));
    EXPECT_TRUE(PhoneNumber::from_e164("+999001000010000"));
    for (const char* text :
         {"", "+", "99900100001", "+999 00100001", "+9990010000100001", "+999001", "+0990010", "+99900100001\n"})
        EXPECT_FALSE(PhoneNumber::from_e164(text)) << text;
}

TEST(PhoneNumber, KnowsTheSimulatedOnes) {
    EXPECT_TRUE(PhoneNumber::from_e164("+99900100001")->simulated());
    EXPECT_FALSE(PhoneNumber::from_e164("+79990010000")->simulated());
    EXPECT_EQ(PhoneNumber::from_e164("+99900100001")->digits(), "99900100001");
}

}  // namespace
}  // namespace gsmcfg::base
