// The service as commands see it, campaigns handed over, modems on loan.
#include "gsmcfg/store/service.hpp"

#include "each_store_fixture.hpp"

#include "gsmcfg/store/change_watch.hpp"
#include "gsmcfg/store/hosts.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/registers.hpp"

#include <chrono>

namespace gsmcfg::store {
namespace {

class ServiceRows : public EachStoreTest {
protected:
    template <typename Action>
    void commit(Action&& action) {
        Transaction transaction(*database);
        action();
        transaction.commit();
    }
    // Returns the names that others have.
    std::vector<std::string> announce(Id owner, bool tells = false, const std::string& modem = "north") {
        ServiceRecord record;
        record.owner = owner;
        record.modems = {{modem, "/dev/ttyUSB0"}};
        record.credentials = {"default", "field"};
        record.allow_prefixes = {"+999"};
        record.tells = tells;
        std::vector<std::string> taken;
        commit([&] { taken = announce_service(*database, record); });
        return taken;
    }
};

TEST_P(ServiceRows, AServiceIsSeenWhileItsOwnerIsAtWork) {
    EXPECT_FALSE(service_at_work(*database));
    Id id = 0;
    {
        const Owner owner(*database, noon);
        id = owner.id();
        (void)announce(id);
        const auto seen = service_at_work(*database);
        ASSERT_TRUE(seen);
        EXPECT_EQ(seen->owner, id);
        EXPECT_GT(seen->pid, 0);
        ASSERT_EQ(seen->modems.size(), 1U);
        EXPECT_EQ(seen->modems.front().name, "north");
        EXPECT_EQ(seen->modems.front().device, "/dev/ttyUSB0");
        EXPECT_EQ(seen->credentials, (std::vector<std::string>{"default", "field"}));
        EXPECT_EQ(seen->allow_prefixes, std::vector<std::string>{"+999"});
        commit([&] { withdraw_service(*database, id); });
        EXPECT_FALSE(service_at_work(*database));
        (void)announce(id);
    }
    commit([&] { Owner::bury(*database, id, noon); });
    EXPECT_FALSE(service_at_work(*database)) << "buried";
}

TEST_P(ServiceRows, ASecondServiceIsRefusedAndOneThatDiedIsReplaced) {
    std::optional<Owner> first(std::in_place, *database, noon);
    (void)announce(first->id());
    (void)announce(first->id());
    const Owner second(*database, noon);
    EXPECT_THROW((void)announce(second.id()), StateConflict);
    EXPECT_EQ(service_at_work(*database)->owner, first->id());
    commit([&] { Owner::bury(*database, first->id(), noon); });
    (void)announce(second.id());
    EXPECT_EQ(service_at_work(*database)->owner, second.id());
}

TEST_P(ServiceRows, SeveralCarryOneCampaignOut) {
    const auto id = make_campaign(2);
    const Owner first(*database, noon);
    const Owner second(*database, noon);
    commit([&] {
        campaigns.change_state(id, CampaignState::ready, CampaignState::running, "", noon);
        campaigns.set_owner(id, first.id());
        take_in_hand(*database, id, first.id());
        take_in_hand(*database, id, second.id());
    });
    EXPECT_EQ(in_whose_hands(*database, id), (std::vector<Id>{first.id(), second.id()}));
    EXPECT_EQ(in_whose_hands(*database, id, second.id()), std::vector<Id>{first.id()});
    EXPECT_EQ(in_hands_of(*database, second.id()).size(), 1U);
    commit([&] { let_go(*database, id, first.id()); });
    EXPECT_EQ(campaigns.find(id)->owner, second.id()) << "handed on";
    EXPECT_TRUE(in_hands_of(*database, first.id()).empty());
    commit([&] { withdraw_service(*database, second.id()); });
    EXPECT_EQ(campaigns.find(id)->owner, second.id()) << "there is nobody else: as it was left";
    EXPECT_TRUE(in_whose_hands(*database, id).empty());
    commit([&] {
        take_in_hand(*database, id, first.id());
        let_all_go(*database, id);
    });
    EXPECT_TRUE(in_hands_of(*database, first.id()).empty());
}

TEST_P(ServiceRows, ALoanIsForOneBorrowerAtATime) {
    const Owner first(*database, noon);
    const Owner second(*database, noon);
    Id loan = 0;
    commit([&] { loan = ask_for_loan(*database, "north", first.id(), "gsmcfg modem info", noon); });
    EXPECT_FALSE(is_granted(*database, loan));
    EXPECT_THROW(commit([&] { (void)ask_for_loan(*database, "north", second.id(), "", noon); }), StateConflict);
    commit([&] { EXPECT_GT(ask_for_loan(*database, "south", second.id(), "", noon), loan); });
    commit([&] { grant_loan(*database, loan, noon); });
    EXPECT_TRUE(is_granted(*database, loan));
    const auto all = loans(*database);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.front().modem, "north");
    EXPECT_TRUE(all.front().granted);
    EXPECT_EQ(all.front().command, "gsmcfg modem info");
    // The borrower dies.
    commit([&] { Owner::bury(*database, first.id(), noon); });
    EXPECT_EQ(loans(*database).size(), 1U);
    commit([&] { (void)ask_for_loan(*database, "north", second.id(), "", noon); });
}

TEST_P(ServiceRows, CampaignsGoFromCommandToServiceAndBack) {
    const auto id = make_campaign(2);
    const Owner owner(*database, noon);
    EXPECT_TRUE(handed_over(*database, owner.id()).empty()) << "it is a command's";
    commit([&] { set_with_service(*database, id, true); });
    EXPECT_TRUE(is_with_service(*database, id));
    EXPECT_EQ(handed_over(*database, owner.id()), std::vector<Id>{id});
    EXPECT_TRUE(in_hands_of(*database, owner.id()).empty());
    commit([&] {
        campaigns.change_state(id, CampaignState::ready, CampaignState::running, "", noon);
        campaigns.set_owner(id, owner.id());
        take_in_hand(*database, id, owner.id());
        take_in_hand(*database, id, owner.id());
    });
    EXPECT_TRUE(handed_over(*database, owner.id()).empty());
    EXPECT_EQ(handed_over(*database, owner.id() + 1), std::vector<Id>{id}) << "of one that may have died";
    ASSERT_EQ(in_hands_of(*database, owner.id()).size(), 1U);
    EXPECT_EQ(in_hands_of(*database, owner.id()).front().first, id);
    EXPECT_EQ(credentials_of_targets(*database, id), std::vector<std::string>{""});
    EXPECT_EQ(forbidden_number(*database, id, {}), std::nullopt);
    EXPECT_EQ(forbidden_number(*database, id, {"+79", "+9990010"}), std::nullopt);
    EXPECT_EQ(forbidden_number(*database, id, {"+79", "+99900101001"}), "+99900101002");
}

using ServicesOfHosts = ServiceRows;

TEST_P(ServicesOfHosts, EachHasOneAndAModemsNameIsOnesOnly) {
    const Owner north(*database, noon, "north");
    const Owner south(*database, noon, "south");
    const Owner again(*database, noon, "north");
    EXPECT_TRUE(announce(north.id(), false, "n1").empty());
    EXPECT_THROW((void)announce(again.id(), false, "n2"), StateConflict) << "one for each host";
    EXPECT_EQ(announce(south.id(), false, "n1"), std::vector<std::string>{"n1"});
    EXPECT_TRUE(service_at_work(*database, "south")->modems.empty());
    EXPECT_TRUE(announce(south.id(), false, "s1").empty());
    EXPECT_EQ(services_at_work(*database).size(), 2U);
    EXPECT_EQ(service_at_work(*database, "south")->owner, south.id());
    EXPECT_EQ(service_at_work(*database, "east")->owner, north.id()) << "else the oldest";
    EXPECT_EQ(service_of_host(*database, "south")->owner, south.id());
    EXPECT_FALSE(service_of_host(*database, "east"));
    EXPECT_EQ(host_of(*database, south.id()), "south");
    // A command's modem has its name too.
    ModemRecord modem;
    modem.name = "c1";
    modem.state = ModemState::ready;
    modem.owner = north.id();
    commit([&] { Registers(*database).claim_modem(modem); });
    EXPECT_EQ(announce(south.id(), false, "c1"), std::vector<std::string>{"c1"});
    modem.owner = south.id();
    EXPECT_THROW(commit([&] { Registers(*database).claim_modem(modem); }), StateConflict);
    commit([&] { Owner::bury(*database, north.id(), noon); });
    commit([&] { Registers(*database).claim_modem(modem); });
    EXPECT_TRUE(announce(south.id(), false, "n1").empty()) << "free again";
}

TEST_P(ServicesOfHosts, TheOldestThatHasSomethingToTellSpeaks) {
    EXPECT_TRUE(speaks_for_all(*database, "north", false)) << "nobody has";
    const Owner north(*database, noon, "north");
    const Owner south(*database, noon, "south");
    const Owner east(*database, noon, "east");
    (void)announce(north.id(), false, "n1");
    (void)announce(south.id(), true, "s1");
    (void)announce(east.id(), true, "e1");
    EXPECT_FALSE(speaks_for_all(*database, "north", false)) << "another one does";
    EXPECT_TRUE(speaks_for_all(*database, "south", true));
    EXPECT_FALSE(speaks_for_all(*database, "east", true));
    commit([&] { withdraw_service(*database, south.id()); });
    EXPECT_TRUE(speaks_for_all(*database, "east", true));
}

TEST_P(ServicesOfHosts, AreListedWithTheirLeases) {
    const Owner north(*database, noon, "north", std::chrono::seconds(50));
    const Owner late(*database, noon, "south", std::chrono::milliseconds(-5000));
    (void)announce(north.id(), false, "n1");
    const auto processes = host_processes(*database);
    ASSERT_EQ(processes.size(), 2U);
    EXPECT_EQ(processes.at(0).host, "north");
    EXPECT_TRUE(processes.at(0).service);
    EXPECT_TRUE(processes.at(0).at_work);
    EXPECT_EQ(processes.at(0).modems, 1);
    EXPECT_EQ(processes.at(0).modems_ready, 0);
    EXPECT_GT(processes.at(0).lease_left.value(), std::chrono::seconds(40));
    EXPECT_FALSE(processes.at(1).at_work);
    EXPECT_FALSE(processes.at(1).service);
    EXPECT_LE(processes.at(1).lease_left.value(), std::chrono::seconds(-5));
    std::optional<Owner> ended(std::in_place, *database, noon, "east");
    EXPECT_EQ(host_processes(*database).size(), 3U);
    ended.reset();
    EXPECT_EQ(host_processes(*database).size(), 2U) << "it has given its lease back";
}

ON_POSTGRESQL(ServicesOfHosts);

TEST_P(ServiceRows, AChangeWatchSeesOthersCommits) {
    using namespace std::chrono_literals;
    const auto other = Database::open(database->url()).value_or(nullptr);
    ASSERT_NE(other, nullptr);
    ChangeWatch watch(*database);
    const auto version = database->data_version();
    base::MonoTime time{};
    EXPECT_FALSE(watch.changed_since(version, time));
    EXPECT_FALSE(watch.changed_since(version, time));
    {
        Transaction transaction(*other);
        Registers(*other).sim_seen("999010000000001", "", noon);
        transaction.commit();
    }
    (void)campaigns.active();  // PostgreSQL tells at the end of a query
    EXPECT_TRUE(watch.changed_since(version, time));
    const auto next = database->data_version();
    EXPECT_NE(next, version);
    EXPECT_FALSE(watch.changed_since(next, time));
    EXPECT_TRUE(watch.changed_since(version, time + 2s)) << "also when the file's time tells nothing";
}

ON_EACH_STORE(ServiceRows);

}  // namespace
}  // namespace gsmcfg::store
