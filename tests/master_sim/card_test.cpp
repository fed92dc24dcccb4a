// The SIM as it is left, and whether it is still the one that was opened.
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/hex.hpp"
#include "master_sim/card_fixture.hpp"
#include "master_sim/ways.hpp"
#include "support/temporary_directory.hpp"

namespace gsmcfg::master_sim {
namespace {

class CardStateTest : public CardTest {
protected:
    void swap_for(const std::string& seed) {
        world->modem(0).insert_sim(sim::make_sim_card(seed, 20), clock.now());
        clock.advance(30s);
        world->advance(clock.now());
    }
    // The modem says no to every question for the ICCID.
    static void hide_iccid(std::string& bytes) {
        if (bytes.find("CCID") != std::string::npos || bytes.find("SCID") != std::string::npos ||
            bytes.starts_with("AT+CRSM=176,12258"))
            bytes = "AT+NONE\r";
    }
    std::string radio() {
        auto answer = card->dialogue().run({.text = "AT+CFUN?", .answers = {"+CFUN:"}}, 5s, {});
        return answer ? std::string(answer->parameters()) : answer.error().detail;
    }
};

TEST_F(CardStateTest, StillHereTellsOneSimFromAnother) {
    for (const std::string personality : {"generic", "wavecom"}) {
        SCOPED_TRACE(personality);
        start(personality);
        EXPECT_TRUE(card->still_here({}));
        tap.on_write = hide_iccid;
        const auto unreadable = card->still_here({});
        ASSERT_FALSE(unreadable);
        EXPECT_EQ(unreadable.error().code, base::ErrorCode::refused);
        EXPECT_NE(unreadable.error().detail.find("can't be read"), std::string::npos) << unreadable.error().detail;
        tap.on_write = nullptr;
        EXPECT_TRUE(card->still_here({}));
        swap_for("other");
        const auto other = card->still_here({});
        ASSERT_FALSE(other);
        EXPECT_EQ(other.error().code, base::ErrorCode::conflict);
        EXPECT_EQ(other.error().detail, "another SIM is in the modem now");
        world->modem(0).remove_sim(clock.now());
        const auto none = card->still_here({});
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().detail, "the SIM is gone");
    }
}

// What the modem remembers of the SIM before is not what is on the card.
TEST_F(CardStateTest, AModemThatRemembersTheIccid) {
    start();
    const auto first = card->iccid();
    tap.on_write = [](std::string& bytes) {
        if (bytes.find("CCID") != std::string::npos) bytes = "AT+NONE\r";
    };
    swap_for("other");
    EXPECT_EQ(card->still_here({}).error().code, base::ErrorCode::conflict);
    EXPECT_EQ(card->recover({}).error().code, base::ErrorCode::conflict);
    EXPECT_EQ(card->iccid(), first);
}

TEST_F(CardStateTest, ASimSwappedBeforeTheFirstRecordIsNotWritten) {
    start();
    const auto before = contents();
    bool swapped = false;
    tap.on_write = [&](std::string& bytes) {
        if (swapped || bytes != "AT+CFUN=4\r") return;
        swapped = true;
        swap_for("other");
    };
    const auto report = write_content(*card, sample_content(), before, {}, {});
    ASSERT_TRUE(swapped);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->code, base::ErrorCode::conflict);
    EXPECT_EQ(report.failed.size(), 1U);
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(used(), 0U);
}

TEST_F(CardStateTest, ASimSwappedAfterTheReadBackIsNotRight) {
    start();
    std::size_t asked = 0;
    tap.on_write = [&](std::string& bytes) {
        if (bytes.starts_with("AT+CRSM=176,12258") && ++asked == 2) swap_for("other");
    };
    const auto report = write(sample_content(), only(Way::crsm));
    ASSERT_GE(asked, 2U);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->detail, "another SIM is in the modem now");
    EXPECT_FALSE(report.clean());
    EXPECT_EQ(report.records[0].fate, Fate::left) << all_said(report);
    EXPECT_EQ(used(), 0U);
}

TEST_F(CardStateTest, AnIccidThatCannotBeReadIsNoOtherSim) {
    for (const std::string personality : {"generic", "wavecom"}) {
        SCOPED_TRACE(personality);
        start(personality);
        tap.on_write = hide_iccid;
        const auto recovered = card->recover({});
        ASSERT_FALSE(recovered);
        EXPECT_EQ(recovered.error().code, base::ErrorCode::refused);
        EXPECT_NE(recovered.error().detail.find("can't be read"), std::string::npos) << recovered.error().detail;
        tap.on_write = nullptr;
    }
}

TEST_F(CardStateTest, CloseOpensALostLineOnceToSwitchTheRadioOn) {
    start();
    ASSERT_TRUE(card->switch_radio_off({}));
    ASSERT_EQ(radio(), "4");
    std::size_t reads = 0;
    tap.on_read = [&]() -> std::optional<base::Error> {
        if (++reads == 1) return base::Error{base::ErrorCode::port_lost, "sim:0", "the line broke", {}};
        return std::nullopt;
    };
    const auto closed = card->close();
    EXPECT_TRUE(closed) << closed.error().message();
    EXPECT_EQ(radio(), "1");
}

