#include "modem_fixture.hpp"

#include <algorithm>

namespace gsmcfg::modem {
namespace {

using Kind = channel::LineNotice::Kind;

class ReceiveTest : public ModemFixture {
protected:
    static std::string stored(int second) { return "\r\n+CMGR: 0,,21\r\n" + deliver_pdu(second) + "\r\n" + ok; }
    static std::string listed(const std::string& header, int second) {
        return "+CMGL: " + header + "\r\n" + deliver_pdu(second) + "\r\n";
    }

    void acknowledge(const std::vector<channel::Event>& events) {
        std::vector<channel::Token> tokens;
        for (const auto& inbound : inbounds(events)) tokens.push_back(inbound.token);
        for (const auto& report : reports(events)) tokens.push_back(report.token);
        EXPECT_TRUE(modem->acknowledge(tokens));
    }
};

TEST_F(ReceiveTest, AnnouncedReadAndDeleted) {
    ready();
    script.on("AT+CMGR=3", stored(1)).on("AT+CMGD=3", ok);
    link->send("\r\n+CMTI: \"SM\",3\r\n", 100ms);
    const auto events = collect(10s);
    const auto found = inbounds(events);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].text, "OK");
    EXPECT_EQ(found[0].originator, "+99900000001");
    EXPECT_EQ(found[0].number->e164(), "+99900000001");
    EXPECT_TRUE(found[0].scts.has_value());
    EXPECT_TRUE(found[0].problem.empty());
    EXPECT_EQ(found[0].tpdu.size(), 21U);
    acknowledge(events);
    EXPECT_EQ(script.log, (std::vector<std::string>{"AT+CMGR=3", "AT+CMGD=3"}));
    EXPECT_TRUE(modem->acknowledge(std::vector<channel::Token>{found[0].token, 999}));
    EXPECT_EQ(script.log.size(), 2U) << "unknown tokens do nothing";
}

TEST_F(ReceiveTest, NothingIsAskedWithoutAnAnnouncement) {
    ready();
    EXPECT_TRUE(collect(30s).empty());
    EXPECT_TRUE(script.log.empty());
}

TEST_F(ReceiveTest, AnnouncementForms) {
    for (const std::string line : {"+CMTI: \"SM\",3", "+CMTI: SM,3", "+CMTI:\"SM\",3", "+CMTI: \"SM\", 3", "+CDSI: \"SM\",3"}) {
        script = test::Script::warm_modem();
        ready();
        script.on("AT+CMGR=3", stored(1));
        link->send(line + "\r\n");
        EXPECT_EQ(inbounds(collect()).size(), 1U) << line;
    }
}

TEST_F(ReceiveTest, AnnouncedWithoutAnIndexIsListed) {
    script.replace("AT+CPMS=?", "+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" + ok);
    ready();
    script.replace("AT+CMGL=4", listed("0,0,,21", 1) + ok);
    link->send("+CMTI: \"SM\",-1\r\n");
    EXPECT_EQ(inbounds(collect(5s)).size(), 1U);
}

TEST_F(ReceiveTest, OtherStoreIsSelected) {
    ready();
    script.on("AT+CMGR=3", stored(1)).on("AT+CMGD=3", ok);
    link->send("+CMTI: \"ME\",3\r\n");
    const auto events = collect();
    EXPECT_EQ(inbounds(events).size(), 1U);
    acknowledge(events);
    EXPECT_EQ(script.log, (std::vector<std::string>{"AT+CPMS=\"ME\",\"SM\",\"SM\"", "AT+CMGR=3", "AT+CMGD=3"}));
}

TEST_F(ReceiveTest, BurstIsReadByOneListing) {
    ready();
    std::string listing;
    for (int i = 0; i < 10; ++i) {
        link->send("+CMTI: \"SM\"," + std::to_string(i) + "\r\n");
        listing += listed(std::to_string(i) + ",0,,21", i);
        script.on("AT+CMGD=" + std::to_string(i), ok);
    }
    script.replace("AT+CMGL=4", listing + ok);
    const auto events = collect();
    EXPECT_EQ(inbounds(events).size(), 10U);
    acknowledge(events);
    EXPECT_EQ(script.log.size(), 11U);
}

