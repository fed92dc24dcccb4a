// The three ways on a SIM that is simulated, and what a module makes of it.
#include "gsmcfg/master_sim/writer.hpp"

#include "master_sim/card_fixture.hpp"

namespace gsmcfg::master_sim {
namespace {

using WriterTest = CardTest;

const base::PhoneNumber own_number = *base::PhoneNumber::from_e164("+99900000001");

std::string failures(const WriteReport& report) {
    std::string text = report.error ? report.error->message() : "";
    for (const auto& one : report.failed) text += "\n" + std::string(name(one.way)) + ": " + one.why_not;
    return text;
}

// Which way each make of modem leads: the module takes the settings from all of them.
TEST_F(WriterTest, EveryMakeFindsItsWay) {
    struct Case {
        std::string personality;
        Way way;
        std::string why_not_the_first;
    };
    for (const auto& [personality, way, why] : {
             Case{"generic", Way::cmgw, ""},
             Case{"cinterion", Way::cmgw, ""},
             Case{"huawei-e1752", Way::cmgw, ""},
             Case{"sim800", Way::cmgw, ""},
             Case{"telit", Way::cmgw, ""},
             Case{"patchwork", Way::cmgw, ""},
             Case{"zte", Way::cmgw, ""},
             Case{"siemens-mc55", Way::cmgw, ""},
             Case{"wavecom", Way::cmgw, ""},
             Case{"quectel-ug", Way::crsm, "302"},
             Case{"sim900", Way::self_send, "304"},
         }) {
        SCOPED_TRACE(personality);
        start(personality);
        WriteOptions write_options;
        write_options.own_number = base::PhoneNumber::from_e164(world->modem(0).own_number()).value();
        const auto report = write(sample_content(), write_options);
        ASSERT_FALSE(report.error) << failures(report);
        EXPECT_EQ(report.way, way) << failures(report);
        if (!why.empty()) {
            ASSERT_FALSE(report.failed.empty());
            EXPECT_NE(report.failed.front().why_not.find(why), std::string::npos) << report.failed.front().why_not;
        }
        ASSERT_TRUE(card->close());
        EXPECT_EQ(used(), 8U);
        EXPECT_EQ(boot(), "taken");
    }
}

TEST_F(WriterTest, ByRecordEveryOctetIsTheOneWanted) {
    start();
    WriteOptions write_options;
    write_options.only = Way::crsm;
    const auto content = sample_content();
    const auto report = write(content, write_options);
    ASSERT_FALSE(report.error) << failures(report);
    const auto records = truth();
    for (std::size_t i = 0; i < content.records.size(); ++i) {
        const auto& record = records.at(i);
        EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(record.data()), record.size()),
                  content.records[i].octets.reveal());
        EXPECT_EQ(report.records[i].place, static_cast<int>(i + 1));
        EXPECT_EQ(report.records[i].fate, Fate::right);
    }
}

TEST_F(WriterTest, TheStatusIsTheOneWanted) {
    for (const Way way : {Way::cmgw, Way::crsm}) {
        for (const auto status : {RecordStatus::unread, RecordStatus::read}) {
            SCOPED_TRACE(std::string(name(way)) + " " + std::string(name(status)));
            start();
            auto request = sample_request();
            request.status = status;
            WriteOptions write_options;
            write_options.only = way;
            const auto report = write(sample_content(request), write_options);
            ASSERT_FALSE(report.error) << failures(report);
            // Reading it back has not changed it.
            EXPECT_EQ(truth().front()[0], static_cast<std::uint8_t>(status));
        }
    }
}

TEST_F(WriterTest, OtherMessagesStayWhereTheyAre) {
    start();
    for (const char* const text : {"one", "two", "three"}) world->send_to_modem(0, "+99900000055", text);
    auto before = contents();
    ASSERT_EQ(before.used.size(), 3U);
    ASSERT_TRUE(card->erase(before.used[1], {}));
    before = contents();
    WriteOptions write_options;
    write_options.only = Way::crsm;
    const auto report = write_content(*card, sample_content(), before, write_options, {});
    ASSERT_FALSE(report.error) << failures(report);
    EXPECT_EQ(text_at(1), "one");
    EXPECT_EQ(text_at(3), "three");
    EXPECT_EQ(report.records[0].place, 2);
    EXPECT_EQ(report.records[1].place, 4);
    EXPECT_EQ(used(), 10U);
}

TEST_F(WriterTest, TheRadioIsOffWhileItIsWrittenAndOnAfterwards) {
    start();
    bool sent = false;
    hook = [&] {
        if (sent || world->modem(0).stored() != 4) return;
        sent = true;
        world->send_to_modem(0, "+99900000055", "in between");
    };
    const auto report = write(sample_content());
    ASSERT_FALSE(report.error) << failures(report);
    EXPECT_TRUE(sent);
    EXPECT_EQ(used(), 8U);
    EXPECT_EQ(report.records.back().place, 8);
    ASSERT_TRUE(card->close());
    clock.advance(60s);
    EXPECT_EQ(used(), 9U);
}

TEST_F(WriterTest, SelfSendIsAskedFor) {
    start("sim900");
    const auto unasked = write(sample_content());
    ASSERT_TRUE(unasked.error);
    EXPECT_NE(failures(unasked).find("--own-number"), std::string::npos);
    WriteOptions write_options;
    write_options.own_number = own_number;
    std::size_t asked = 0;
    write_options.may_send = [&](std::size_t messages) {
        asked = messages;
        return false;
    };
    const auto refused = write(sample_content(), write_options);
    EXPECT_TRUE(refused.error);
    EXPECT_EQ(asked, 8U);
    EXPECT_EQ(world->modem(0).sends(), 0U);
    EXPECT_EQ(used(), 0U);
}

TEST_F(WriterTest, SelfSendToAnotherNumberIsNoticed) {
    start();
    WriteOptions write_options;
    write_options.only = Way::self_send;
    write_options.own_number = base::PhoneNumber::from_e164("+99900000066").value();
    const auto report = write(sample_content(), write_options);
    ASSERT_TRUE(report.error);
    EXPECT_NE(failures(report).find("own number"), std::string::npos);
    EXPECT_EQ(world->modem(0).sends(), 1U);
}

TEST_F(WriterTest, ErasesOnlyWhatIsStillThere) {
    start();
    ASSERT_FALSE(write(sample_content()).error);
    world->send_to_modem(0, "+99900000055", "foreign");
    clock.advance(10s);
    ASSERT_TRUE(card->switch_radio_on());
    clock.advance(10s);
    auto now = contents();
    ASSERT_EQ(now.used.size(), 9U);
    const auto foreign = std::move(now.used.back());
    now.used.pop_back();
    std::size_t erased = 0;
    ASSERT_TRUE(erase_records(*card, now.used, erased, {}));
    EXPECT_EQ(erased, 8U);
    EXPECT_EQ(used(), 1U);
    // Something else is in that place now.
    const auto mistaken = card->erase({foreign.place, sample_content().records[0].octets}, {});
    ASSERT_FALSE(mistaken);
    EXPECT_EQ(mistaken.error().code, base::ErrorCode::conflict);
    EXPECT_EQ(text_at(static_cast<std::size_t>(foreign.place)), "foreign");
}

}  // namespace
}  // namespace gsmcfg::master_sim
