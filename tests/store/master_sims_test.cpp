#include "gsmcfg/store/master_sims.hpp"

#include "each_store_fixture.hpp"

#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/registers.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class MasterSimTest : public EachStoreTest {
protected:
    static MasterSim written(const std::string& iccid) {
        MasterSim sim;
        sim.written_at = noon;
        sim.iccid = iccid;
        sim.imsi = "999010000000001";
        sim.phone = "+99900100001";
        sim.serial = "0117";
        sim.label = "Lesnaya 1";
        sim.profile_name = "profile.toml";
        sim.profile_hash = "aa";
        sim.dialect_name = "energomera-gs04";
        sim.dialect_hash = "bb";
        sim.content_hash = "cc";
        sim.credential = "default";
        sim.way = "crsm";
        sim.status = "unread";
        sim.sender = "+99900000000";
        sim.complete = true;
        sim.modem = "modem0";
        sim.user_name = "clerk";
        sim.host = "desk";
        sim.records = {{3, "apn", "f1"}, {4, "mode", "f2"}};
        return sim;
    }
    std::int64_t add(const MasterSim& sim) {
        Transaction transaction(*database);
        const auto number = sims.add(sim);
        transaction.commit();
        return number;
    }
    MasterSims sims{*database};
};

TEST_P(MasterSimTest, EverythingComesBack) {
    EXPECT_EQ(add(written("8999901")), 1);
    EXPECT_EQ(sims.next_number(), 2);
    const auto found = sims.find("8999901");
    ASSERT_TRUE(found);
    const auto wanted = written("8999901");
    EXPECT_EQ(found->number, 1);
    EXPECT_EQ(found->written_at, noon);
    for (const auto member : {&MasterSim::iccid, &MasterSim::imsi, &MasterSim::phone, &MasterSim::serial, &MasterSim::label,
                              &MasterSim::profile_name, &MasterSim::profile_hash, &MasterSim::dialect_name,
                              &MasterSim::dialect_hash, &MasterSim::content_hash, &MasterSim::credential, &MasterSim::way,
                              &MasterSim::status, &MasterSim::sender, &MasterSim::modem, &MasterSim::user_name, &MasterSim::host})
        EXPECT_EQ((*found).*member, wanted.*member);
    EXPECT_TRUE(found->complete);
    EXPECT_FALSE(found->erased_at);
    ASSERT_EQ(found->records.size(), 2U);
    EXPECT_EQ(found->records[1].place, 4);
    EXPECT_EQ(found->records[1].settings, "mode");
    EXPECT_EQ(found->records[1].fingerprint, "f2");
    EXPECT_FALSE(sims.find("8999902"));
}

TEST_P(MasterSimTest, AnotherWriteEndsTheOneBefore) {
    add(written("8999901"));
    add(written("8999902"));
    auto again = written("8999901");
    again.written_at = noon + 1h;
    EXPECT_EQ(add(again), 3);
    EXPECT_EQ(sims.find("8999901")->number, 3);
    std::vector<std::pair<std::int64_t, bool>> seen;
    sims.each([&](const MasterSim& sim) { seen.emplace_back(sim.number, sim.erased_at.has_value()); });
    EXPECT_EQ(seen, (std::vector<std::pair<std::int64_t, bool>>{{3, false}, {2, false}, {1, true}}));
}

TEST_P(MasterSimTest, ErasedIsGoneButKept) {
    add(written("8999901"));
    {
        Transaction transaction(*database);
        sims.erased("8999901", noon + 2h);
        transaction.commit();
    }
    EXPECT_FALSE(sims.find("8999901"));
    EXPECT_EQ(sims.next_number(), 2);
    std::optional<base::UtcTime> at;
    sims.each([&](const MasterSim& sim) { at = sim.erased_at; });
    EXPECT_EQ(at, noon + 2h);
}

TEST_P(MasterSimTest, KnowsTheSimsThatRunCampaigns) {
    {
        Transaction transaction(*database);
        Registers registers(*database);
        registers.sim_seen("999010000000001", "8999907", noon);
        registers.sim_seen("999010000000002", "", noon);
        registers.sim_sent("999010000000002", noon, 1);
        transaction.commit();
    }
    struct Case {
        std::string name, iccid, imsi;
        bool runs;
    };
    for (const auto& [name, iccid, imsi, runs] : {
             Case{"its ICCID is in the register", "8999907", "", true},
             Case{"messages were sent with its IMSI", "8999908", "999010000000002", true},
             Case{"seen, never sent, and another ICCID", "8999909", "999010000000001", false},
             Case{"never seen", "8999909", "999010000000009", false},
             Case{"nothing known of it", "", "", false},
         })
        EXPECT_EQ(sims.runs_campaigns(iccid, imsi), runs) << name;
}

TEST_P(MasterSimTest, TheRegisterOfMetersGetsTheSim) {
    {
        Transaction transaction(*database);
        Registers(*database).meter_heard("+99900100001", "0117", "GS04", noon);
        sims.meter_has_sim("+99900100001", "8999901", "", "Lesnaya 1");
        sims.meter_has_sim("+99900100002", "8999902", "0118", "");
        transaction.commit();
    }
    std::vector<std::string> found;
    Meters(*database).each({}, [&](const MeterRecord& meter) {
        found.push_back(meter.phone + "|" + meter.iccid + "|" + meter.serial + "|" + meter.label);
    });
    EXPECT_EQ(found, (std::vector<std::string>{"+99900100001|8999901|0117|Lesnaya 1", "+99900100002|8999902|0118|"}));
}

TEST_P(MasterSimTest, KeptMessagesAreRemembered) {
    auto sim = written("8999901000000000001");
    sim.kept = true;
    add(sim);
    EXPECT_TRUE(sims.find("8999901000000000001")->kept);
    add(written("8999901000000000001"));
    EXPECT_FALSE(sims.find("8999901000000000001")->kept);
}

TEST_P(MasterSimTest, TheCheckDigitMakesNoOtherSim) {
    struct Case {
        std::string known, asked;
        bool found;
    };
    for (const auto& [known, asked, found] : {
             Case{"8999901000000000001", "89999010000000000017", true},
             Case{"89999010000000000027", "8999901000000000002", true},
             Case{"8999901000000000003", "8999901000000000004", false},
             Case{"89999020000000000057", "899990200000000000", false},
         }) {
        Transaction transaction(*database);
        sims.add(written(known));
        Registers(*database).sim_seen("99902" + known.substr(9), known, noon);
        EXPECT_EQ(sims.find(asked).has_value(), found) << known;
        EXPECT_EQ(sims.runs_campaigns(asked, ""), found) << known;
        sims.erased(asked, noon);
        EXPECT_EQ(sims.find(known).has_value(), !found) << known;
        transaction.commit();
    }
}

ON_EACH_STORE(MasterSimTest);

}  // namespace
}  // namespace gsmcfg::store
