// The service as commands see it, campaigns handed over, modems on loan.
#include "gsmcfg/store/service.hpp"

#include "each_store_fixture.hpp"

#include "gsmcfg/store/change_watch.hpp"
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
    void announce(Id owner) {
        ServiceRecord record;
        record.owner = owner;
        record.modems = {{"north", "/dev/ttyUSB0"}};
        record.credentials = {"default", "field"};
        record.allow_prefixes = {"+999"};
        commit([&] { announce_service(*database, record); });
    }
};

TEST_P(ServiceRows, AServiceIsSeenWhileItsOwnerIsAtWork) {
    EXPECT_FALSE(service_at_work(*database));
    Id id = 0;
    {
        const Owner owner(*database, noon);
        id = owner.id();
        announce(id);
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
        announce(id);
    }
    commit([&] { Owner::bury(*database, id, noon); });
    EXPECT_FALSE(service_at_work(*database)) << "buried";
}

TEST_P(ServiceRows, ASecondServiceIsRefusedAndOneThatDiedIsReplaced) {
    std::optional<Owner> first(std::in_place, *database, noon);
    announce(first->id());
    announce(first->id());
    const Owner second(*database, noon);
    EXPECT_THROW(announce(second.id()), StateConflict);
    EXPECT_EQ(service_at_work(*database)->owner, first->id());
    commit([&] { Owner::bury(*database, first->id(), noon); });
    announce(second.id());
    EXPECT_EQ(service_at_work(*database)->owner, second.id());
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
