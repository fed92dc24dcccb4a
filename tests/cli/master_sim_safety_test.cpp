// What must not happen to a SIM: another one is written, money is spent unasked, a PIN is given twice.
#include "master_sim_fixture.hpp"

namespace gsmcfg::cli {
namespace {

using MasterSimSafety = MasterSimFixture;

void insert(sim::World& world, test::VirtualClock& clock, const std::string& seed) {
    world.modem(0).insert_sim(sim::make_sim_card(seed, 20), clock.now());
    clock.advance(20s);
    world.advance(clock.now());
}

TEST_F(MasterSimSafety, ASimThatIsSwappedWhileTheQuestionIsOpen) {
    for (const std::string personality : {"generic", "quectel-ug", "huawei-e3372"}) {
        SCOPED_TRACE(personality);
        sim::WorldOptions options;
        options.personality = personality;
        start(options);
        saved = audits = 0;
        auto asking = desk();
        asking.agree = [&](const std::string&) -> Outcome<bool> {
            auto& modem = world->modem(0);
            modem.remove_sim(clock.now());
            insert(*world, clock, "other" + personality);
            if (personality == "huawei-e3372") {  // misses the swap until it is plugged in anew
                modem.unplug(clock.now());
                modem.plug(clock.now());
                clock.advance(20s);
            }
            return true;
        };
        const auto outcome = write_one_sim(*card, job(), asking, {});
        EXPECT_EQ(outcome.end, End::failed);
        EXPECT_EQ(outcome.exit, exit_code::modem);
        EXPECT_NE(why(outcome).find("nothing was written"), std::string::npos) << why(outcome);
        EXPECT_EQ(world->modem(0).stored(), 0U);
        EXPECT_EQ(audits, 0U);
        EXPECT_FALSE(store::MasterSims(*database).find(outcome.iccid));
    }
}

// A run tells how often the SIM is asked who it is; in the next one it is swapped before the last time.
TEST_F(MasterSimSafety, ASimThatIsSwappedAtTheVeryEndHasNoManifest) {
    const std::string question = "AT+CRSM=176,12258";
    ASSERT_EQ(write(job()).end, End::written);
    const auto is_question = [&](const std::string& one) { return one.starts_with(question); };
    const auto times = std::ranges::count_if(commands, is_question);
    ASSERT_GT(times, 2);
    start({});
    database = std::move(*store::Database::open(directory.file("second.db")));
    commands.clear();
    on_command = [&](const std::string& command) {
        if (!command.starts_with(question) || std::ranges::count_if(commands, is_question) != times) return;
        world->modem(0).remove_sim(clock.now());
        insert(*world, clock, "late");
    };
    const auto outcome = write(job());
    EXPECT_EQ(outcome.end, End::failed) << said;
    EXPECT_EQ(outcome.exit, exit_code::modem);
    EXPECT_NE(why(outcome).find("another SIM is in the modem now"), std::string::npos) << why(outcome);
    EXPECT_EQ(why(outcome).find("nothing of it"), std::string::npos) << why(outcome);
    EXPECT_FALSE(store::MasterSims(*database).find(outcome.iccid));
}

TEST_F(MasterSimSafety, ANumberThatIsNotTheSimsOwnGetsNothing) {
    struct Case {
        std::string name;
        std::string own, listed, said;
    };
    const auto real = sim::make_sim_card("own", 20).number;
    for (const auto& [name, own, listed, text] : {
             Case{"another one", "+99977700001", "", "would go to somebody else"},
             Case{"another one in the list", "", "+99977700001", "would go to somebody else"},
             Case{"not the list's", real, "+99977700001", "in the list of --sims"},
             Case{"its own", real, "", ""},
             Case{"its own in the list", "", real, ""},
         }) {
        sim::WorldOptions options;
        options.sims = {sim::make_sim_card("own", 20)};
        start(options);
        database = std::move(*store::Database::open(directory.file(name + ".db")));
        commands.clear();
        auto wanted = job();
        wanted.only = master_sim::Way::self_send;
        if (!own.empty()) wanted.own_number = base::PhoneNumber::from_e164(own).value();
        if (!listed.empty()) wanted.sims = std::vector<SimEntry>{{iccid(), listed, "", "", "", wanted.profile.settings()}};
        const auto outcome = write(wanted);
        EXPECT_EQ(outcome.end, text.empty() ? End::written : End::failed) << name << why(outcome);
        EXPECT_NE(why(outcome).find(text), std::string::npos) << name << why(outcome);
        EXPECT_EQ(has_heard("AT+CMGS"), text.empty()) << name;
        if (!text.empty()) {
            EXPECT_EQ(outcome.exit, exit_code::usage) << name;
        }
    }
}

TEST_F(MasterSimSafety, ThePlanOfAStackNamesTheMoney) {
    auto wanted = job();
    wanted.only = master_sim::Way::self_send;
    wanted.sms_price = 0.05;
    wanted.currency = "EUR";
    wanted.own_number = base::PhoneNumber::from_e164(world->modem(0).own_number()).value();
    ASSERT_EQ(write(wanted).end, End::written);
    EXPECT_NE(said.find("by self-send (3 SMS, which cost 0.15 EUR)"), std::string::npos) << said;
}

class MasterSimPin : public MasterSimFixture {
protected:
    void SetUp() override {
        start(with_pin());
        wanted = job();
        wanted->disable_pin = true;
        wanted->pins[iccid()] = base::Secret("1234");
    }
    static sim::WorldOptions with_pin() {
        sim::WorldOptions options;
        options.sims = {sim::make_sim_card("pin", 20)};
        options.sims[0].pin.enabled = true;
        return options;
    }
    bool pin_is_on() { return world->modem(0).sim_card()->pin.enabled; }
    std::optional<store::PinRefusal> refusal(const std::string& sim) {
        const auto second = store::Database::open(directory.file("store.db"));
        return store::Registers(**second).pin_refusal(sim);
    }
    std::optional<MasterSimJob> wanted;
};

TEST_F(MasterSimPin, IsNotGivenToASimThatIsNotToBeWritten) {
    struct Case {
        std::string name;
        std::function<void()> change;
        std::string said;
    };
    for (const auto& [name, change, text] : {
             Case{"not in the list",
                  [&] {
                      wanted->sims =
                          std::vector<SimEntry>{{"8999900000000000000", "+99900100009", "", "", "", wanted->profile.settings()}};
                  },
                  "not in the list"},
             Case{"that of the campaigns",
                  [&] {
                      store::Transaction transaction(*database);
                      store::Registers(*database).sim_seen(world->modem(0).imsi(), iccid(), clock.utc());
                      transaction.commit();
                  },
                  "has sent campaigns"},
         }) {
        SetUp();
        commands.clear();
        change();
        const auto outcome = write(*wanted);
        EXPECT_EQ(outcome.end, End::failed) << name;
        EXPECT_NE(why(outcome).find(text), std::string::npos) << name << why(outcome);
        EXPECT_TRUE(pin_is_on()) << name;
        EXPECT_FALSE(has_heard("AT+CPIN=")) << name;
        EXPECT_EQ(audits, 0U) << name;
    }
}

TEST_F(MasterSimPin, IsAskedAboutAndAuditedBeforeItIsGiven) {
    auto asking = desk();
    std::vector<std::string> questions;
    bool answer = false;
    asking.agree = [&](const std::string& question) -> Outcome<bool> {
        questions.push_back(question);
        return answer;
    };
    asking.audit = [&]() -> Outcome<void> {
        EXPECT_TRUE(pin_is_on());
        EXPECT_FALSE(has_heard("AT+CPIN="));
        ++audits;
        return {};
    };
    const auto refused = write_one_sim(*card, *wanted, asking, {});
    EXPECT_EQ(refused.end, End::failed);
    EXPECT_TRUE(pin_is_on());
    EXPECT_EQ(audits, 0U);
    EXPECT_FALSE(has_heard("AT+CPIN="));
    answer = true;
    const auto agreed = write_one_sim(*card, *wanted, asking, {});
    ASSERT_EQ(agreed.end, End::written) << why(agreed);
    EXPECT_EQ(audits, 1U);
    ASSERT_EQ(questions.size(), 3U);
    EXPECT_NE(questions[1].find("PIN"), std::string::npos) << questions[1];
    EXPECT_FALSE(pin_is_on());
}

TEST_F(MasterSimPin, TheSimOfTheQuestionIsTheOneThatGetsIt) {
    auto asking = desk();
    asking.agree = [&](const std::string&) -> Outcome<bool> {
        auto other = sim::make_sim_card("other pin", 20);
        other.pin.enabled = true;
        world->modem(0).remove_sim(clock.now());
        world->modem(0).insert_sim(other, clock.now());
        clock.advance(20s);
        return true;
    };
    const auto outcome = write_one_sim(*card, *wanted, asking, {});
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_NE(why(outcome).find("no PIN was entered"), std::string::npos) << why(outcome);
    EXPECT_EQ(world->modem(0).sim_card()->pin.attempts, 3);
    EXPECT_FALSE(has_heard("AT+CPIN="));
}

TEST_F(MasterSimPin, TheAttemptIsInTheDatabaseBeforeTheSimGetsIt) {
    std::size_t given = 0;
    on_command = [&](const std::string& command) {
        if (!command.starts_with("AT+CPIN=")) return;
        ++given;
        EXPECT_TRUE(refusal(iccid()));
    };
    const auto outcome = write(*wanted);
    ASSERT_EQ(outcome.end, End::written) << why(outcome);
    EXPECT_EQ(given, 1U);
    EXPECT_FALSE(refusal(iccid()));
}

TEST_F(MasterSimPin, AnAttemptCountsWithAndWithoutTheCheckDigit) {
    const auto number = iccid();
    for (const auto& known : {number.substr(0, number.size() - 1), number + "7"}) {
        SCOPED_TRACE(known);
        database = std::move(*store::Database::open(directory.file(known + ".db")));
        {
            store::Transaction transaction(*database);
            store::Registers(*database).pin_refused(known, clock.utc());
            transaction.commit();
        }
        const auto outcome = write(*wanted);
        EXPECT_EQ(outcome.end, End::failed);
        EXPECT_NE(why(outcome).find("no second one is tried"), std::string::npos) << why(outcome);
        EXPECT_FALSE(has_heard("AT+CPIN="));
    }
}

TEST_F(MasterSimPin, AWrongOneIsNotToBeCorrected) {
    wanted->pins[iccid()] = base::Secret("4711");
    const auto outcome = write(*wanted);
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_NE(why(outcome).find("refused the PIN"), std::string::npos) << why(outcome);
    EXPECT_NE(why(outcome).find("no second one is tried"), std::string::npos) << why(outcome);
    EXPECT_EQ(why(outcome).find("trying again"), std::string::npos) << why(outcome);
    EXPECT_TRUE(refusal(iccid()));
}

TEST_F(MasterSimSafety, WhatWasDeletedBeforeAFailureIsSaid) {
    ASSERT_TRUE(card->open({}));
    ASSERT_TRUE(card->close());
    receive("Your balance is 5.00");
    sim::Faults faults;
    faults.planned.push_back({sim::Fault::sim_pulled, 2});
    world->modem(0).set_faults(faults);
    auto wanted = job();
    wanted.replace = true;
    const auto outcome = write(wanted);
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_NE(why(outcome).find("1 message that was on it was deleted before; it is in the database"), std::string::npos)
        << why(outcome);
}

TEST_F(MasterSimSafety, WhatIsKeptDoesNotMakeItWrong) {
    ASSERT_TRUE(card->open({}));
    ASSERT_TRUE(card->close());
    receive("Your balance is 5.00");
    auto keeping = job();
    keeping.keep = true;
    const auto first_time = write(keeping);
    ASSERT_EQ(first_time.end, End::written) << why(first_time);
    EXPECT_TRUE(first_time.manifest->kept);
    EXPECT_EQ(write(keeping).end, End::already) << said;
    EXPECT_EQ(write(job()).end, End::already) << said;
    auto replacing = job();
    replacing.replace = true;
    const auto replaced = write(replacing);
    ASSERT_EQ(replaced.end, End::written) << why(replaced);
    EXPECT_FALSE(replaced.manifest->kept);
    EXPECT_EQ(world->modem(0).stored(), 3U);
    EXPECT_EQ(write(replacing).end, End::already);
}

TEST_F(MasterSimSafety, SettingsWithOtherValuesAreNoOtherMessages) {
    ASSERT_TRUE(card->open({}));
    ASSERT_TRUE(card->close());
    receive("87654321 APN old.example");
    for (const bool keep : {false, true}) {
        auto wanted = job();
        wanted.keep = keep;
        const auto outcome = write(wanted);
        EXPECT_EQ(outcome.end, End::failed);
        EXPECT_NE(why(outcome).find("1 record of other settings on it"), std::string::npos) << why(outcome);
        EXPECT_EQ(why(outcome).find("other message"), std::string::npos) << why(outcome);
        EXPECT_EQ(why(outcome).find("no setting"), std::string::npos) << why(outcome);
        EXPECT_NE(why(outcome).find("master-sim erase"), std::string::npos) << why(outcome);
    }
    EXPECT_EQ(world->modem(0).stored(), 1U);
}

TEST_F(MasterSimSafety, TheDeskKnowsWhenSomethingIsWritten) {
    auto made = desk();
    std::string order;
    made.agree = [&](const std::string&) -> Outcome<bool> {
        order += "asked ";
        return true;
    };
    made.writing = [&](bool on) { order += on ? "begins " : "ends "; };
    ASSERT_EQ(write_one_sim(*card, job(), made, {}).end, End::written);
    EXPECT_EQ(order, "asked begins ends ");
}

// The writer and the command both hear of it.
TEST_F(MasterSimSafety, ARemarkIsMadeOnce) {
    ASSERT_TRUE(card->open({}));
    ASSERT_TRUE(card->dialogue().run({.text = "AT+CFUN=4", .answers = {}}, 20s, {}));
    ASSERT_TRUE(card->close());
    ASSERT_EQ(write(job()).end, End::written) << said;
    const std::string words = "radio was off already";
    const auto at = said.find(words);
    ASSERT_NE(at, std::string::npos) << said;
    EXPECT_EQ(said.find(words, at + 1), std::string::npos) << said;
}

}  // namespace
}  // namespace gsmcfg::cli