TEST_F(CardStateTest, CloseSaysThatTheRadioMayBeOff) {
    start();
    ASSERT_TRUE(card->switch_radio_off({}));
    world->modem(0).unplug(clock.now());
    const auto lost = card->contents({});
    ASSERT_FALSE(lost);
    for (int i = 0; i < 2; ++i) {
        const auto closed = card->close();
        ASSERT_FALSE(closed);
        EXPECT_EQ(closed.error().code, base::ErrorCode::port_lost);
        EXPECT_NE(closed.error().detail.find("the radio may still be off: AT+CFUN=1"), std::string::npos)
            << closed.error().detail;
    }
}

TEST_F(CardStateTest, ARadioThatWasOffIsSwitchedOn) {
    start();
    ASSERT_TRUE(card->dialogue().run({.text = "AT+CFUN=4"}, 5s, {}));
    const auto off = card->switch_radio_off({});
    ASSERT_TRUE(off);
    EXPECT_NE(off->find("was off already"), std::string::npos) << *off;
    EXPECT_EQ(radio(), "4");
    ASSERT_TRUE(card->close());
    EXPECT_EQ(radio(), "1");
}

// The reading is stopped, and the modem answers while the line is made ready for the next command, at the latest at the end.
TEST_F(CardStateTest, ALateAnswerIsHiddenInATraceFile) {
    const auto content = sample_content();
    for (const bool recovers : {false, true}) {
        SCOPED_TRACE(recovers);
        test::TemporaryDirectory directory;
        start();
        ASSERT_FALSE(write(content).error);
        ASSERT_TRUE(card->close());
        card.reset();
        channel.reset();
        modem_options.mask = std::make_shared<link::TraceMask>();
        tap.trace = *link::TraceFile::open(directory.file("trace"));
        make_card();
        ASSERT_TRUE(card->open({}));
        bool asked = false;
        bool stopped = false;
        tap.on_write = [&](std::string& bytes) { asked = asked || bytes.starts_with("AT+CRSM=178"); };
        tap.on_read = [&]() -> std::optional<base::Error> {
            if (!asked || std::exchange(stopped, true)) return std::nullopt;
            return base::Error{base::ErrorCode::stopped, "sim:0", "a stop was requested", {}};
        };
        const auto found = card->contents({});
        ASSERT_FALSE(found);
        if (recovers) {
            EXPECT_TRUE(card->recover({}));
        }
        EXPECT_TRUE(card->look({}));
        card.reset();
        tap = {};
        const auto trace = base::read_file(directory.file("trace"));
        ASSERT_TRUE(trace);
        ASSERT_NE(trace->find("AT+CRSM=178,28476,1,"), std::string::npos);
        ASSERT_NE(trace->find("*****"), std::string::npos) << "the answer has come";
        const auto pdu = pdu_of(content.records[0].octets).reveal();
        const auto hex = base::to_hex({reinterpret_cast<const std::uint8_t*>(pdu.data()), pdu.size()});
        for (std::size_t at = hex.size() - 30; at + 8 <= hex.size(); ++at)
            EXPECT_EQ(trace->find(hex.substr(at, 8)), std::string::npos) << hex.substr(at, 8);
        EXPECT_EQ(modem_options.mask->apply("ABCDEF012345"), "ABCDEF012345") << "hidden no longer than the card lives";
        modem_options.mask.reset();
    }
}

// On a modem without AT+CRSM its word for the state is all there is.
TEST_F(CardStateTest, AMessageThatIsNotReceivedIsWrongWithoutRawRecordsToo) {
    start("wavecom");
    ASSERT_FALSE(card->raw());
    const auto content = sample_content();
    const auto way = make_cmgw_way(*card, RecordStatus::unread);
    for (const auto& [state, right] : {std::pair(modem::SlotState::unread, true), std::pair(modem::SlotState::read, true),
                                       std::pair(modem::SlotState::unsent, false), std::pair(modem::SlotState::sent, false),
                                       std::pair(modem::SlotState::other, false)}) {
        SCOPED_TRACE(std::string(name(state)));
        auto message = to_stored_message({1, content.records[0].octets});
        message.state = state;
        const auto record = to_card_record(message);
        EXPECT_EQ(way->judge(content.records[0], record, false).right, right);
        EXPECT_EQ(to_stored_message(record).state, state);
    }
}

TEST_F(CardStateTest, WhatIsBehindTheMessageIsJudgedToo) {
    start();
    const auto content = sample_content();
    const auto way = make_cmgw_way(*card, RecordStatus::unread);
    std::string octets = content.records[0].octets.reveal();
    EXPECT_TRUE(way->judge(content.records[0], {1, base::Secret(octets)}, true).right);
    EXPECT_TRUE(way->judge(content.records[0], {1, base::Secret(octets + std::string(20, '\xFF'))}, true).right)
        << "a card with longer records";
    octets.back() = '\x00';
    EXPECT_FALSE(way->judge(content.records[0], {1, base::Secret(octets)}, true).right);
}

}  // namespace
}  // namespace gsmcfg::master_sim
