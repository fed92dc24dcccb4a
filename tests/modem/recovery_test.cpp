#include "modem/recovery.hpp"

#include "modem_fixture.hpp"

#include <algorithm>

namespace gsmcfg::modem {
namespace {

using base::ErrorCode;

constexpr base::MonoTime t0{1h};

std::vector<std::optional<Cure>> cures(Recovery& recovery, Symptom symptom, int times, std::chrono::seconds apart = 30s) {
    std::vector<std::optional<Cure>> given;
    for (int i = 0; i < times; ++i) given.push_back(recovery.next(symptom, t0 + i * apart));
    return given;
}

using Cures = std::vector<std::optional<Cure>>;

TEST(Recovery, ClimbsFromTheMildestToThePowerSwitch) {
    Recovery recovery(true);
    recovery.worked();
    EXPECT_EQ(cures(recovery, Symptom::unwilling, 4), (Cures{Cure::radio, Cure::reset, Cure::power_cycle, std::nullopt}));
}

TEST(Recovery, StartsAgainWhenTheLadderHasFailedForLong) {
    Recovery recovery(false);
    recovery.worked();
    EXPECT_EQ(cures(recovery, Symptom::unwilling, 3), (Cures{Cure::radio, Cure::reset, std::nullopt}));
    EXPECT_EQ(recovery.next(Symptom::unwilling, t0 + 30s + Recovery::ladder_pause), Cure::radio);
}

TEST(Recovery, StartsAgainAfterWorkWasDone) {
    Recovery recovery(false);
    recovery.worked();
    EXPECT_EQ(recovery.next(Symptom::unwilling, t0), Cure::radio);
    recovery.healthy();
    EXPECT_EQ(recovery.next(Symptom::unwilling, t0 + 1s), Cure::radio);
}

TEST(Recovery, DoesNotResetWhatWasNeverAModem) {
    Recovery recovery(false);
    EXPECT_EQ(cures(recovery, Symptom::silent, 2), (Cures{std::nullopt, std::nullopt}));
    EXPECT_EQ(cures(recovery, Symptom::unwilling, 2), (Cures{Cure::radio, std::nullopt}));
}

TEST(Recovery, ResetsASilentModemThatHasWorked) {
    Recovery recovery(true);
    recovery.worked();
    EXPECT_EQ(cures(recovery, Symptom::silent, 3), (Cures{Cure::reset, Cure::power_cycle, std::nullopt}));
}

TEST(Recovery, WaitsForAnUnpluggedModemBeforeThePowerSwitch) {
    Recovery recovery(true);
    recovery.worked();
    EXPECT_EQ(cures(recovery, Symptom::gone, 4), (Cures{std::nullopt, std::nullopt, Cure::power_cycle, std::nullopt}));
}

class RecoveryOfALine : public ModemFixture {
protected:
    RecoveryOfALine() { script.on("AT+CFUN=0", ok).on("AT+CFUN=1", ok).on("AT+CFUN=1,1", ok); }
    // Brought up once, and has sent a message since.
    void at_work() {
        ready();
        script.on("AT+CMGS=19", "\r\n> ").on("*\x1a", "\r\n+CMGS: 1\r\n" + ok);
        const auto sent = modem->submit(message(), {});
        ASSERT_EQ(sent.outcome, channel::SubmitOutcome::accepted) << (sent.failure ? sent.failure->detail : "");
        script.log.clear();
    }
    std::vector<std::string> cured() {
        std::vector<std::string> details;
        for (const auto& event : collect())
            if (const auto* one = std::get_if<channel::LineNotice>(&event); one && one->kind == channel::LineNotice::Kind::cured)
                details.push_back(one->detail);
        return details;
    }
};

TEST_F(RecoveryOfALine, ASecondBringUpWithoutWorkGoesFurtherThanTheFirst) {
    ready();
    ASSERT_TRUE(modem->open({}));
    EXPECT_EQ(script.count("AT+CFUN=0"), 1U);
    EXPECT_EQ(cured(), (std::vector<std::string>{"radio off and on: it did not work after it was brought up"}));
    ASSERT_TRUE(modem->open({}));
    EXPECT_EQ(script.count("AT+CFUN=1,1"), 1U);
}

TEST_F(RecoveryOfALine, AfterWorkABringUpIsEnough) {
    at_work();
    ASSERT_TRUE(modem->open({}));
    EXPECT_EQ(script.count("AT+CFUN=0"), 0U);
    EXPECT_EQ(cured(), std::vector<std::string>{});
}

TEST_F(RecoveryOfALine, ADeafModemIsCuredThoughItSends) {
    at_work();
    modem->suspect();
    ASSERT_TRUE(modem->open({}));
    EXPECT_EQ(script.count("AT+CFUN=0"), 1U);
    EXPECT_EQ(cured(), (std::vector<std::string>{"radio off and on: it sends but hears nothing"}));
    // Sending proves nothing about hearing: the next suspicion goes further.
    ASSERT_EQ(modem->submit(message(), {}).outcome, channel::SubmitOutcome::accepted);
    modem->suspect();
    ASSERT_TRUE(modem->open({}));
    EXPECT_EQ(script.count("AT+CFUN=1,1"), 1U);
}

TEST_F(RecoveryOfALine, AHangingModemIsResetBlindly) {
    at_work();
    script.silent("AT");
    script.replace("AT+CFUN=1,1", test::Reply{});
    const auto begin = clock.now();
    const auto identity = modem->open({});
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().code, ErrorCode::timeout);
    EXPECT_NE(identity.error().detail.find("(tried: reset)"), std::string::npos) << identity.error().detail;
    EXPECT_EQ(script.count("AT+CFUN=1,1"), 1U);
    EXPECT_LT(clock.now() - begin, 3min);
}

TEST_F(RecoveryOfALine, ThePowerSwitchIsTheLastCure) {
    int cycles = 0;
    options.power_cycle = [&](base::StopToken) -> base::Result<void> {
        ++cycles;
        script.replace("AT", ok);
        return {};
    };
    at_work();
    script.silent("AT");
    ASSERT_TRUE(modem->open({}));
    EXPECT_EQ(cycles, 1);
    EXPECT_EQ(cured().size(), 2U);
}

TEST_F(RecoveryOfALine, ALookResetsNothing) {
    options.cures = false;
    script.replace("AT+CREG?", "+CREG: 0,2\r\n" + ok);
    ASSERT_FALSE(make().open({}));
    ASSERT_FALSE(modem->open({}));
    EXPECT_TRUE(script.starting("AT+CFUN=").empty());
}

TEST_F(RecoveryOfALine, TheRadioIsSwitchedOnAgainWhateverHappens) {
    ready();
    base::StopSource stop;
    script.replace("AT+CFUN=0", "\r\nERROR\r\n").on("AT+CFUN=4", ok);
    stop.request();
    modem->suspect();
    [[maybe_unused]] const auto identity = modem->open(base::StopToken(stop));
    EXPECT_EQ(script.count("AT+CFUN=4"), script.count("AT+CFUN=1"));
}

TEST_F(RecoveryOfALine, TheLastLinesOfTheDialogueAreKeptWithoutSecrets) {
    at_work();
    const auto lines = modem->recent_dialogue();
    EXPECT_NE(lines.find("> AT+CMGS=19\\r"), std::string::npos) << lines;
    EXPECT_NE(lines.find("> **"), std::string::npos) << lines;
    EXPECT_LE(std::ranges::count(lines, '\n'), 200);
    for (int i = 0; i < 300; ++i) ASSERT_EQ(modem->submit(message(), {}).outcome, channel::SubmitOutcome::accepted);
    EXPECT_EQ(std::ranges::count(modem->recent_dialogue(), '\n'), 200);
}

}  // namespace
}  // namespace gsmcfg::modem
