#include "each_store_fixture.hpp"

#include "gsmcfg/store/meters.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class MetersTest : public EachStoreTest {
protected:
    static MeterRecord record(const std::string& phone, const std::string& serial = "", const std::string& label = "") {
        MeterRecord meter;
        meter.phone = phone;
        meter.serial = serial;
        meter.label = label;
        return meter;
    }
    void heard(const std::string& phone, base::UtcTime at) {
        Transaction transaction(*database);
        Registers(*database).meter_heard(phone, "", "GS04", at);
        transaction.commit();
    }
    std::vector<std::string> phones(const MeterFilter& filter) {
        std::vector<std::string> found;
        meters.each(filter, [&](const MeterRecord& meter) { found.push_back(meter.phone); });
        return found;
    }
    Meters meters{*database};
};

TEST_P(MetersTest, WritingKeepsWhatIsNotGiven) {
    heard("+99900100001", noon);
    auto full = record("+99900100001", "0012", "Lesnaya 1");
    full.iccid = "8999000000000000018";
    full.ip = "10.0.0.7";
    full.credential = "north";
    meters.write(std::vector{full});
    meters.write(std::vector{record("+99900100001", "", "Sadovaya 2")});
    const auto found = meters.find("+99900100001").value();
    EXPECT_EQ(found.serial, "0012");
    EXPECT_EQ(found.type, "GS04");
    EXPECT_EQ(found.label, "Sadovaya 2");
    EXPECT_EQ(found.iccid, "8999000000000000018");
    EXPECT_EQ(found.ip, "10.0.0.7");
    EXPECT_EQ(found.credential, "north");
    EXPECT_EQ(found.first_heard, noon);
    EXPECT_EQ(found.last_heard, noon);
    EXPECT_FALSE(meters.find("+99900100002"));
}

TEST_P(MetersTest, ListsFillInLabelAndCredentialBeforeTheFirstReply) {
    {
        Transaction transaction(*database);
        Registers registers(*database);
        registers.meter_listed("+99900100001", "Lesnaya 1", "north");
        registers.meter_listed("+99900100001", "", "south");
        registers.meter_listed("+99900100002", "", "");
        transaction.commit();
    }
    EXPECT_FALSE(meters.find("+99900100001").value().first_heard);
    heard("+99900100001", noon);
    heard("+99900100001", noon + 1h);
    const auto found = meters.find("+99900100001").value();
    EXPECT_EQ(found.label, "Lesnaya 1");
    EXPECT_EQ(found.credential, "south");
    EXPECT_EQ(found.first_heard, noon);
    EXPECT_EQ(found.last_heard, noon + 1h);
    EXPECT_FALSE(meters.find("+99900100002")) << "nothing is known of it";
}

TEST_P(MetersTest, FiltersByPrefixAndSilence) {
    meters.write(std::vector{record("+99900100003"), record("+99900100001"), record("+99900200002")});
    heard("+99900100001", noon);
    heard("+99900200002", noon + 1h);
    EXPECT_EQ(phones({}), (std::vector<std::string>{"+99900100001", "+99900100003", "+99900200002"}));
    EXPECT_EQ(phones({"+999001", std::nullopt}), (std::vector<std::string>{"+99900100001", "+99900100003"}));
    EXPECT_EQ(phones({"", noon}), (std::vector<std::string>{"+99900100003"}));
    EXPECT_EQ(phones({"", noon + 1s}), (std::vector<std::string>{"+99900100001", "+99900100003"}));
    EXPECT_EQ(phones({"+999002", noon + 2h}), (std::vector<std::string>{"+99900200002"}));
    EXPECT_TRUE(phones({"+9990_1", std::nullopt}).empty()) << "no wildcards";
}

TEST_P(MetersTest, ShowsSettingsAndCampaigns) {
    const auto first = make_campaign(1);
    auto target = targets.next_waiting(first, noon).value();
    {
        auto after = target;
        after.state = TargetState::closed;
        after.outcome = MeterOutcome::no_reply;
        after.detail = "no answer";
        after.finished_at = noon + 1h;
        Transaction transaction(*database);
        targets.update(target, after);
        Registers registers(*database);
        registers.meter_heard(target.phone, "", "", noon);
        registers.meter_setting(target.phone, {"port", "8000", noon}, std::nullopt);
        registers.meter_setting(target.phone, {"apn", "internet", noon + 1h, true}, std::nullopt);
        transaction.commit();
    }
    const auto second = make_campaign(1);
    const auto settings = meters.settings(target.phone);
    ASSERT_EQ(settings.size(), 2U);
    EXPECT_EQ(settings[0].setting, "apn");
    EXPECT_EQ(settings[0].seen_at, noon + 1h);
    EXPECT_TRUE(settings[0].secret);
    EXPECT_FALSE(settings[1].secret);
    EXPECT_EQ(settings[1].value, "8000");
    const auto campaigns_of = meters.campaigns(target.phone);
    ASSERT_EQ(campaigns_of.size(), 2U);
    EXPECT_EQ(campaigns_of[0].campaign, second);
    EXPECT_EQ(campaigns_of[0].outcome, MeterOutcome::pending);
    EXPECT_EQ(campaigns_of[1].campaign, first);
    EXPECT_EQ(campaigns_of[1].outcome, MeterOutcome::no_reply);
    EXPECT_EQ(campaigns_of[1].detail, "no answer");
    EXPECT_EQ(campaigns_of[1].finished_at, noon + 1h);
    EXPECT_TRUE(meters.campaigns("+99900100009").empty());
}

TEST_P(MetersTest, ManyAreWrittenInSeveralTransactions) {
    std::vector<MeterRecord> many;
    for (int i = 0; i < 5'001; ++i) many.push_back(record("+9990" + std::to_string(10'000'000 + i), std::to_string(i)));
    meters.write(many);
    meters.write(many);
    EXPECT_EQ(phones({}).size(), many.size());
    EXPECT_EQ(meters.find(many.back().phone).value().serial, "5000");
    EXPECT_FALSE(database->in_transaction());
}

ON_EACH_STORE(MetersTest);

}  // namespace
}  // namespace gsmcfg::store