TEST_F(ReceiveTest, BurstOneAfterAnotherNeedsFewCommands) {
    ready();
    script.replace("AT+CMGL=4", "");
    std::string listing;
    constexpr int messages = 40;
    std::size_t received = 0;
    for (int i = 0; i < messages; ++i)
        script.on("AT+CMGR=" + std::to_string(i), stored(i % 10)).on("AT+CMGD=" + std::to_string(i), ok);
    for (int i = 0; i < messages; ++i) {
        link->send("+CMTI: \"SM\"," + std::to_string(i) + "\r\n", 5ms);
        listing += listed(std::to_string(i) + ",0,,21", i % 10);
        script.replace("AT+CMGL=4", listing + ok);
        const auto events = collect(10ms);
        received += inbounds(events).size();
        if (!events.empty()) listing.clear();
        acknowledge(events);
    }
    const auto events = collect(1s);
    received += inbounds(events).size();
    acknowledge(events);
    EXPECT_EQ(received, static_cast<std::size_t>(messages));
    EXPECT_LE(script.log.size(), static_cast<std::size_t>(messages) * 12 / 10);
}

TEST_F(ReceiveTest, ABurstThatIsOverIsReadWithoutWaitingForMore) {
    ready();
    script.on("AT+CMGR=1", stored(1)).on("AT+CMGD=1", ok);
    link->send("+CMTI: \"SM\",1\r\n");
    acknowledge(collect(10ms));
    script.replace("AT+CMGL=4", listed("2,0,,21", 2) + listed("3,0,,21", 3) + ok);
    const auto sent = clock.now();
    link->send("+CMTI: \"SM\",2\r\n+CMTI: \"SM\",3\r\n");
    std::size_t received = 0;
    while (received == 0 && clock.now() < sent + 1s) received = inbounds(collect(1ms)).size();
    EXPECT_EQ(received, 2U);
    EXPECT_GE(clock.now(), sent + 50ms) << "others might have followed";
    EXPECT_LT(clock.now(), sent + 60ms);
}

struct ListingCase {
    std::string name;
    std::string listing;
    std::size_t messages;
    std::size_t problems;
};

class ListingTest : public ModemFixture, public testing::WithParamInterface<ListingCase> {};

TEST_P(ListingTest, IsRead) {
    script.replace("AT+CPMS=?", "+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" + ok);
    script.replace("AT+CMGL=4", GetParam().listing);
    ready();
    const auto found = inbounds(collect());
    std::size_t problems = 0;
    for (const auto& one : found) problems += one.problem.empty() ? 0U : 1U;
    EXPECT_EQ(found.size(), GetParam().messages);
    EXPECT_EQ(problems, GetParam().problems);
}

const std::string pdu1 = deliver_pdu(1) + "\r\n";
const std::string pdu2 = deliver_pdu(2) + "\r\n";

INSTANTIATE_TEST_SUITE_P(
    Listings, ListingTest,
    testing::Values(
        ListingCase{"empty", ok, 0, 0}, ListingCase{"empty_as_321", "+CMS ERROR: 321\r\n", 0, 0},
        ListingCase{"index_zero_and_unordered", "+CMGL: 7,1,,21\r\n" + pdu1 + "+CMGL: 0,0,,21\r\n" + pdu2 + ok, 2, 0},
        ListingCase{"alpha", "+CMGL: 7,1,\"\",21\r\n" + pdu1 + "+CMGL: 8,0,\"Bob, jr\",21\r\n" + pdu2 + ok, 2, 0},
        ListingCase{"alpha_missing", "+CMGL: 7,1,21\r\n" + pdu1 + ok, 1, 0},
        ListingCase{"whole_length", "+CMGL: 7,1,,29\r\n" + pdu1 + ok, 1, 0},
        ListingCase{"no_smsc", "+CMGL: 7,1,,21\r\n" + pdu1.substr(16) + ok, 1, 0},
        ListingCase{"status_in_words", "+CMGL: 7,\"REC READ\",,21\r\n" + pdu1 + ok, 1, 0},
        ListingCase{"outgoing_left_out", "+CMGL: 7,2,,21\r\n" + pdu1 + "+CMGL: 8,3,,21\r\n" + pdu2 + ok, 0, 0},
        ListingCase{"truncated_pdu", "+CMGL: 7,1,,21\r\n" + pdu1.substr(0, 40) + "\r\n+CMGL: 8,1,,21\r\n" + pdu2 + ok, 2, 1},
        ListingCase{"odd_digits", "+CMGL: 7,1,,21\r\n" + pdu1.substr(0, 41) + "\r\n+CMGL: 8,1,,21\r\n" + pdu2 + ok, 2, 1},
        ListingCase{"garbled_pdu", "+CMGL: 7,1,,21\r\n07?!\r\n+CMGL: 8,1,,21\r\n" + pdu2 + ok, 2, 1},
        ListingCase{"missing_pdu", "+CMGL: 7,1,,21\r\n+CMGL: 8,1,,21\r\n" + pdu2 + ok, 2, 1},
        ListingCase{"urc_between", "+CMGL: 7,1,,21\r\n^RSSI:9\r\n" + pdu1 + "+CREG: 1\r\n+CMGL: 8,1,,21\r\n" + pdu2 + ok, 2, 0},
        ListingCase{"no_index", "+CMGL: ,1,,21\r\n" + pdu1 + ok, 1, 0}),
    [](const auto& one) { return one.param.name; });

