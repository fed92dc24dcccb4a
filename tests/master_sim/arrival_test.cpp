// Messages that arrive while a SIM is written: none is overwritten or deleted, and none stays between the records unnoticed.
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/sms/pdu.hpp"
#include "master_sim/card_fixture.hpp"

namespace gsmcfg::master_sim {
namespace {

class ArrivalTest : public CardTest {
protected:
    // A modem that can't switch its radio off.
    void start_with_radio(const std::string& personality = "generic") {
        start(personality);
        tap.on_write = [this](std::string& bytes) {
            if (on_command) on_command(bytes);
            if (bytes == "AT+CFUN=4\r") bytes = "AT+CFUM=4\r";
        };
    }
    void TearDown() override {
        on_command = nullptr;
        CardTest::TearDown();
    }
    std::function<void(const std::string& bytes)> on_command;
};

TEST_F(ArrivalTest, ByRecordAPlaceIsReadBeforeItIsWritten) {
    start_with_radio();
    bool arrived = false;
    on_command = [&](const std::string& bytes) {
        // The last thing before the first record is written: whether the SIM is still the same.
        if (arrived || !bytes.starts_with("AT+CRSM=176,12258")) return;
        arrived = true;
        arrive("REPLY OF A METER");
    };
    const auto report = write(sample_content(), only(Way::crsm));
    on_command = nullptr;
    ASSERT_TRUE(arrived);
    EXPECT_TRUE(has_text("REPLY OF A METER")) << all_said(report);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->code, base::ErrorCode::conflict);
    EXPECT_EQ(report.error->detail, "a message has arrived in between: place 1, from +99900000055; it stays");
    EXPECT_TRUE(report.clean()) << all_said(report);
    EXPECT_EQ(used(), 1U);
}

TEST_F(ArrivalTest, BetweenTheRecordsItIsNoSuccess) {
    for (const Way way : {Way::cmgw, Way::crsm}) {
        SCOPED_TRACE(std::string(name(way)));
        start_with_radio();
        const std::string writing = way == Way::cmgw ? "AT+CMGW" : "AT+CRSM=220";
        const std::string next = way == Way::cmgw ? "AT+CMGW" : "AT+CRSM=178";
        std::size_t writes = 0;
        bool arrived = false;
        on_command = [&](const std::string& bytes) {
            if (writes == 5 && !arrived && bytes.starts_with(next)) {
                arrived = true;
                arrive("REPLY OF A METER");
            }
            if (bytes.starts_with(writing)) ++writes;
        };
        const auto report = write(sample_content(), only(way));
        on_command = nullptr;
        ASSERT_TRUE(arrived);
        ASSERT_TRUE(report.error) << all_said(report);
        EXPECT_EQ(text_at(6), "REPLY OF A METER");
        EXPECT_EQ(report.error->detail, "a message has arrived in between: place 6, from +99900000055; it stays");
        EXPECT_EQ(used(), 1U) << all_said(report);
        EXPECT_TRUE(report.clean()) << all_said(report);
    }
}

// The write of record 8 is lost, and a message takes the place that the modem has named.
TEST_F(ArrivalTest, InAPlaceThatTheModemHasNamedItStays) {
    start_with_radio();
    plan(sim::Fault::write_lost, 8);
    std::size_t writes = 0;
    on_command = [&](const std::string& bytes) {
        if (bytes.starts_with("AT+CMGW")) ++writes;
        if (writes != 8 || !bytes.starts_with("AT+CRSM=178")) return;
        ++writes;
        arrive("REPLY OF A METER");
        ASSERT_EQ(text_at(8), "REPLY OF A METER");
    };
    const auto report = write(sample_content(), only(Way::cmgw));
    on_command = nullptr;
    ASSERT_EQ(writes, 9U);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(text_at(8), "REPLY OF A METER") << all_said(report);
    EXPECT_NE(report.error->detail.find("place 8, from +99900000055"), std::string::npos) << all_said(report);
    EXPECT_EQ(used(), 1U);
    EXPECT_TRUE(saved.empty());
}

// What is neither ours nor a message of somebody else is kept before it is deleted, and not deleted if it can't be kept.
TEST_F(ArrivalTest, WhatIsNotAsWrittenIsKeptFirst) {
    start();
    plan(sim::Fault::write_garbled, 1);
    const auto report = write(sample_content(), only(Way::cmgw));
    ASSERT_TRUE(report.error);
    ASSERT_EQ(saved.size(), 1U);
    EXPECT_EQ(saved[0].place, 1);
    EXPECT_EQ(report.deleted_before, 1U);
    EXPECT_EQ(report.records[0].fate, Fate::removed) << all_said(report);
    EXPECT_EQ(used(), 0U);

    for (const bool offered : {true, false}) {
        SCOPED_TRACE(offered);
        start();
        plan(sim::Fault::write_garbled, 1);
        auto given = only(Way::cmgw);
        if (offered)
            given.save = [](const auto&) -> base::Result<void> {
                return base::fail(base::ErrorCode::io, "db", "the disk is full");
            };
        const auto kept = write_content(*card, sample_content(), contents(), given, {});
        ASSERT_TRUE(kept.error);
        EXPECT_EQ(kept.records[0].fate, Fate::left) << all_said(kept);
        EXPECT_EQ(kept.records[0].place, 1);
        EXPECT_FALSE(kept.clean());
        EXPECT_EQ(kept.deleted_before, 0U);
        EXPECT_EQ(used(), 1U);
    }
}

// A network that delivers twice, a modem that stores twice.
TEST_F(ArrivalTest, ARecordThatIsThereTwiceIsDeletedOnce) {
    start();
    std::string fourth;
    bool doubled = false;
    tap.on_write = [&](std::string& bytes) {
        const std::string_view head = "AT+CRSM=220,28476,4,";
        if (bytes.starts_with(head)) fourth = bytes.substr(head.size());
        if (fourth.empty() || doubled || !bytes.starts_with("AT+CRSM=178,28476,5,")) return;
        doubled = true;
        world->modem(0).feed("AT+CRSM=220,28476,12," + fourth, clock.now());
        clock.advance(5s);
        EXPECT_NE(world->modem(0).take_output(clock.now()).find("OK"), std::string::npos);
        EXPECT_EQ(text_at(12), text_at(4));
    };
    const auto report = write(sample_content(), only(Way::crsm));
    ASSERT_TRUE(doubled);
    ASSERT_FALSE(report.error) << all_said(report);
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_NE(report.warnings[0].find("twice"), std::string::npos) << report.warnings[0];
    EXPECT_EQ(used(), 8U);
    EXPECT_EQ(boot(), "taken");
}

TEST_F(ArrivalTest, SentAndNotArrivedMayStillArrive) {
    start();
    auto given = only(Way::self_send);
    given.own_number = base::PhoneNumber::from_e164("+99900000066").value();
    std::string pdu;
    tap.on_write = [&](std::string& bytes) {
        if (bytes.ends_with('\x1A')) pdu = bytes.substr(0, bytes.size() - 1);
    };
    const auto report = write(sample_content(), given);
    const auto octets = base::from_hex(pdu);
    ASSERT_TRUE(octets);
    const auto decoded = sms::decode_pdu(*octets, sms::SmscField::present, sms::Direction::to_network);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(std::get<sms::Submit>(decoded->message).validity.period, 5min);
    ASSERT_TRUE(report.error);
    EXPECT_FALSE(report.clean());
    EXPECT_EQ(report.records[0].fate, Fate::unknown);
    EXPECT_EQ(report.records[0].note, "it was sent, and may still arrive");
    EXPECT_EQ(report.records[1].fate, Fate::not_written);
}

}  // namespace
}  // namespace gsmcfg::master_sim
