// Campaigns that ask before they set, ask again afterwards, or can't ask at all; and meters that are others than was thought.
#include "worker_fixture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class ReadingCampaign : public WorkerTest {
protected:
    ReadingCampaign() { world_options.restart_time = 15s; }
    static std::string line(const std::string& phone, const std::string& mode, const std::string& apn, const std::string& port,
                            const std::string& behaviour = "", const std::string& serial = "") {
        return fmt::format("{},GS04,{},2.0,12345678,{},{},meter,hush,collect.example,{},600,12,{}\n", phone,
                           serial.empty() ? "0117" + phone.substr(phone.size() - 5) : serial, mode, apn, port, behaviour);
    }
    std::vector<std::string> texts(const std::string& phone) const {
        std::vector<std::string> result;
        for (const auto& event : truth("submitted", phone)) result.push_back(event.at("text").string().value());
        return result;
    }
    std::optional<std::string> was(store::Id campaign, const std::string& phone, const std::string& setting) {
        for (const auto& one : store->targets.settings(target(campaign, phone).id))
            if (one.setting == setting) return one.was;
        return std::nullopt;
    }
};

TEST_F(ReadingCampaign, SendsOnlyTheDifferencesAndRestartsAMeterThatIsInClientModeAlready) {
    const auto phone = phone_of(1);
    make_world(line(phone, "6", "old.example", "4059"));
    options.read_first = true;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "confirmed");
    EXPECT_EQ(texts(phone), (std::vector<std::string>{"12345678 APN", "12345678 DNS", "12345678 TIMEOUT", "12345678 RESET",
                                                      "12345678 MODE", "12345678 APN m2m.example", "12345678 MODE 6"}));
    clock.advance(1min);
    world->advance(clock.now());
    EXPECT_EQ(world->restarts(phone), 1U);
    EXPECT_EQ(applied(phone)["apn"], "m2m.example");
    EXPECT_EQ(was(campaign, phone, "apn"), "old.example");
    EXPECT_EQ(was(campaign, phone, "mode"), "client");
}

TEST_F(ReadingCampaign, LeavesAMeterAloneThatIsRightAlready) {
    const auto phone = phone_of(1);
    make_world(line(phone, "6", "m2m.example", "4059"));
    options.read_first = true;
    options.verify = true;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "already_right");
    EXPECT_EQ(texts(phone).size(), 5U) << "the questions alone";
    EXPECT_EQ(world->restarts(phone), 0U);
}

TEST_F(ReadingCampaign, AGroupRepliesSaveAQuarterOfTheMessages) {
    std::string fleet;
    std::vector<std::string> phones;
    for (int i = 1; i <= 20; ++i) {
        phones.push_back(phone_of(i));
        fleet += line(phones.back(), "0", "old.example", "4059");
    }
    make_world(fleet);
    const auto campaign = apply(phones);
    run(campaign);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 20);
    // USER, PSW and PORT were right.
    EXPECT_GE(row(campaign).sms_saved * 4, (row(campaign).sms_sent + row(campaign).sms_saved));
}

TEST_F(ReadingCampaign, AMeterThatDoesNotAnswerTheQuestionIsNotChanged) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "old.example", "8000", "off"));
    options.read_first = true;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "undeliverable");
    for (const auto& text : texts(phone)) EXPECT_EQ(text, "12345678 APN");
}

TEST_F(ReadingCampaign, AWrongPasswordEndsTheMeterAtTheFirstQuestion) {
    const auto phone = phone_of(1);
    make_world(meter_line(phone, "", "87654321"));
    options.read_first = true;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "rejected");
    EXPECT_EQ(texts(phone), (std::vector<std::string>{"12345678 APN"}));
}

TEST_F(ReadingCampaign, AModuleWithoutAQueryIsStillSetUnlessItsOldValuesAreWanted) {
    const auto phone = phone_of(1);
    // Modules before version 2.0 know no MODE.
    make_world(meter_line(phone, "", "12345678", "1.4") + meter_line(phone_of(2), "", "12345678", "1.4"));
    wanted = {{"apn", "m2m.example"}, {"mode", "client"}};
    options.read_first = true;
    const auto first = apply({phone});
    run(first);
    EXPECT_EQ(outcome(first, phone), "rejected");
    EXPECT_EQ(world->stored_values(phone).at("apn"), "m2m.example");

    options.snapshot = true;
    const auto second = apply({phone_of(2)});
    run(second);
    EXPECT_EQ(outcome(second, phone_of(2)), "rejected");
    EXPECT_EQ(world->stored_values(phone_of(2)).at("apn"), "internet") << "left alone";
}

TEST_F(ReadingCampaign, WhatWasBeforeIsKnownFromGroupRepliesAndTheRegisterToo) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "old.example", "8000"));
    {
        store::Transaction transaction(*database);
        store->registers.meter_heard(phone, "", "", clock.utc());
        store->registers.meter_setting(phone, {"timeout", "300", clock.utc(), false}, std::nullopt);
        transaction.commit();
    }
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "confirmed");
    EXPECT_EQ(was(campaign, phone, "timeout"), "300") << "the register's";
    EXPECT_EQ(was(campaign, phone, "port"), "8000") << "shown by the answer to DNS, before PORT was sent";
    EXPECT_EQ(was(campaign, phone, "apn"), std::nullopt) << "never seen before it was changed";
}

