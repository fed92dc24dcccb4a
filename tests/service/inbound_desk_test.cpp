#include "gsmcfg/service/inbound_desk.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "gsmcfg/store/inbox.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

const std::string imsi = "999010000000001";

channel::Inbound inbound(const std::string& text, std::optional<sms::Concatenation> part = std::nullopt) {
    sms::Deliver deliver;
    deliver.originator = sms::Address::of(*base::PhoneNumber::from_e164("+99900200001"));
    deliver.dcs = sms::make_dcs(sms::Alphabet::gsm7);
    deliver.user_data = *sms::make_user_data(text, sms::Alphabet::gsm7);
    if (part) deliver.user_data.header = sms::make_concat_header(*part);
    channel::Inbound made;
    made.originator = "+99900200001";
    made.number = *base::PhoneNumber::from_e164("+99900200001");
    made.tpdu = *sms::encode_deliver(deliver);
    made.text = text;
    return made;
}

class Desk : public testing::Test {
protected:
    std::vector<store::InboundMessage> filed() {
        std::vector<store::InboundMessage> all;
        store::Inbox(*database).each([&](const store::InboundMessage& message) { all.push_back(message); });
        return all;
    }
    void file(const std::vector<KeptItem>& items, const std::string& sim = imsi) {
        InboundDesk(*database, credentials, numbering).file("modem0", sim, items, now);
    }
    test::TemporaryDirectory directory;
    std::unique_ptr<store::Database> database = *store::Database::open((directory.path() / "desk.db").string());
    Credentials credentials;
    base::NumberingPlan numbering;
    base::UtcTime now{1'772'355'600'000ms};
};

TEST_F(Desk, AMessageReadTwiceIsOne) {
    file({inbound("hello")});
    file({inbound("hello"), inbound("other")});
    const auto all = filed();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].text, "hello");
    EXPECT_EQ(all[0].seen_again, 1);
    EXPECT_EQ(all[0].kind, store::InboundKind::unsolicited);
    EXPECT_EQ(all[0].modem, "modem0");
    EXPECT_EQ(all[0].imsi, imsi);
    file({inbound("hello")}, "999010000000002");
    EXPECT_EQ(filed().size(), 3U) << "what reached two SIMs is two messages";
}

TEST_F(Desk, PartsBecomeOneMessage) {
    file({inbound("two", sms::Concatenation{7, 2, 2, false})});
    EXPECT_TRUE(filed().empty());
    file({inbound("one ", sms::Concatenation{7, 2, 1, false})});
    ASSERT_EQ(filed().size(), 1U);
    EXPECT_EQ(filed()[0].text, "one two");
}

TEST_F(Desk, DamagedOnesAreAllKept) {
    channel::Inbound damaged;
    damaged.tpdu = {0x04, 0x0B};
    damaged.problem = "truncated";
    auto second = damaged;
    damaged.token = 1;
    second.token = 2;
    file({damaged, second});
    ASSERT_EQ(filed().size(), 2U);
    EXPECT_EQ(filed()[0].kind, store::InboundKind::undecodable);
    EXPECT_EQ(filed()[0].tpdu, "040B");
}

TEST_F(Desk, OutgoingOnesAreKeptWithoutTheirPassword) {
    credentials.add("default", {base::Secret("87654321"), {}});
    file({KeptSubmit{{0x01, 0x00}, "+99900100001", "12345678 MODE", false}, KeptSubmit{{0x01, 0x01}, "+99900100002", "hi", true},
          KeptSubmit{{0x01, 0x02}, "+99900100003", "mine is 87654321", true}});
    const auto all = filed();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].text, "{credential} MODE");
    EXPECT_TRUE(all[0].tpdu.empty());
    EXPECT_TRUE(all[0].note.starts_with("not sent to +99900100001")) << all[0].note;
    EXPECT_EQ(all[1].text, "hi");
    EXPECT_EQ(all[1].tpdu, "0101");
    EXPECT_TRUE(all[1].note.starts_with("sent to +99900100002")) << all[1].note;
    EXPECT_EQ(all[2].text.find("87654321"), std::string::npos);
    EXPECT_TRUE(all[2].tpdu.empty());
    for (const auto& message : all) EXPECT_TRUE(message.phone.empty()) << "it answers nothing";
}

TEST_F(Desk, AReportWithoutItsMessageIsKept) {
    channel::Report report;
    report.reference = 9;
    report.recipient = *base::PhoneNumber::from_e164("+99900100001");
    report.tpdu = {0x06, 0x09};
    file({report, report});
    const auto all = filed();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].kind, store::InboundKind::report);
    EXPECT_EQ(all[0].seen_again, 1);
}

TEST_F(Desk, CommandsOfOtherDevicesLoseTheirPasswordToo) {
    credentials.add("tracker", {base::Secret("usr:hush77"), {}});
    file({inbound("12345678 APN internet"), inbound("abc xyz getparam 2001"), inbound("PW=QWER,APN=x,RESET"),
          inbound("your password is hush77"), inbound("call 1234")});
    std::vector<std::string> texts;
    for (const auto& message : filed()) texts.push_back(message.text);
    EXPECT_EQ(texts, (std::vector<std::string>{"{credential} APN internet", "{credential} getparam 2001",
                                               "PW={credential},APN=x,RESET", "your password is ***", "call 1234"}));
    file({inbound("12345678 APN internet"), inbound("your password is hush77")});
    ASSERT_EQ(filed().size(), 5U) << "read again";
    EXPECT_EQ(filed()[0].seen_again, 1);
    const auto tpdu = inbound("12345678 APN internet").tpdu;
    for (const auto& message : filed()) EXPECT_NE(message.identity, base::sha256(imsi + " " + base::to_hex(tpdu)));
}

TEST_F(Desk, ADamagedOneIsKeptWithoutTheOctetsOfAPassword) {
    credentials.add("default", {base::Secret("Nightjar77"), {}});
    auto damaged = inbound("Nightjar77 APN m2m");
    damaged.text.clear();
    damaged.problem = "user data: cut off";
    file({damaged});
    const auto all = filed();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_NE(all[0].tpdu.find("********"), std::string::npos) << all[0].tpdu;
    EXPECT_NE(all[0].note.find("a password was removed"), std::string::npos) << all[0].note;
    EXPECT_EQ(all[0].kind, store::InboundKind::undecodable);
}

}  // namespace
}  // namespace gsmcfg::service
