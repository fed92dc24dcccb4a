// Each device family by its dialect against its simulated device: two readings of the manuals that check each other.
#include "worker_fixture.hpp"

#include "gsmcfg/meter/value.hpp"
#include "gsmcfg/store/meters.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using Values = std::map<std::string, std::string>;
using Wanted = std::vector<std::pair<std::string, std::string>>;

constexpr auto header = "phone,type,serial,firmware,family,login,password,settings,behaviour\n";
const std::string phone = "+99900100001";

struct Case {
    std::string name;
    std::string dialect;
    std::string device;      // family,login,password,settings,behaviour
    std::string credential;  // ours
    Wanted wanted;
    std::string outcome;
    Values in_force;  // some of the device's settings afterwards, under its own names
    std::size_t sent;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

class FamilyWorld : public WorkerTest {
protected:
    // A device of one fleet line (family,login,password,settings,behaviour), and our credential for it.
    void simulate(const std::string& device, const std::string& credential, const std::string& serial = "358000000000001") {
        auto fleet = sim::parse_fleet(header + phone + ",type," + serial + ",1.0," + device + "\n", "fleet");
        if (!fleet) throw std::runtime_error(fleet.error().message());
        world = std::make_unique<sim::World>(world_options, std::move(*fleet), clock.now(),
                                             [this](const base::Json& event) { log.push_back(event); });
        credentials = Credentials();
        credentials.add("default", {base::Secret(credential), {}});
    }

