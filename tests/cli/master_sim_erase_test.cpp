// Settings off a SIM again.
#include "cli/master_sim_erase.hpp"

#include "master_sim_fixture.hpp"

namespace gsmcfg::cli {
namespace {

class MasterSimErase : public MasterSimFixture {
protected:
    void SetUp() override {
        start({});
        ASSERT_EQ(write(job()).end, End::written);
        ASSERT_TRUE(card->open({}));
        ASSERT_TRUE(card->close());
        receive("Your balance is 5.00");
        saved = audits = 0;
        commands.clear();
    }
    Outcome<std::size_t> erase(const EraseOptions& options, const MasterSimDesk& made) {
        EXPECT_TRUE(card->open({}));
        auto erased = erase_one_sim(*card, job().profile.dialect(), options, made, {});
        EXPECT_TRUE(card->close());
        return erased;
    }
    // The desk of writing expects everything to be saved.
    MasterSimDesk eraser() {
        auto made = desk();
        made.save = [this](const std::string&, std::span<const modem::StoredMessage> messages) -> Outcome<void> {
            EXPECT_EQ(world->modem(0).stored(), 4U);
            saved += messages.size();
            return {};
        };
        return made;
    }
};

TEST_F(MasterSimErase, TheSettingsAlone) {
    EXPECT_EQ(erase({}, eraser()).value(), 3U);
    EXPECT_EQ(saved, 3U);
    EXPECT_EQ(audits, 1U);
    EXPECT_EQ(world->modem(0).stored(), 1U);
    EXPECT_FALSE(store::MasterSims(*database).find(iccid()));
    EXPECT_EQ(erase({}, eraser()).value(), 0U);
}

TEST_F(MasterSimErase, EverythingWithTheRadioOff) {
    EXPECT_EQ(erase({.all = true}, eraser()).value(), 4U);
    EXPECT_EQ(saved, 4U);
    EXPECT_EQ(world->modem(0).stored(), 0U);
    ASSERT_TRUE(has_heard("AT+CFUN=4"));
    EXPECT_LT(first("AT+CFUN=4"), first("AT+CRSM=220"));
    EXPECT_TRUE(has_heard("AT+CFUN=1"));
}

TEST_F(MasterSimErase, TheSimOfTheCampaignsIsProtected) {
    {
        store::Transaction transaction(*database);
        store::Registers(*database).sim_seen(world->modem(0).imsi(), iccid(), clock.utc());
        transaction.commit();
    }
    const auto refused = erase({.all = true}, eraser());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().exit, exit_code::usage);
    EXPECT_NE(refused.error().lines.front().find("--force erases it"), std::string::npos) << refused.error().lines.front();
    EXPECT_EQ(world->modem(0).stored(), 4U);
    EXPECT_EQ(audits, 0U);
    EXPECT_EQ(erase({.force = true}, eraser()).value(), 3U);
}

TEST_F(MasterSimErase, NoIsNo) {
    auto asking = eraser();
    asking.agree = [](const std::string& question) -> Outcome<bool> {
        EXPECT_NE(question.find("Delete 3 of 4 messages"), std::string::npos) << question;
        return false;
    };
    const auto refused = erase({}, asking);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().exit, exit_code::usage);
    EXPECT_EQ(world->modem(0).stored(), 4U);
}

TEST_F(MasterSimErase, ASimThatIsSwappedWhileTheQuestionIsOpen) {
    auto asking = eraser();
    asking.agree = [&](const std::string&) -> Outcome<bool> {
        auto copy = *world->modem(0).remove_sim(clock.now());
        const auto other = sim::make_sim_card("other", 20);
        copy.iccid = other.iccid;
        copy.imsi = other.imsi;
        world->modem(0).insert_sim(copy, clock.now());
        clock.advance(20s);
        return true;
    };
    const auto refused = erase({}, asking);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().exit, exit_code::modem);
    EXPECT_EQ(refused.error().lines.back(), "nothing was deleted");
    EXPECT_EQ(world->modem(0).stored(), 4U);
}

}  // namespace
}  // namespace gsmcfg::cli
