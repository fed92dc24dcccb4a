#include "service/alarm_sms.hpp"

#include "hook_fixture.hpp"

#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/service/hooks.hpp"
#include "gsmcfg/sms/text_parts.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/service.hpp"

namespace gsmcfg::service {
namespace {

class AlarmTest : public HookTest {
protected:
    AlarmTest() { alarm.phone = "+99900000009"; }
    config::Alarm alarm;
};

TEST(AlarmText, IsOneSmsWhateverTheCauseSays) {
    store::Outage outage{1, "north", noon, "{credential} {login} [x] ~ü\n" + std::string(300, 'y'), {}};
    const auto text = alarm_text("vm", outage);
    EXPECT_TRUE(text.starts_with("gsmcfg on vm: modem north is down since 2026-03-01 12:00 UTC: (credential) (login) (x) -"))
        << text;
    EXPECT_EQ(text.size(), 160U);
    EXPECT_EQ(sms::count_parts(text), 1U);
}

TEST_F(AlarmTest, IsDueOncePerOutageAndNotMoreThanOnceAnHour) {
    AlarmSms sms(*database, alarm, "1");
    commit([&] { store::begin_outage(*database, "a", noon, "unplugged"); });
    const auto outage = [&] { return store::open_outages(*database).at(0); };
    EXPECT_FALSE(sms.is_due(outage(), noon + 299s));
    EXPECT_TRUE(sms.is_due(outage(), noon + 300s));
    sms.send(outage(), noon + 300s);
    EXPECT_FALSE(sms.is_due(outage(), noon + 301s));
    EXPECT_FALSE(sms.is_due(outage(), noon + 24h));
    commit([&] {
        store::end_outage(*database, outage().id, noon + 400s);
        store::begin_outage(*database, "a", noon + 500s, "again");
    });
    EXPECT_FALSE(sms.is_due(outage(), noon + 1000s)) << "it comes and goes";
    EXPECT_TRUE(sms.is_due(outage(), noon + 300s + 1h));
    config::Alarm other = alarm;
    other.modems = {"b"};
    EXPECT_FALSE(AlarmSms(*database, other, "1").is_due(outage(), noon + 24h));
    const auto made = campaigns.list();
    ASSERT_EQ(made.size(), 1U);
    const auto campaign = campaigns.find(made[0].id).value();
    EXPECT_EQ(campaign.kind, store::CampaignKind::send);
    EXPECT_EQ(campaign.state, store::CampaignState::ready);
    EXPECT_EQ(campaign.reason, "modem a is down");
    EXPECT_EQ(store::handed_over(*database, 1), std::vector<store::Id>{campaign.id}) << "a service carries it out";
    const auto options = CampaignOptions::from_json(campaign.options).value();
    EXPECT_TRUE(options.one_way);
    EXPECT_EQ(options.attempts, 1);
    EXPECT_NE(options.text.find("modem a is down since 2026-03-01 12:00 UTC: unplugged"), std::string::npos);
    EXPECT_EQ(targets.page(campaign.id, 0, 5).at(0).phone, "+99900000009");
    EXPECT_EQ(store::count_audit(*database, {}), 1);
}

TEST_F(AlarmTest, AnAttendantWaitsForAModemThatWorks) {
    modem("a", store::ModemState::lost, noon, "unplugged");
    modem("b", store::ModemState::opening, noon);
    bool late = false;
    PatientClock clock([&] {
        if (!late && clock.utc() > noon + 6min) {
            EXPECT_TRUE(campaigns.list().empty()) << "nothing could have sent it";
            modem("b", store::ModemState::ready, clock.utc());
            late = true;
        }
        return clock.utc() > noon + 12min;
    });
    make_hook_attendant({"sqlite:" + database->path(), {}, alarm, credentials, "1"}, clock)->run(clock.token());
    EXPECT_TRUE(late);
    EXPECT_EQ(campaigns.list().size(), 1U);
}

}  // namespace
}  // namespace gsmcfg::service