TEST_F(ReceiveTest, UnacknowledgedIsNotReportedTwice) {
    script.replace("AT+CMGL=4", listed("3,0,,21", 1) + ok);
    script.replace("AT+CPMS=?", "+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" + ok);
    ready();
    EXPECT_EQ(inbounds(collect()).size(), 1U);
    EXPECT_TRUE(collect(61s).empty());
    EXPECT_EQ(script.count("AT+CMGL=4"), 1U) << "listed again after a minute";
    ASSERT_TRUE(modem->open({}));
    EXPECT_TRUE(collect().empty()) << "nor after a new bring-up";
}

TEST_F(ReceiveTest, ALineThatCameDamagedIsReportedButNotDeletedAndReadAgain) {
    ready();
    const auto damaged = deliver_pdu(1).substr(0, 20);
    script.on("AT+CMGR=3", "\r\n+CMGR: 0,,21\r\n" + damaged + "\r\n" + ok).on("AT+CMGD=3", ok);
    link->send("+CMTI: \"SM\",3\r\n");
    const auto first = collect();
    ASSERT_EQ(inbounds(first).size(), 1U);
    EXPECT_FALSE(inbounds(first)[0].problem.empty());
    acknowledge(first);
    EXPECT_EQ(script.log, (std::vector<std::string>{"AT+CMGR=3"})) << "the message is still whole on the SIM";
    script.replace("AT+CMGL=4", listed("3,0,,21", 1) + ok);
    const auto again = collect(90s);
    ASSERT_EQ(inbounds(again).size(), 1U);
    EXPECT_TRUE(inbounds(again)[0].problem.empty());
    acknowledge(again);
    EXPECT_EQ(script.log.back(), "AT+CMGD=3");
}

TEST_F(ReceiveTest, AReusedPlaceIsANewMessageAndTheOldTokenIsDead) {
    script.replace("AT+CPMS=?", "+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" + ok);
    script.replace("AT+CMGL=4", listed("3,0,,21", 1) + ok);
    ready();
    const auto first = inbounds(collect());
    script.replace("AT+CMGL=4", listed("3,0,,21", 2) + ok).on("AT+CMGD=3", ok);
    const auto second = inbounds(collect(61s));
    ASSERT_EQ(first.size() + second.size(), 2U);
    EXPECT_NE(first[0].token, second[0].token);
    EXPECT_TRUE(modem->acknowledge(std::vector{first[0].token}));
    EXPECT_EQ(script.count("AT+CMGD=3"), 0U);
    EXPECT_TRUE(modem->acknowledge(std::vector{second[0].token}));
    EXPECT_EQ(script.count("AT+CMGD=3"), 1U);
}

TEST_F(ReceiveTest, PollsAModemThatDoesNotAnnounce) {
    for (const char* const one : {"2,1,0,1,0", "2,1,0,0,0"}) script.replace(std::string("AT+CNMI=") + one, "ERROR\r\n");
    ready();
    EXPECT_FALSE(modem->info().announces);
    script.replace("AT+CMGL=4", listed("3,0,,21", 1) + ok);
    EXPECT_EQ(inbounds(collect(6s)).size(), 1U);
}

TEST_F(ReceiveTest, EmptySlots) {
    for (const std::string& answer : {std::string(ok), std::string("+CMS ERROR: 321\r\n"), "+CMGR: 0,,0\r\n" + ok}) {
        script = test::Script::warm_modem();
        ready();
        script.on("AT+CMGR=3", answer);
        script.replace("AT+CMGL=4", listed("4,0,,21", 1) + ok).on("AT+CMGL=4", ok);
        link->send("+CMTI: \"SM\",3\r\n");
        EXPECT_EQ(inbounds(collect(5s)).size(), 1U) << "what was meant is found by listing: " << answer;
    }
}

