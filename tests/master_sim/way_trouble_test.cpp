// What goes wrong while a SIM is written, and what is left on it.
#include "master_sim/card_fixture.hpp"

namespace gsmcfg::master_sim {
namespace {

using TroubleTest = CardTest;

TEST_F(TroubleTest, TooFewPlaces) {
    start("generic", 10);
    for (int i = 0; i < 8; ++i) world->send_to_modem(0, "+99900000055", "message " + std::to_string(i));
    const auto report = write(sample_content());
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->detail, "the SIM has 10 places, 2 of them free; 8 are needed");
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(used(), 8U);
    EXPECT_EQ(text_at(8), "message 7");
}

TEST_F(TroubleTest, MoreRecordsThanPlaces) {
    start("generic", 5);
    const auto report = write(sample_content());
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->detail, "the SIM has 5 places, 5 of them free; 8 are needed");
}

// A write that is answered and not done, or done wrongly: the next way takes over, and nothing of the first one stays.
TEST_F(TroubleTest, AWriteThatIsNotOne) {
    struct Case {
        std::string name;
        sim::Fault fault;
        unsigned nth;
        std::string said;
    };
    for (const auto& [name, fault, nth, said] : {
             Case{"the first is lost", sim::Fault::write_lost, 1, "record 1 (apn): the modem says that it was written"},
             Case{"the fourth is lost", sim::Fault::write_lost, 4, "record 4 (dns): the modem says that it was written"},
             Case{"the first is garbled", sim::Fault::write_garbled, 1, "record 1 (apn): the message on the SIM is another one"},
             Case{"the last is garbled", sim::Fault::write_garbled, 8, "record 8 (mode): the message on the SIM is another one"},
         }) {
        SCOPED_TRACE(name);
        start();
        plan(fault, nth);
        const auto report = write(sample_content());
        ASSERT_FALSE(report.error) << all_said(report);
        EXPECT_EQ(report.way, Way::crsm);
        ASSERT_EQ(report.failed.size(), 1U);
        EXPECT_NE(report.failed[0].why_not.find(said), std::string::npos) << report.failed[0].why_not;
        EXPECT_EQ(used(), 8U);
        EXPECT_EQ(boot(), "taken");
    }
}

TEST_F(TroubleTest, AWayThatFailsLeavesNothing) {
    for (const Way way : {Way::cmgw, Way::crsm}) {
        for (const auto fault : {sim::Fault::write_lost, sim::Fault::write_garbled}) {
            for (const unsigned nth : {1U, 3U, 8U}) {
                SCOPED_TRACE(std::string(name(way)) + " " + std::string(sim::name(fault)) + " " + std::to_string(nth));
                start();
                world->send_to_modem(0, "+99900000055", "foreign");
                plan(fault, nth);
                const auto report = write(sample_content(), only(way));
                ASSERT_TRUE(report.error) << all_said(report);
                EXPECT_TRUE(report.clean()) << all_said(report);
                EXPECT_EQ(used(), 1U) << all_said(report);
                EXPECT_EQ(text_at(1), "foreign");
            }
        }
    }
}

TEST_F(TroubleTest, OkWithoutWriting) {
    start("siemens-mc55");
    // Without the command that makes this model write.
    const auto answer = card->dialogue().run({.text = "AT^SM20=1,1"}, 5s, {});
    ASSERT_TRUE(answer);
    const auto index = card->records().store(pdu_of(sample_content().records[0].octets), true, {});
    ASSERT_FALSE(index);
    EXPECT_NE(index.error().detail.find("names no place"), std::string::npos);
    EXPECT_EQ(used(), 0U);
}

TEST_F(TroubleTest, AModemThatRefusesEveryWay) {
    start("sim900");
    const auto report = write(sample_content());
    ASSERT_TRUE(report.error);
    ASSERT_EQ(report.failed.size(), 3U);
    EXPECT_NE(report.failed[0].why_not.find("304"), std::string::npos) << report.failed[0].why_not;
    EXPECT_NE(report.failed[1].why_not.find("6982"), std::string::npos) << report.failed[1].why_not;
    EXPECT_NE(report.failed[2].why_not.find("--own-number"), std::string::npos);
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(used(), 0U);
}

TEST_F(TroubleTest, OneThatStoresOnlySubmit) {
    start("quectel-ug");
    const auto report = write(sample_content(), only(Way::cmgw));
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->detail, "the way cmgw does not work here");
    EXPECT_NE(report.failed[0].why_not.find("302"), std::string::npos);
    EXPECT_EQ(used(), 0U);
}

TEST_F(TroubleTest, RecordsCannotBeReadRaw) {
    start("wavecom");
    EXPECT_FALSE(card->raw());
    const auto refused = write(sample_content(), only(Way::crsm));
    ASSERT_TRUE(refused.error);
    EXPECT_NE(refused.failed[0].why_not.find("AT+CRSM"), std::string::npos);
    const auto report = write(sample_content());
    ASSERT_FALSE(report.error) << all_said(report);
    ASSERT_FALSE(report.warnings.empty());
    EXPECT_NE(report.warnings.back().find("status could not be checked"), std::string::npos);
}

