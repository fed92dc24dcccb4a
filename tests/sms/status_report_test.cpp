#include "gsmcfg/sms/status_report.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

const std::string plain = "06420B919909100000F1621112305100216211123051052100";

TEST(StatusReport, IsRead) {
    const auto report = decode_status_report(*base::from_hex(plain));
    ASSERT_TRUE(report) << report.error().message();
    EXPECT_EQ(report->reference, 0x42);
    EXPECT_EQ(report->recipient.display(), "+99900100001");
    EXPECT_EQ(report->scts->iso8601(), "2026-11-21T03:15:00+03:00");
    EXPECT_EQ(report->discharged->iso8601(), "2026-11-21T03:15:50+03:00");
    EXPECT_EQ(report->status, 0);
    EXPECT_FALSE(report->about_command);
    EXPECT_FALSE(report->pid);
    EXPECT_TRUE(decode_status_report(*base::from_hex(plain + "FFFF"))) << "padding";
}

TEST(StatusReport, ReadsItsOptionalFields) {
    const auto all = decode_status_report(*base::from_hex(plain + "073904"
                                                                  "0141"));
    ASSERT_TRUE(all) << all.error().message();
    EXPECT_EQ(all->pid, 0x39);
    EXPECT_EQ(all->dcs->alphabet, Alphabet::octets);
    EXPECT_EQ(all->user_data->octets, Octets{0x41});
    const auto text_only = decode_status_report(*base::from_hex(plain + "040141"));
    ASSERT_TRUE(text_only);
    EXPECT_EQ(text_only->user_data->text, "A");
    EXPECT_TRUE(decode_status_report(*base::from_hex(plain + "00")));
    const auto extended = decode_status_report(*base::from_hex(plain + "810039"));
    ASSERT_TRUE(extended);
    EXPECT_EQ(extended->pid, 0x39);
    const auto cut = decode_status_report(*base::from_hex(plain + "0739"));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().where, "STATUS-REPORT.dcs");
    EXPECT_FALSE(decode_status_report(*base::from_hex(plain + "0041")));
}

TEST(StatusReport, SaysWhatTheStatusMeans) {
    struct Case {
        std::uint8_t status;
        DeliveryState state;
        const char* in_words;
    };
    const Case cases[] = {
        {0x00, DeliveryState::done, "received"},   {0x02, DeliveryState::done, "replaced"},
        {0x1F, DeliveryState::done, "own"},        {0x20, DeliveryState::trying, "congestion"},
        {0x25, DeliveryState::trying, "error"},    {0x30, DeliveryState::trying, "own"},
        {0x40, DeliveryState::failed, "failed"},   {0x45, DeliveryState::failed, "failed"},
        {0x46, DeliveryState::expired, "expired"}, {0x47, DeliveryState::failed, "deleted"},
        {0x49, DeliveryState::failed, "exist"},    {0x5F, DeliveryState::failed, "own"},
        {0x60, DeliveryState::gave_up, "gave up"}, {0x65, DeliveryState::gave_up, "gave up"},
        {0x80, DeliveryState::gave_up, "own"},     {0xFF, DeliveryState::gave_up, "own"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(delivery_state(c.status), c.state) << int{c.status};
        EXPECT_NE(status_meaning(c.status).find(c.in_words), std::string_view::npos) << int{c.status};
    }
}

TEST(StatusReport, NamesTheFieldWhereItIsCutOff) {
    const auto whole = *base::from_hex(plain);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto report = decode_status_report(OctetSpan(whole).first(length));
        ASSERT_FALSE(report) << length;
        EXPECT_EQ(report.error().code, base::ErrorCode::truncated) << length;
        EXPECT_EQ(report.error().offset, length);
    }
}

}  // namespace
}  // namespace gsmcfg::sms