TEST_F(ReceiveTest, Reports) {
    ready();
    for (const std::string header : {"+CDS: 25", "+CDS: ,25", "+CDS:25"}) {
        link->send(header + "\r\n" + report_pdu() + "\r\n");
        const auto found = reports(collect());
        ASSERT_EQ(found.size(), 1U) << header;
        EXPECT_EQ(found[0].reference, 5);
        EXPECT_EQ(found[0].delivery, channel::Delivery::delivered);
        EXPECT_EQ(found[0].recipient->e164(), "+99900000001");
        EXPECT_TRUE(found[0].discharged.has_value());
        EXPECT_TRUE(modem->acknowledge(std::vector{found[0].token}));
    }
    EXPECT_TRUE(script.log.empty()) << "nothing is stored, nothing to delete, nothing to confirm";
}

TEST_F(ReceiveTest, ReportStates) {
    ready();
    const std::vector<std::pair<std::string, channel::Delivery>> cases{{"02", channel::Delivery::delivered},
                                                                       {"20", channel::Delivery::still_trying},
                                                                       {"41", channel::Delivery::failed},
                                                                       {"46", channel::Delivery::expired},
                                                                       {"63", channel::Delivery::failed}};
    for (const auto& [status, delivery] : cases) {
        link->send("+CDS: 25\r\n" + report_pdu(status) + "\r\n");
        const auto found = reports(collect());
        ASSERT_EQ(found.size(), 1U) << status;
        EXPECT_EQ(found[0].delivery, delivery) << status;
    }
}

TEST_F(ReceiveTest, ReportAnnouncedInTheWrongStoreIsFoundInSr) {
    script.replace("AT+CPMS=?", "+CPMS: (\"SM\",\"SR\"),(\"SM\"),(\"SM\")\r\n" + ok);
    ready();
    script.on("AT+CMGR=0", ok).on("AT+CPMS=\"SR\",\"SM\",\"SM\"", ok).on("AT+CMGD=0", ok);
    script.replace("AT+CMGL=4", "+CMGL: 0,1,,25\r\n" + report_pdu() + "\r\n" + ok).on("AT+CMGL=4", ok);
    link->send("+CDSI: \"SM\",0\r\n");
    const auto events = collect(5s);
    ASSERT_EQ(reports(events).size(), 1U);
    acknowledge(events);
    EXPECT_EQ(script.count("AT+CMGD=0"), 1U);
}

TEST_F(ReceiveTest, DirectMessageIsTolerated) {
    ready();
    link->send("+CMT: ,21\r\n" + deliver_pdu(1) + "\r\n");
    EXPECT_EQ(inbounds(collect()).size(), 1U);
}

TEST_F(ReceiveTest, ConfirmsWhereTheModemInsists) {
    script.replace("AT+CSMS=0", "ERROR\r\n").on("AT+CSMS?", "+CSMS: 1,1,1,1\r\n" + ok).on("AT+CNMA", ok);
    ready();
    link->send("+CDS: 25\r\n" + report_pdu() + "\r\n");
    const auto events = collect();
    EXPECT_EQ(script.count("AT+CNMA"), 0U) << "not before it is safe";
    acknowledge(events);
    EXPECT_EQ(script.count("AT+CNMA"), 1U);
}

TEST_F(ReceiveTest, DeletingABadIndexLists) {
    ready();
    script.on("AT+CMGR=3", stored(1)).on("AT+CMGD=3", "+CMS ERROR: 321\r\n");
    link->send("+CMTI: \"SM\",3\r\n");
    acknowledge(collect());
    script.replace("AT+CMGL=4", listed("4,0,,21", 2) + ok).on("AT+CMGL=4", ok);
    EXPECT_EQ(inbounds(collect(5s)).size(), 1U);
}

TEST_F(ReceiveTest, ARefusedDeletionIsTriedAgainByItself) {
    ready();
    script.on("AT+CMGR=3", stored(1)).on("AT+CMGD=3", "+CMS ERROR: 320\r\n").on("AT+CMGD=3", ok);
    link->send("+CMTI: \"SM\",3\r\n");
    const auto found = inbounds(collect());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(modem->acknowledge(std::vector{found[0].token}));
    script.replace("AT+CMGL=4", ok).on("AT+CMGL=4", listed("3,1,,21", 1) + ok);  // ME, then SM
    EXPECT_TRUE(inbounds(collect(5s)).empty()) << "it is not reported twice";
    EXPECT_EQ(script.count("AT+CMGD=3"), 2U);
}

