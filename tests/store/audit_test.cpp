#include "each_store_fixture.hpp"

#include "gsmcfg/store/audit.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class AuditQueries : public EachStoreTest {
protected:
    void add(const std::string& action, base::UtcTime at, const std::string& user, const std::string& sudo_user = "",
             std::optional<Id> campaign = std::nullopt) {
        AuditEntry entry;
        entry.at = at;
        entry.action = action;
        entry.actor = {user, sudo_user, "host"};
        entry.campaign = campaign;
        Transaction transaction(*database);
        write_audit(*database, entry);
        transaction.commit();
    }
    std::vector<std::string> found(const AuditFilter& filter) {
        std::vector<std::string> actions;
        newest_audit(*database, filter, [&](const AuditEntry& entry) {
            actions.push_back(entry.action);
            return true;
        });
        EXPECT_EQ(count_audit(*database, filter), static_cast<std::int64_t>(actions.size()));
        return actions;
    }
    using Actions = std::vector<std::string>;
};

TEST_P(AuditQueries, NewestFirstAndByWhatIsLookedFor) {
    add("apply", noon, "anna", "", 1);
    add("storage clear", noon + 1h, "root", "boris");
    add("cancel", noon + 2h, "boris", "", 1);
    EXPECT_EQ(found({}), (Actions{"cancel", "storage clear", "apply"}));
    EXPECT_EQ(found({.actions = {"apply", "cancel"}}), (Actions{"cancel", "apply"}));
    EXPECT_EQ(found({.actions = {"storage"}}), Actions{}) << "whole names";
    EXPECT_EQ(found({.user = "boris"}), (Actions{"cancel", "storage clear"})) << "also by sudo";
    EXPECT_EQ(found({.user = "bori"}), Actions{});
    EXPECT_EQ(found({.campaign = 1}), (Actions{"cancel", "apply"}));
    EXPECT_EQ(found({.since = noon + 1h, .until = noon + 2h}), (Actions{"storage clear"}));
    EXPECT_EQ(audit_actions(*database), (Actions{"apply", "cancel", "storage clear"}));
}

TEST_P(AuditQueries, ManyAreReadInPages) {
    {
        Transaction transaction(*database);
        for (int i = 1; i <= 1100; ++i) {
            AuditEntry entry;
            entry.at = noon + std::chrono::seconds(i);
            entry.action = "apply";
            write_audit(*database, entry);
        }
        transaction.commit();
    }
    Id expected = 1100;
    newest_audit(*database, {}, [&](const AuditEntry& entry) {
        EXPECT_EQ(entry.id, expected--);
        return true;
    });
    EXPECT_EQ(expected, 0);
    int taken = 0;
    newest_audit(*database, {}, [&](const AuditEntry&) { return ++taken < 3; });
    EXPECT_EQ(taken, 3);
}

ON_EACH_STORE(AuditQueries);

}  // namespace
}  // namespace gsmcfg::store
