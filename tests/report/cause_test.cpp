#include "gsmcfg/report/cause.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::report {
namespace {

using store::CampaignKind;
using store::CampaignState;
using enum store::MeterOutcome;

Evidence of(store::MeterOutcome outcome, const std::string& detail = "") {
    Evidence evidence;
    evidence.kind = CampaignKind::apply;
    evidence.state = CampaignState::finished;
    evidence.outcome = outcome;
    evidence.detail = detail;
    return evidence;
}

Evidence silent(bool reports, bool delivered, bool asked = true) {
    auto evidence = of(no_reply, "no reply");
    evidence.reports = reports;
    evidence.delivered = delivered;
    evidence.reports_asked = asked;
    return evidence;
}

Evidence unsent(std::optional<std::int64_t> cms, std::optional<std::int64_t> cme) {
    auto evidence = of(failed, "refused");
    evidence.cms = cms;
    evidence.cme = cme;
    return evidence;
}

Evidence at(Evidence evidence, CampaignKind kind, CampaignState state = CampaignState::finished) {
    evidence.kind = kind;
    evidence.state = state;
    return evidence;
}

struct Case {
    Evidence evidence;
    std::string words;
    std::string next_step;
};

const std::vector<Case>& cases() {
    static const std::vector<Case> table{
        {of(confirmed), "", ""},
        {of(already_right), "", ""},
        {silent(true, false), "no delivery report: switched off or out of reach",
         "check power, antenna and number; gsmcfg campaign retry 3 --no-reply"},
        {silent(true, true), "delivered, no answer: wrong password, its SIM may not send SMS, or its message storage is full",
         "check the password, and that its SIM's tariff has outgoing SMS; gsmcfg campaign show 3 --phone +99900100001; gsmcfg "
         "campaign retry 3 --no-reply"},
        {silent(false, false), "no reply (our SIM gets no delivery reports)",
         "check power, antenna, number and password, and that its SIM may receive and send SMS; gsmcfg campaign retry 3 "
         "--no-reply"},
        {silent(false, false, false), "no reply (no delivery reports were asked for)",
         "check power, antenna, number and password, and that its SIM may receive and send SMS; gsmcfg campaign retry 3 "
         "--no-reply"},
        {of(undeliverable), "the network could not deliver: off for long, out of reach, or no such number",
         "check the number, its SIM and tariff, power and antenna; gsmcfg campaign retry 3 --failed"},
        {of(rejected, "error 0x02 (probable): wrong password"), "refused: wrong password",
         "correct the password, or name alternatives in the configuration; gsmcfg explain error 0x02; gsmcfg campaign retry 3 "
         "--failed"},
        {of(mismatch, "apn is \"a\", wanted \"b\""), "shows another value than was sent",
         "compare the values; if it stays after another try, the operator alters the texts or the firmware is another one; "
         "gsmcfg "
         "campaign show 3 --phone +99900100001; gsmcfg campaign retry 3 --failed"},
        {at(of(mismatch), CampaignKind::status), "differs from what is expected",
         "compare the values; apply the profile where it is the meter that is wrong; gsmcfg campaign show 3 --phone "
         "+99900100001"},
        {of(unrecognised), "a reply could not be understood",
         "read it; it can be assigned by hand, or the values asked for again; gsmcfg campaign show 3 --phone +99900100001; "
         "gsmcfg "
         "inbox list; gsmcfg status +99900100001"},
        {of(swapped), "another meter answers on this number",
         "find out which meter has this SIM, and correct the list; nothing more was sent to it; gsmcfg campaign show 3 --phone "
         "+99900100001"},
        {of(uncertain), "not known whether it was sent",
         "ask for the values before anything is sent again; gsmcfg status +99900100001"},
        {unsent(38, std::nullopt), "could not be sent: the network or modem said CMS 38",
         "look up the error; gsmcfg explain cms 38; gsmcfg campaign retry 3 --failed"},
        {unsent(std::nullopt, 100), "could not be sent: the modem said CME 100",
         "look up the error; gsmcfg explain cme 100; gsmcfg campaign retry 3 --failed"},
        {unsent(std::nullopt, std::nullopt), "could not be sent",
         "look at the error and at the modem; gsmcfg campaign show 3 --phone +99900100001; gsmcfg modem check"},
        {of(stored, "not restarted"), "stored, and nothing proves that the module restarted",
         "it takes the new settings at its next start; see whether it is online; gsmcfg campaign show 3 --phone +99900100001; "
         "gsmcfg "
         "campaign retry 3 --failed"},
        {of(acknowledged), "answered or sent, and no value is proven", "ask for the values; gsmcfg status +99900100001"},
        {at(of(partial), CampaignKind::apply, CampaignState::held), "begun and not finished",
         "go on with the campaign; gsmcfg campaign resume 3"},
        {at(of(pending), CampaignKind::apply, CampaignState::running), "not begun",
         "go on with the campaign; gsmcfg campaign resume 3"},
        {at(of(partial), CampaignKind::apply, CampaignState::cancelled), "begun and given up",
         "some settings may have been changed: try again; gsmcfg campaign retry 3 --failed"},
        {of(cancelled), "given up by a person", "gsmcfg campaign retry 3 --failed"},
    };
    return table;
}

TEST(Cause, IsWhatTheEvidenceSays) {
    const auto dialect = meter::find_embedded(meter::default_dialect).value();
    for (const auto& [evidence, words, next_step] : cases()) {
        const auto cause = cause_of(evidence, dialect, 3, "+99900100001");
        EXPECT_EQ(cause.words, words);
        EXPECT_EQ(cause.next_step(), next_step) << words;
    }
}

TEST(Cause, IsThereForEveryOutcomeThatIsNotRight) {
    const auto dialect = meter::find_embedded(meter::default_dialect).value();
    for (const auto outcome : store::meter_outcomes) {
        const bool right = outcome == confirmed || outcome == already_right;
        const auto cause = cause_of(of(outcome), dialect, 3, "NUMBER");
        EXPECT_EQ(cause.words.empty(), right) << store::name(outcome);
        EXPECT_EQ(cause.next_step().empty(), right) << store::name(outcome);
    }
}

TEST(Cause, OfARefusalNamesTheErrorInItsDialect) {
    const auto gs04 = meter::find_embedded(meter::default_dialect).value();
    const auto other = cause_of(of(rejected, "error 0x05 (probable): bad parameter value"), gs04, 3, "+1");
    EXPECT_EQ(other.words, "refused: error 0x05 (probable): bad parameter value");
    ASSERT_FALSE(other.commands.empty());
    EXPECT_EQ(other.commands.front(), "gsmcfg explain error 0x05");
    const auto easy = meter::find_embedded("wm-m2m-easy").value();
    const auto in_words = cause_of(of(rejected, "error: some words of its own"), easy, 3, "+1");
    EXPECT_EQ(in_words.commands.front(), "gsmcfg campaign show 3 --phone +1");
    const auto coded = cause_of(of(rejected, "error 0x05: something"), easy, 3, "+1");
    EXPECT_EQ(coded.commands.front(), "gsmcfg explain error 0x05 --dialect wm-m2m-easy");
    // A refusal whose words the dialect knows as a wrong password is one, with or without a code.
    EXPECT_EQ(cause_of(of(rejected, "error: " + gs04.find_error(2)->words), gs04, 3, "+1").words, "refused: wrong password");
}

}  // namespace
}  // namespace gsmcfg::report