    CampaignDraft family_draft(const meter::Dialect& dialect, store::CampaignKind kind, const Wanted& settings) {
        CampaignDraft draft(kind, dialect);
        draft.meters = meter::parse_phone_list(phone + "\n", "list", draft.dialect, {}).meters;
        for (const auto& [name, value] : settings) {
            std::optional<std::string> canonical;
            if (kind == store::CampaignKind::apply) canonical = meter::canonical_value(draft.dialect, name, value).value();
            draft.settings.emplace_back(name, canonical);
        }
        draft.options = options;
        draft.options.reply_timeout = draft.dialect.reply_wait();
        draft.program_version = "test";
        return draft;
    }
    store::Id carry_out(const meter::Dialect& dialect, store::CampaignKind kind, const Wanted& settings) {
        const auto id = create(family_draft(dialect, kind, settings));
        run(id);
        return id;
    }
    // Something arrives once the first message is out.
    void meanwhile(const std::string& from, const std::string& text) {
        on_link_call = [this, from, text, done = false]() mutable {
            if (done || truth("send").empty()) return;
            done = true;
            world->send_to_modem(0, from, text);
        };
    }
    std::vector<std::string> inbox_texts() {
        std::vector<std::string> texts;
        store->inbox.each([&](const store::InboundMessage& message) { texts.push_back(message.text); });
        return texts;
    }
};

class FamilyTest : public FamilyWorld, public testing::WithParamInterface<Case> {
protected:
    void SetUp() override {
        simulate(GetParam().device, GetParam().credential,
                 GetParam().dialect == "rayleigh" ? "Q1234567890123456" : "358000000000001");
    }
    meter::Dialect dialect() { return meter::find_embedded(GetParam().dialect).value(); }
};

class FamilyApply : public FamilyTest {};

TEST_P(FamilyApply, EndsAsItShould) {
    const auto& row = GetParam();
    const auto id = carry_out(dialect(), store::CampaignKind::apply, row.wanted);
    EXPECT_EQ(outcome(id, phone), row.outcome) << target(id, phone).detail;
    world->advance(clock.now() + std::chrono::minutes(2));  // a restart that nobody waited for
    const auto in_force = world->applied_values(phone);
    for (const auto& [name, value] : row.in_force) {
        ASSERT_TRUE(in_force.contains(name)) << name;
        EXPECT_EQ(in_force.at(name), value) << name;
    }
    EXPECT_EQ(truth("send").size(), row.sent);
}

const Wanted tracker{
    {"apn", "iot.example"}, {"psw", "hush99"}, {"dns", "collect.example"}, {"port", "5000"}, {"protocol", "udp"}};
const Values tracker_values{
    {"apn", "iot.example"}, {"psw", "hush99"}, {"dns", "collect.example"}, {"port", "5000"}, {"protocol", "1"}};
const Wanted terminal{{"apn", "iot.example"}, {"dns", "collect.example"}, {"port", "5000"}};

INSTANTIATE_TEST_SUITE_P(
    Table, FamilyApply,
    testing::Values(
        Case{"teltonika", "teltonika", "teltonika,abc,def,apn=old,", "abc:def", tracker, "confirmed", tracker_values, 1},
        Case{"teltonika_factory", "teltonika", "teltonika,,,apn=old,", ":", tracker, "confirmed", tracker_values, 1},
        Case{"teltonika_older_form", "teltonika", "teltonika,abc,def,,variant=param-id", "abc:def", tracker, "confirmed",
             tracker_values, 1},
        Case{"teltonika_semicolon", "teltonika", "teltonika,abc,def,,variant=semicolon", "abc:def", tracker, "confirmed",
             tracker_values, 1},
        Case{"teltonika_wrong_password",
             "teltonika",
             "teltonika,abc,def,apn=old,",
             "abc:xyz",
             tracker,
             "no_reply",
             {{"apn", "old"}},
             2},
        Case{"teltonika_altered_on_its_way",
             "teltonika",
             "teltonika,abc,def,,wrong-value",
             "abc:def",
             {{"apn", "iot"}},
             "mismatch",
             {{"apn", "iotB038"}},
             1},
        Case{"teltonika_refused", "teltonika", "teltonika,abc,def,,error=0x05", "abc:def", {{"apn", "iot"}}, "rejected", {}, 1},
        Case{"easy",
             "wm-m2m-easy",
             "wm-m2m-easy,,ABCD,,",
             "ABCD",
             terminal,
             "confirmed",
             {{"apn", "iot.example"}, {"dns", "collect.example"}, {"port", "5000"}},
             1},
        Case{"easy_only_says_yes",
             "wm-m2m-easy",
             "wm-m2m-easy,,ABCD,,variant=bare-ok",
             "ABCD",
             terminal,
             "acknowledged",
             {{"apn", "iot.example"}},
             1},
        Case{"easy_refuses", "wm-m2m-easy", "wm-m2m-easy,,ABCD,,error-on=port:0x05", "ABCD", terminal, "rejected", {}, 1},
        Case{"easy_wrong_password",
             "wm-m2m-easy",
             "wm-m2m-easy,,ABCD,apn=old,",
             "WXYZ",
             terminal,
             "no_reply",
             {{"apn", "old"}},
             2},
        Case{"smartcom",
             "2n-smartcom",
             "2n-smartcom,,top1,,",
             "top1",
             {{"apn", "iot"}, {"dns", "192.0.2.1"}, {"port", "41117"}},
             "confirmed",
             {{"apn", "iot"}, {"dns", "192.0.2.1"}, {"port", "41117"}},
             1},
        Case{"robustel_is_not_waited_for",
             "robustel",
             "robustel,,1234,,variant=silent-ok",
             "1234",
             {{"device_name", "M1"}},
             "acknowledged",
             {{"name", "M1"}},
             1},
        Case{"rayleigh",
             "rayleigh",
             "rayleigh,user,secret,,",
             "user:secret",
             {{"apn", "iot"}},
             "acknowledged",
             {{"apn", "iot"}},
             1},
        Case{"rayleigh_short_form",
             "rayleigh",
             "rayleigh,user,secret,,variant=no-uid",
             "user:secret",
             {{"apn", "iot"}},
             "acknowledged",
             {{"apn", "iot"}},
             1},
        Case{"rayleigh_refuses",
             "rayleigh",
             "rayleigh,user,secret,,error=0x05",
             "user:secret",
             {{"apn", "iot"}},
             "rejected",
             {},
             1}),
    [](const auto& row) { return row.param.name; });

class FamilyStatus : public FamilyTest {};

TEST_P(FamilyStatus, ShowsTheValues) {
    const auto& row = GetParam();
    const auto id = carry_out(dialect(), store::CampaignKind::status, row.wanted);
    EXPECT_EQ(outcome(id, phone), row.outcome) << target(id, phone).detail;
    Values seen;
    for (const auto& setting : store->targets.settings(target(id, phone).id))
        if (setting.seen) seen.emplace(setting.setting, *setting.seen);
    EXPECT_EQ(seen, row.in_force);
    EXPECT_EQ(truth("send").size(), row.sent);
}

INSTANTIATE_TEST_SUITE_P(
    Table, FamilyStatus,
    testing::Values(
        Case{"teltonika",
             "teltonika",
             "teltonika,abc,def,apn=old;port=5000,",
             "abc:def",
             {{"apn", ""}, {"port", ""}},
             "confirmed",
             {{"apn", "old"}, {"port", "5000"}},
             1},
        Case{"easy",
             "wm-m2m-easy",
             "wm-m2m-easy,,ABCD,server=a.example;port=5000;account=77,",
             "ABCD",
             {{"dns", ""}, {"port", ""}, {"account", ""}},
             "confirmed",
             {{"dns", "a.example"}, {"port", "5000"}, {"account", "77"}},
             1},
        Case{"smartcom",
             "2n-smartcom",
             "2n-smartcom,,top1,apn=old;server=192.0.2.1;port=5,",
             "top1",
             {{"apn", ""}, {"port", ""}, {"state", ""}},
             "confirmed",
             {{"apn", "old"}, {"port", "5"}, {"state", "CONNECTED"}},
             2},
        Case{"rayleigh",
             "rayleigh",
             "rayleigh,user,secret,,",
             "user:secret",
             {{"clock", ""}},
             "confirmed",
             {{"clock", "2025-05-27 18:20:00"}},
             1},
        Case{"kamstrup", "kamstrup-gsm7i", "kamstrup-gsm7i,,,,", "", {{"signal", ""}}, "confirmed", {{"signal", "16"}}, 1},
        Case{"kamstrup_gsm8i",
             "kamstrup-gsm7i",
             "kamstrup-gsm7i,,,,variant=gsm8i",
             "",
             {{"signal", ""}},
             "confirmed",
             {{"signal", "2"}},
             1}),
    [](const auto& row) { return row.param.name; });

using FamilyTrouble = FamilyWorld;

const auto easy = [] { return meter::find_embedded("wm-m2m-easy").value(); };
// Two messages of two settings each, whose answers look the same.
const Wanted two_and_two{{"apn", std::string(50, 'a')},
                         {"user", std::string(32, 'u')},
                         {"psw", std::string(32, 'p')},
                         {"dns", "h." + std::string(40, 'd')}};

TEST_F(FamilyTrouble, ALostCountIsMadeGoodByTheSecondAttempt) {
    simulate("wm-m2m-easy,,ABCD,,lost-reply=1", "ABCD");
    const auto id = carry_out(easy(), store::CampaignKind::apply, {{"apn", "n"}, {"dns", "d.example"}});
    EXPECT_EQ(outcome(id, phone), "confirmed") << target(id, phone).detail;
    EXPECT_EQ(truth("send").size(), 2U);
}

TEST_F(FamilyTrouble, TheSameCountAgainIsNoProofAndNoReasonToSendAgain) {
    simulate("wm-m2m-easy,,ABCD,,", "ABCD");
    const auto id = carry_out(easy(), store::CampaignKind::apply, two_and_two);
    EXPECT_EQ(outcome(id, phone), "acknowledged");
    EXPECT_EQ(truth("send").size(), 2U);
    EXPECT_EQ(world->stored_values(phone).at("dns"), "h." + std::string(40, 'd'));
}

TEST_F(FamilyTrouble, ADuplicateOfTheFirstAnswerDoesNotHideTheRefusalOfTheSecondMessage) {
    for (const std::string variant : {"variant=reply-each", "variant=reply-each+variant=bare-ok"}) {
        const bool counted = variant == "variant=reply-each";
        options.no_restart = counted;
        simulate("wm-m2m-easy,,ABCD,," + variant + "+duplicate-reply+error-on=dns:0x05", "ABCD");
        const auto id = carry_out(easy(), store::CampaignKind::apply, two_and_two);
        EXPECT_EQ(outcome(id, phone), "rejected") << variant << ": " << target(id, phone).detail;
    }
}

TEST_F(FamilyTrouble, AListThatLacksWhatWasAskedIsNoAnswerToAll) {
    simulate("teltonika,abc,def,apn=old;port=5000,one-way", "abc:def");
    meanwhile(phone, "Param ID:2001 Value:internet");
    const auto id =
        carry_out(meter::find_embedded("teltonika").value(), store::CampaignKind::status, {{"apn", ""}, {"port", ""}});
    EXPECT_EQ(outcome(id, phone), "mismatch");
    EXPECT_NE(target(id, phone).detail.find("port is not in the reply"), std::string::npos) << target(id, phone).detail;
}

TEST_F(FamilyTrouble, WhereNothingAnswersTheReportTellsAtLeastWhetherItArrived) {
    const auto robustel = meter::find_embedded("robustel").value();
    options.validity = std::chrono::minutes(5);
    simulate("robustel,,1234,,variant=silent-ok", "1234");
    const auto first = carry_out(robustel, store::CampaignKind::apply, {{"device_name", "M1"}});
    EXPECT_EQ(outcome(first, phone), "acknowledged");
    world->power(phone, false);
    const auto second = carry_out(robustel, store::CampaignKind::apply, {{"device_name", "M2"}});
    EXPECT_EQ(outcome(second, phone), "undeliverable") << target(second, phone).detail;
}

TEST_F(FamilyTrouble, AnErrorThatRepeatsThePasswordIsKeptWithoutIt) {
    simulate("2n-smartcom,,top1,,slow=30", "top1");
    meanwhile(phone, "ERROR: SC CNF PWD=top1 APN=n");
    (void)carry_out(meter::find_embedded("2n-smartcom").value(), store::CampaignKind::apply, {{"apn", "n"}});
    for (const auto& text : inbox_texts()) EXPECT_EQ(text.find("top1"), std::string::npos) << text;
}

TEST_F(FamilyTrouble, AnAnswerWithoutValuesMakesTheDeviceKnownToo) {
    simulate("rayleigh,user,secret,,", "user:secret", "Q1234567890123456");
    (void)carry_out(meter::find_embedded("rayleigh").value(), store::CampaignKind::apply, {{"apn", "iot"}});
    EXPECT_EQ(store::Meters(*database).find(phone).value().serial, "Q1234567890123456");
}

}  // namespace
}  // namespace gsmcfg::service