// The store was selected, only its OK was lost: the next index must not be taken in that store.
TEST_F(ReceiveTest, AnUnansweredSelectionIsRepeated) {
    ready();
    script.on("AT+CMGR=7", stored(1)).on("AT+CMGR=3", stored(2)).on("AT+CMGD=3", ok).on("AT+CMGD=7", ok);
    script.silent("AT+CPMS=\"ME\",\"SM\",\"SM\"");
    link->send("+CMTI: \"ME\",7\r\n");
    EXPECT_TRUE(inbounds(collect(30s)).empty());
    script.log.clear();
    script.replace("AT+CPMS=\"ME\",\"SM\",\"SM\"", ok);
    link->send("+CMTI: \"SM\",3\r\n");
    [[maybe_unused]] const auto events = collect(30s);
    const auto read = std::ranges::find(script.log, "AT+CMGR=3");
    if (read != script.log.end()) {
        EXPECT_TRUE(std::find(script.log.begin(), read, "AT+CPMS=\"SM\",\"SM\",\"SM\"") != read);
    }
    EXPECT_GE(script.count("AT+CPMS=\"SM\",\"SM\",\"SM\""), 1U);
}

TEST_F(ReceiveTest, ADeletionThatIsRefusedForLongIsAFault) {
    ready();
    script.on("AT+CMGR=3", stored(1)).on("AT+CMGD=3", "+CMS ERROR: 320\r\n");
    link->send("+CMTI: \"SM\",3\r\n");
    const auto found = inbounds(collect());
    ASSERT_EQ(found.size(), 1U);
    int good = 0;
    while (good < 100 && modem->acknowledge(std::vector{found[0].token})) ++good;
    EXPECT_LT(good, 20);
    EXPECT_GT(good, 2);
}

TEST_F(ReceiveTest, Notices) {
    ready();
    link->send("^SMMEMFULL\r\n");
    EXPECT_EQ(notices(collect()), std::vector{Kind::storage_full});
    link->send("+CREG: 2\r\n");
    EXPECT_EQ(notices(collect()), std::vector{Kind::registration_lost});
    link->send("+CREG: 5\r\n");
    EXPECT_EQ(notices(collect()), std::vector{Kind::registered});
    link->send("+CREG: 1\r\n");
    EXPECT_TRUE(notices(collect()).empty());
}

TEST_F(ReceiveTest, ARestartBringsTheLineUpAgain) {
    for (const std::string line : {"RDY", "^SYSSTART", "+AT: READY"}) {
        script = test::Script::warm_modem();
        ready();
        link->send(line + "\r\n");
        EXPECT_EQ(notices(collect()), std::vector{Kind::restarted}) << line;
        EXPECT_EQ(script.count("AT+CMGF=0"), 1U) << line;
    }
}

TEST_F(ReceiveTest, TheEndOfAStartIsNoRestartUnlessItComesLate) {
    ready();
    link->send("SMS Ready\r\n", 5s);
    EXPECT_TRUE(collect(10s).empty());
    link->send("+CPIN: READY\r\n", 31s);
    EXPECT_EQ(notices(collect(40s)), std::vector{Kind::restarted});
}

TEST_F(ReceiveTest, LostPort) {
    ready();
    link->lose();
    const auto events = modem->receive(clock.now() + 10s, {});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code, base::ErrorCode::port_lost);
    EXPECT_TRUE(modem->open({}));
}

TEST_F(ReceiveTest, SilentModem) {
    ready();
    script.silent("AT+CMGR=3").silent("AT");
    link->send("+CMTI: \"SM\",3\r\n");
    const auto events = modem->receive(clock.now() + 1s, {});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code, base::ErrorCode::timeout);
    EXPECT_EQ(modem->dialogue(), nullptr);
}

TEST_F(ReceiveTest, StopReturnsEmpty) {
    ready();
    base::StopSource source;
    source.request();
    const auto events = modem->receive(clock.now() + 10s, base::StopToken(source));
    ASSERT_TRUE(events);
    EXPECT_TRUE(events->empty());
}

TEST_F(ReceiveTest, ClosedLine) {
    make();
    const auto events = modem->receive(clock.now(), {});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code, base::ErrorCode::port_lost);
}

}  // namespace
}  // namespace gsmcfg::modem