TEST_F(ReadingCampaign, VerifyAsksForEverythingAgainAfterTheRestart) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "old.example", "8000"));
    options.verify = true;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "confirmed");
    const auto sent = texts(phone);
    const auto mode = std::ranges::find(sent, "12345678 MODE 6");
    ASSERT_NE(mode, sent.end());
    EXPECT_EQ((std::vector<std::string>(mode + 1, sent.end())),
              (std::vector<std::string>{"12345678 APN", "12345678 DNS", "12345678 TIMEOUT", "12345678 RESET", "12345678 MODE"}));
    // The module had time to restart.
    const auto events = truth("submitted", phone);
    const auto at = [&](std::size_t i) { return events[i].at("t_ms").integer().value(); };
    EXPECT_GE(at(events.size() - 5) - at(events.size() - 6), 60'000);
}

TEST_F(ReadingCampaign, VerifyFindsAMeterThatDoesNotComeBack) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "old.example", "8000"));
    options.verify = true;
    options.status_reports = false;
    const auto campaign = apply({phone});
    bool changed = false;
    on_link_call = [&] {
        // It does not come back.
        if (changed || world->restarts(phone) == 0U) return;
        changed = true;
        world->power(phone, false);
    };
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "no_reply");
    EXPECT_EQ(target(campaign, phone).detail, "all was confirmed, but after the restart it does not answer");
}

TEST_F(ReadingCampaign, OneWayMetersAreDeliveredAndNotConfirmed) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "old.example", "8000", "one-way"));
    options.one_way = true;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "acknowledged");
    EXPECT_EQ(target(campaign, phone).detail, "delivered, not confirmed");
    EXPECT_EQ(texts(phone).size(), 8U);
    clock.advance(1min);
    world->advance(clock.now());
    EXPECT_EQ(applied(phone)["apn"], "m2m.example");
    EXPECT_TRUE(store::as_wanted(store::CampaignKind::apply, options.enough(), target(campaign, phone).outcome));
}

TEST_F(ReadingCampaign, AnotherSerialThanTheRegistersStopsTheMeter) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "old.example", "8000", "", "00000042"));
    {
        store::Transaction transaction(*database);
        store->registers.meter_heard(phone, "41", "GS04", clock.utc());
        transaction.commit();
    }
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(outcome(campaign, phone), "swapped");
    EXPECT_NE(target(campaign, phone).detail.find("the register says 41"), std::string::npos);
    EXPECT_EQ(texts(phone).size(), 1U);
    EXPECT_EQ(store->registers.meter_serial(phone), "41") << "and the register keeps what it knew";

    options.accept_swap = true;
    const auto again = apply({phone});
    run(again);
    EXPECT_EQ(outcome(again, phone), "confirmed");
    EXPECT_EQ(store->registers.meter_serial(phone), "00000042");
}

TEST_F(ReadingCampaign, LeadingZerosAndBlanksAreNoOtherSerial) {
    const auto zeros = phone_of(1);
    const auto blank = phone_of(2);
    make_world(line(zeros, "0", "a", "1", "", "00000042") + line(blank, "0", "a", "1", "", "00000043"));
    {
        store::Transaction transaction(*database);
        store->registers.meter_heard(zeros, "42", "GS04", clock.utc());
        store->registers.meter_heard(blank, " ", "GS04", clock.utc());
        transaction.commit();
    }
    const auto campaign = apply({zeros, blank});
    run(campaign);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 2);
}

TEST_F(ReadingCampaign, SilenceIsExplainedWhereReportsTell) {
    const auto off = phone_of(1);
    const auto mute = phone_of(2);
    const auto good = phone_of(3);
    make_world(line(off, "0", "a", "1", "off") + line(mute, "0", "a", "1", "one-way") + line(good, "0", "a", "1"));
    options.validity = std::chrono::minutes(24 * 60);
    const auto campaign = apply({good, off, mute});
    run(campaign);
    EXPECT_EQ(outcome(campaign, good), "confirmed");
    EXPECT_EQ(target(campaign, off).detail, "no reply and no delivery report: switched off or out of reach");
    EXPECT_NE(target(campaign, mute).detail.find("delivered, but no reply"), std::string::npos);
}

TEST_F(ReadingCampaign, SilenceWithoutReportsIsJustSilence) {
    const auto phone = phone_of(1);
    make_world(line(phone, "0", "a", "1", "off"));
    options.status_reports = false;
    const auto campaign = apply({phone});
    run(campaign);
    EXPECT_EQ(target(campaign, phone).detail, "no reply");
}

// Stopped after each of its messages and gone on with, a meter ends as it would have, and nothing is sent twice.
TEST_F(ReadingCampaign, AnInterruptionAtEveryMessageBoundaryChangesNothing) {
    constexpr int messages = 13;  // five questions, APN, PORT and MODE, five questions
    std::string fleet;
    for (int i = 0; i <= messages; ++i) fleet += line(phone_of(1 + i), "0", "old.example", "8000");
    make_world(fleet);
    options.read_first = true;
    options.verify = true;
    std::vector<std::string> undisturbed;
    for (int boundary = 0; boundary <= messages; ++boundary) {
        const auto phone = phone_of(1 + boundary);
        const auto campaign = apply({phone});
        on_tick = [&](const Progress&) {
            if (boundary > 0 && texts(phone).size() >= static_cast<std::size_t>(boundary)) stop->request();
        };
        (void)run_all(campaign);
        on_tick = {};
        if (store->campaigns.find(campaign)->state != store::CampaignState::finished) {
            EXPECT_TRUE(run_all(campaign).finished) << boundary;
        }
        EXPECT_EQ(outcome(campaign, phone), "confirmed") << boundary;
        EXPECT_EQ(row(campaign).possible_duplicates, 0) << boundary;
        if (boundary == 0) undisturbed = texts(phone);
        EXPECT_EQ(texts(phone), undisturbed) << boundary;
    }
    EXPECT_EQ(undisturbed.size(), static_cast<std::size_t>(messages));
}

}  // namespace
}  // namespace gsmcfg::service