TEST_F(TroubleTest, TheSimIsPulledOutInTheMiddle) {
    for (const Way way : {Way::cmgw, Way::crsm}) {
        SCOPED_TRACE(std::string(name(way)));
        start();
        plan(sim::Fault::sim_pulled, 4);
        const auto report = write(sample_content(), only(way));
        ASSERT_TRUE(report.error);
        EXPECT_FALSE(report.clean());
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(report.records[i].fate, Fate::left) << all_said(report);
            EXPECT_NE(report.records[i].note.find("the SIM is gone"), std::string::npos) << report.records[i].note;
        }
        EXPECT_EQ(report.records[3].fate, Fate::unknown);
        EXPECT_EQ(report.records[4].fate, Fate::not_written);
        EXPECT_EQ(world->modem(0).pulled_sim()->used(), 3U);
        EXPECT_LT(clock.elapsed(), 5min);
    }
}

// Put in again, the SIM is written as if nothing had happened.
TEST_F(TroubleTest, APulledSimIsFinishedLater) {
    start();
    plan(sim::Fault::sim_pulled, 4);
    ASSERT_TRUE(write(sample_content(), only(Way::crsm)).error);
    world->modem(0).insert_sim(*world->modem(0).pulled_sim(), clock.now());
    clock.advance(30s);
    ASSERT_TRUE(card->open({}));
    auto now = contents();
    ASSERT_EQ(now.used.size(), 3U);
    for (const auto& record : now.used) EXPECT_TRUE(is_our_record(dialect(), std::nullopt, sample_content(), record));
    std::size_t erased = 0;
    ASSERT_TRUE(erase_records(*card, now.used, erased, {}));
    EXPECT_FALSE(write(sample_content()).error);
    EXPECT_EQ(boot(), "taken");
}

TEST_F(TroubleTest, AnotherSimIsNotTouched) {
    start();
    plan(sim::Fault::sim_pulled, 4);
    auto other = sim::make_sim_card("other", 20);
    hook = [&] {
        auto& modem = world->modem(0);
        if (modem.pulled_sim() && !modem.sim_card()) modem.insert_sim(other, clock.now());
    };
    const auto report = write(sample_content(), only(Way::crsm));
    ASSERT_TRUE(report.error);
    EXPECT_FALSE(report.clean()) << all_said(report);
    EXPECT_NE(report.records[0].note.find("another SIM"), std::string::npos) << report.records[0].note;
    EXPECT_EQ(used(), 0U);
}

TEST_F(TroubleTest, ThePowerIsLostBetweenRecords) {
    for (const Way way : {Way::cmgw, Way::crsm}) {
        for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
            SCOPED_TRACE(std::string(name(way)) + " " + std::to_string(seed));
            options.seed = seed;
            start();
            world->send_to_modem(0, "+99900000055", "foreign");
            plan(sim::Fault::power_lost, 5);
            const auto report = write(sample_content(), only(way));
            ASSERT_TRUE(report.error);
            EXPECT_TRUE(report.clean()) << all_said(report);
            EXPECT_EQ(report.records[0].fate, Fate::removed) << all_said(report);
            EXPECT_EQ(report.records[7].fate, Fate::not_written);
            EXPECT_EQ(used(), 1U);
            EXPECT_EQ(text_at(1), "foreign");
        }
    }
}

// Ctrl-C after any of the bytes on the line: the SIM is as it was.
TEST_F(TroubleTest, AStopAtAnyMomentLeavesTheSimAsItWas) {
    std::size_t stopped = 0;
    std::size_t calls = 0;
    std::size_t end = 0;
    base::StopSource* source = nullptr;
    hook = [&] {
        if (source != nullptr && ++calls == end) source->request();
    };
    for (std::size_t after = 1; after < 60; after += 4) {
        SCOPED_TRACE(after);
        start();
        world->send_to_modem(0, "+99900000055", "foreign");
        const auto before = contents();
        base::StopSource stop_source;
        calls = 0;
        end = after * 5;
        source = &stop_source;
        const auto report = write_content(*card, sample_content(), before, {}, base::StopToken(stop_source));
        source = nullptr;
        if (!report.error) continue;
        ++stopped;
        EXPECT_EQ(report.error->code, base::ErrorCode::stopped) << all_said(report);
        EXPECT_TRUE(report.clean()) << all_said(report);
        EXPECT_EQ(used(), 1U) << all_said(report);
        ASSERT_TRUE(card->close());
    }
    EXPECT_GT(stopped, 5U);
}

// What the line carries, seen by a trace: no password as text, hex or packed septets.
TEST_F(TroubleTest, NothingOfItIsInTheTrace) {
    for (const std::string personality : {"generic", "quectel-ug", "wavecom", "sim900"}) {
        SCOPED_TRACE(personality);
        start(personality);
        WriteOptions write_options;
        write_options.own_number = base::PhoneNumber::from_e164(world->modem(0).own_number()).value();
        const auto content = sample_content();
        ASSERT_FALSE(write(content, write_options).error);
        const auto trace = channel->recent_dialogue();
        ASSERT_GT(trace.size(), 1000U);
        EXPECT_EQ(trace.find(password), std::string::npos);
        EXPECT_EQ(trace.find(base::to_hex({reinterpret_cast<const std::uint8_t*>(password), 8})), std::string::npos);
        const auto packed = sms::pack_septets(*sms::encode_gsm7(password));
        EXPECT_EQ(trace.find(base::to_hex(packed)), std::string::npos);
        // Nor any piece of a record's text.
        const auto pdu = pdu_of(content.records[0].octets).reveal();
        const auto hex = base::to_hex({reinterpret_cast<const std::uint8_t*>(pdu.data()), pdu.size()});
        for (std::size_t at = hex.size() - 30; at + 8 <= hex.size(); ++at)
            EXPECT_EQ(trace.find(hex.substr(at, 8)), std::string::npos) << hex.substr(at, 8);
    }
}

}  // namespace
}  // namespace gsmcfg::master_sim
