#include "gsmcfg/sms/deliver.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

constexpr const char* plain = "040B919909100000F10000621112305100210AE8329BFD4697D9EC37";

TEST(Deliver, GoesBothWays) {
    const auto octets = *base::from_hex(plain);
    const auto deliver = decode_deliver(octets);
    ASSERT_TRUE(deliver) << deliver.error().message();
    EXPECT_EQ(deliver->originator.display(), "+99900100001");
    EXPECT_EQ(deliver->pid, 0);
    EXPECT_EQ(deliver->dcs.value, 0);
    EXPECT_EQ(deliver->scts->iso8601(), "2026-11-21T03:15:00+03:00");
    EXPECT_EQ(deliver->user_data.text, "hellohello");
    EXPECT_FALSE(deliver->more_messages);
    EXPECT_EQ(*encode_deliver(*deliver), octets);
}

TEST(Deliver, ReadsItsFlags) {
    const auto with_first = [](const char* first) {
        return decode_deliver(*base::from_hex(first + std::string("0B919909100000F100046211123051002101"
                                                                  "00")));
    };
    EXPECT_TRUE(with_first("00")->more_messages) << "TP-MMS 0 means more";
    EXPECT_FALSE(with_first("04")->more_messages);
    EXPECT_TRUE(with_first("0C")->loop_prevention);
    EXPECT_TRUE(with_first("24")->status_report);
    EXPECT_TRUE(with_first("84")->reply_path);
    EXPECT_TRUE(with_first("44")) << "an empty header";
}

TEST(Deliver, ReadsANameAndMissingTime) {
    const auto deliver =
        decode_deliver(*base::from_hex("0412D0E8329BFD4697D9EC3700000000000000000001"
                                       "41"));
    ASSERT_TRUE(deliver) << deliver.error().message();
    EXPECT_EQ(deliver->originator.text, "hellohello");
    EXPECT_FALSE(deliver->scts);
    EXPECT_EQ(deliver->user_data.text, "A");
}

TEST(Deliver, TakesThePaddingOfASimRecordOnly) {
    EXPECT_TRUE(decode_deliver(*base::from_hex(std::string(plain) + "FFFFFF")));
    const auto junk = decode_deliver(*base::from_hex(std::string(plain) + "FF00"), 8);
    ASSERT_FALSE(junk);
    EXPECT_EQ(junk.error().code, base::ErrorCode::malformed);
    EXPECT_EQ(junk.error().where, "DELIVER.end");
    EXPECT_EQ(junk.error().offset, 8U + 28U);
}

TEST(Deliver, NamesTheFieldWhereItIsCutOff) {
    const auto whole = *base::from_hex(plain);
    const auto field_at = [](std::size_t length) {
        if (length < 1) return "DELIVER.first_octet";
        if (length < 9) return "DELIVER.originator";
        if (length < 10) return "DELIVER.pid";
        if (length < 11) return "DELIVER.dcs";
        if (length < 18) return "DELIVER.scts";
        if (length < 19) return "DELIVER.user_data_length";
        return "DELIVER.user_data";
    };
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto deliver = decode_deliver(OctetSpan(whole).first(length), 8);
        ASSERT_FALSE(deliver) << length;
        EXPECT_EQ(deliver.error().code, base::ErrorCode::truncated) << length;
        EXPECT_EQ(deliver.error().where, field_at(length)) << length;
        EXPECT_EQ(deliver.error().offset, 8 + length) << length;
    }
}

TEST(Deliver, RefusesToWriteWhatDoesNotFit) {
    auto deliver = *decode_deliver(*base::from_hex(plain));
    deliver.originator.text = "x";
    EXPECT_EQ(encode_deliver(deliver).error().where, "DELIVER.originator");
    deliver = *decode_deliver(*base::from_hex(plain));
    deliver.scts->offset = std::chrono::minutes(7);
    EXPECT_EQ(encode_deliver(deliver).error().where, "DELIVER.scts");
    deliver = *decode_deliver(*base::from_hex(plain));
    deliver.user_data.septets.assign(161, 0x41);
    EXPECT_EQ(encode_deliver(deliver).error().where, "DELIVER.user_data");
    deliver = *decode_deliver(*base::from_hex(plain));
    deliver.dcs.value = 0x08;
    EXPECT_EQ(encode_deliver(deliver).error().where, "DELIVER.dcs");
}

}  // namespace
}  // namespace gsmcfg::sms
