// What is PostgreSQL's alone: lost connections, several hosts at work, passwords in connection strings.
#include "each_store_fixture.hpp"

#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <atomic>
#include <thread>

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class PostgresqlTest : public EachStoreTest {
protected:
    // Of every connection but the one that says it; they are gone when this returns.
    void cut_connections() {
        sql_value(url,
                  "SELECT COUNT(pg_terminate_backend(pid, 20000)) FROM pg_stat_activity WHERE datname = current_database() AND "
                  "pid <> pg_backend_pid()");
    }
    Id committed() {
        Transaction transaction(*database);
        const auto id = campaigns.create({});
        transaction.commit();
        return id;
    }
    // Until the server can be reached again.
    template <typename Action>
    static auto patiently(Action&& action) {
        base::SystemClock clock;
        const auto end = clock.now() + 60s;
        for (;;) try {
                return action();
            } catch (const StorageTrouble&) {
                if (clock.now() > end) throw;
                clock.wait_until(clock.now() + 20ms, base::StopToken());
            }
    }
};

TEST_P(PostgresqlTest, ATransactionWhoseConnectionBreaksKeepsNothingAndCanBeTriedAgain) {
    const auto campaign = committed();
    {
        Transaction transaction(*database);
        campaigns.count(campaign, {.sent = 5});
        cut_connections();
        try {
            campaigns.count(campaign, {.sent = 5});
            FAIL() << "there is no connection";
        } catch (const StorageTrouble& trouble) {
            EXPECT_EQ(trouble.kind(), StorageTrouble::Kind::lost);
        }
        EXPECT_THROW(campaigns.count(campaign, {.sent = 5}), StorageTrouble) << "not half of it on a new connection";
        EXPECT_THROW(transaction.commit(), StorageTrouble);
    }
    EXPECT_FALSE(database->in_transaction());
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 0);
    Transaction transaction(*database);
    campaigns.count(campaign, {.sent = 5});  // what was prepared on the old connection
    transaction.commit();
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 5);
}

TEST_P(PostgresqlTest, ACommitThatGotNoAnswerIsSaidToBeUnknown) {
    const auto campaign = committed();
    database->mark_commits();
    {
        Transaction transaction(*database);
        campaigns.count(campaign, {.sent = 5});
        cut_connections();
        EXPECT_THROW(transaction.commit(), CommitUnknown);
    }
    EXPECT_FALSE(database->in_transaction());
    EXPECT_FALSE(patiently([&] { return database->last_commit_was_kept(); })) << "its mark is not there";
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 0);
    Transaction transaction(*database);
    campaigns.count(campaign, {.sent = 5});
    transaction.commit();
    cut_connections();
    EXPECT_TRUE(patiently([&] { return database->last_commit_was_kept(); })) << "also after the connection";
    // A server that took this one's place before it had that commit.
    sql_value(url, "UPDATE commit_mark SET commits = commits - 1");
    EXPECT_FALSE(database->last_commit_was_kept());
}

TEST_P(PostgresqlTest, AConnectionThatBreaksBetweenTransactionsIsNoTrouble) {
    const auto campaign = committed();
    cut_connections();
    Transaction transaction(*database);
    campaigns.count(campaign, {.sent = 1});
    transaction.commit();
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 1);
}

TEST_P(PostgresqlTest, TheDataVersionChangesWithALostConnection) {
    const auto version = database->data_version();
    EXPECT_EQ(database->data_version(), version);
    cut_connections();
    EXPECT_NE(patiently([&] {
                  (void)campaigns.active();
                  return database->data_version();
              }),
              version)
        << "nobody has told what was written meanwhile";
    const auto next = database->data_version();
    const auto other = open(url);
    Transaction transaction(*other);
    Campaigns(*other).create({});
    transaction.commit();
    (void)campaigns.active();
    EXPECT_NE(database->data_version(), next) << "it listens again";
}

TEST_P(PostgresqlTest, AServerThatIsStartedAnewIsFoundAgain) {
    const auto campaign = committed();
    auto& cluster = test::PostgresqlCluster::shared();
    cluster.stop();
    EXPECT_THROW((void)campaigns.active(), StorageTrouble);
    try {
        Transaction transaction(*database);
        FAIL() << "there is no server";
    } catch (const StorageTrouble& trouble) {
        EXPECT_EQ(trouble.kind(), StorageTrouble::Kind::lost);
    }
    cluster.start();
    EXPECT_EQ(patiently([&] { return campaigns.find(campaign); })->id, campaign);
}

TEST_P(PostgresqlTest, ATransactionInWhichAStatementFailedCantBeCommitted) {
    const auto campaign = make_campaign(1);
    const auto message = make_message(campaign, targets.next_waiting(campaign, noon).value());
    Transaction transaction(*database);
    (void)messages.add(message);
    EXPECT_THROW((void)messages.add(message), DatabaseError) << "the same ordinal twice";
    EXPECT_THROW(transaction.commit(), DatabaseError) << "the server would only roll back, and say that all is well";
}

TEST_P(PostgresqlTest, NobodyWaitsForTheCountsOfAnother) {
    const auto campaign = make_campaign(2);
    const auto other = open(url);
    set_lock_patience(*other, 20ms);
    Campaigns theirs(*other);
    Targets their_targets(*other);
    {
        Transaction first(*database);
        auto target = targets.next_waiting(campaign, noon).value();
        const auto before = target;
        target.outcome = MeterOutcome::partial;
        targets.update(before, target);
        campaigns.count(campaign, {.sent = 1, .received = 2});
        Transaction second(*other);
        auto another = their_targets.next_waiting(campaign, noon).value();
        const auto was = another;
        another.outcome = MeterOutcome::partial;
        their_targets.update(was, another);
        theirs.count(campaign, {.sent = 10, .saved = 3});
        second.commit();
        first.commit();
    }
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 11);
    EXPECT_EQ(campaigns.standing(campaign).sms_received, 2);
    EXPECT_EQ(campaigns.list().front().sms_saved, 3);
    EXPECT_EQ(campaigns.tally(campaign), (Tally{{MeterOutcome::partial, 2}}));
}

TEST_P(PostgresqlTest, WhoeverWaitsTooLongForARowIsTold) {
    const auto campaign = committed();
    const auto other = open(url);
    set_lock_patience(*other, 20ms);
    Transaction first(*database);
    campaigns.count_alone(campaign);
    Transaction second(*other);
    try {
        Campaigns(*other).count_alone(campaign);
        FAIL() << "the row is held";
    } catch (const StorageTrouble& trouble) {
        EXPECT_EQ(trouble.kind(), StorageTrouble::Kind::locked);
    }
}

TEST_P(PostgresqlTest, ATextThatIsNoUtf8IsRefusedWithoutBeingShown) {
    Transaction transaction(*database);
    Campaign fresh;
    fresh.list_name = "geheim\xff\xfe";
    try {
        (void)campaigns.create(fresh);
        FAIL() << "it is no UTF-8";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(std::string(error.what()).find("geheim"), std::string::npos) << error.what();
    }
}

TEST_P(PostgresqlTest, TwoConnectionsClaimDifferentMeters) {
    const auto campaign = make_campaign(3);
    const auto other = open(url);
    Targets others(*other);
    Transaction first(*database);
    Transaction second(*other);
    const auto one = targets.next_waiting(campaign, noon);
    const auto two = others.next_waiting(campaign, noon);
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->position, 1);
    EXPECT_EQ(two->position, 2);
}

TEST_P(PostgresqlTest, TwoConnectionsClaimDifferentMessages) {
    const auto campaign = make_campaign(2);
    std::vector<Target> both;
    targets.each(campaign, [&](const Target& target) { both.push_back(target); });
    {
        Transaction transaction(*database);
        for (const auto& target : both) (void)messages.add(make_message(campaign, target));
        transaction.commit();
    }
    const auto other = open(url);
    Messages others(*other);
    Transaction first(*database);
    Transaction second(*other);
    const auto one = messages.next_to_send(campaign, "999000000000001", noon);
    const auto two = others.next_to_send(campaign, "999000000000001", noon);
    ASSERT_TRUE(one && two);
    EXPECT_NE(one->id, two->id);
    EXPECT_FALSE(others.next_to_send(campaign, "999000000000001", noon - 1s)) << "and none that is not due";
}

TEST_P(PostgresqlTest, ALeaseThatIsNotRenewedEndsByTheDatabasesClock) {
    const Owner lives(*database, noon);
    const Owner late(*database, noon, "", -1ms);
    EXPECT_EQ(Owner::dead(*database), std::vector<Id>{late.id()});
    EXPECT_TRUE(Owner::at_work(*database, lives.id()));
    EXPECT_FALSE(Owner::at_work(*database, late.id()));
    EXPECT_TRUE(lives.renew(*database));
    const auto left = "SELECT (lease_until - EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint FROM owner WHERE id = " +
                      std::to_string(lives.id());
    EXPECT_LE(sql_value(url, left), Owner::usual_lease.count());
    EXPECT_GT(sql_value(url, left), Owner::usual_lease.count() / 2);
    sql_value(url, "UPDATE owner SET lease_until = lease_until - 60000");
    EXPECT_EQ(Owner::dead(*database).size(), 2U);
    EXPECT_TRUE(lives.renew(*database)) << "nobody has taken over meanwhile";
    EXPECT_EQ(Owner::dead(*database), std::vector<Id>{late.id()});
}

TEST_P(PostgresqlTest, NobodyIsTakenForDeadRightAfterTheServersStart) {
    const Owner late(*database, noon, "", -1ms);
    const Owner given_back(*database, noon);
    sql_value(url, "UPDATE owner SET lease_until = 0 WHERE id = " + std::to_string(given_back.id()));
    sql_value(url,
              "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET gsmcfg.restart_patience = 3600000'; END $$");
    const auto after_start = open(url);
    EXPECT_EQ(Owner::dead(*after_start), std::vector<Id>{given_back.id()}) << "it could not renew while the server was away";
    EXPECT_TRUE(Owner::at_work(*after_start, late.id()));
    EXPECT_EQ(Owner::dead(*database).size(), 2U) << "a server that has been up for long";
}

TEST_P(PostgresqlTest, WhoeverIsAboutToBeBuriedMayStillRenewItsLease) {
    const Owner owner(*database, noon);
    sql_value(url, "UPDATE owner SET lease_until = lease_until - 120000");
    ASSERT_EQ(Owner::dead(*database), std::vector<Id>{owner.id()});
    EXPECT_TRUE(owner.renew(*database));
    Transaction transaction(*database);
    EXPECT_FALSE(Owner::condemn(*database, owner.id()));
}

TEST_P(PostgresqlTest, TheCondemnedWaitAndAreBuriedOnce) {
    const Owner owner(*database, noon);
    sql_value(url, "UPDATE owner SET lease_until = lease_until - 120000");
    const auto other = open(url);
    set_lock_patience(*other, 20ms);
    {
        Transaction transaction(*database);
        ASSERT_TRUE(Owner::condemn(*database, owner.id()));
        EXPECT_THROW((void)owner.renew(*other), StorageTrouble);
        Owner::bury(*database, owner.id(), noon);
        transaction.commit();
    }
    EXPECT_FALSE(owner.renew(*other));
    Transaction transaction(*other);
    EXPECT_FALSE(Owner::condemn(*other, owner.id())) << "by another host already";
}

TEST_P(PostgresqlTest, WhoeverIsBuriedCantRenewItsLease) {
    const Owner owner(*database, noon);
    {
        Transaction transaction(*database);
        Owner::bury(*database, owner.id(), noon);
        transaction.commit();
    }
    EXPECT_FALSE(owner.renew(*database));
    EXPECT_TRUE(Owner::dead(*database).empty());
}

TEST_P(PostgresqlTest, ALeaseIsGivenBackAtTheEnd) {
    Id id = 0;
    {
        const Owner owner(*database, noon);
        id = owner.id();
    }
    EXPECT_EQ(Owner::dead(*database), std::vector<Id>{id});
}

TEST_P(PostgresqlTest, NobodySendsWithoutALease) {
    const auto campaign = make_campaign(1);
    const Owner owner(*database, noon, "", -1ms);
    Transaction transaction(*database);
    auto message = make_message(campaign, targets.next_waiting(campaign, noon).value());
    message.id = messages.add(message);
    EXPECT_THROW((void)messages.begin(message, owner.id()), LeaseLost);
    EXPECT_EQ(messages.find(message.id)->submission, Submission::planned);
}

TEST_P(PostgresqlTest, WhoeverTakesOverWaitsForAMessageThatIsBeingBegun) {
    const auto campaign = make_campaign(1);
    const Owner owner(*database, noon);
    const auto other = open(url);
    set_lock_patience(*other, 20ms);
    Messages others(*other);
    Id id = 0;
    {
        Transaction transaction(*database);
        auto message = make_message(campaign, targets.next_waiting(campaign, noon).value());
        message.id = id = messages.add(message);
        (void)messages.begin(message, owner.id());
        Transaction takes_over(*other);
        EXPECT_THROW((void)others.left_by(owner.id()), StorageTrouble);
        transaction.commit();
    }
    Transaction takes_over(*other);
    const auto left = others.left_by(owner.id());
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left.front().id, id);
    Owner::bury(*other, owner.id(), noon);
    takes_over.commit();
    EXPECT_FALSE(owner.renew(*database));
}

TEST_P(PostgresqlTest, ARenewalWakesNobody) {
    const Owner owner(*database, noon);
    const auto other = open(url);
    const auto version = other->data_version();
    EXPECT_TRUE(owner.renew(*database));
    (void)Campaigns(*other).active();
    EXPECT_EQ(other->data_version(), version);
}

TEST_P(PostgresqlTest, SeveralHostsBringTheSchemaUpToDateAtOnce) {
    auto& cluster = test::PostgresqlCluster::shared();
    const auto fresh = cluster.new_database("empty");
    std::atomic<int> opened = 0;
    {
        std::vector<std::jthread> hosts;
        for (int host = 0; host < 4; ++host)
            hosts.emplace_back([&] {
                if (Database::open(fresh)) ++opened;
            });
    }
    EXPECT_EQ(opened, 4);
    EXPECT_EQ(sql_value(fresh, "SELECT COUNT(*) FROM schema_version"), newest_schema()) << "each step once";
    cluster.drop_database(fresh);
}

TEST_P(PostgresqlTest, ADatabaseInAnotherEncodingIsRefused) {
    auto& cluster = test::PostgresqlCluster::shared();
    sql_value(cluster.url("postgres"), "CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0");
    const auto opened = Database::open(cluster.url("bytes"));
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().detail.find("ENCODING 'UTF8'"), std::string::npos) << opened.error().detail;
    cluster.drop_database(cluster.url("bytes"));
}

TEST_P(PostgresqlTest, AnEmptyDatabaseIsLeftAloneByALook) {
    auto& cluster = test::PostgresqlCluster::shared();
    const auto fresh = cluster.new_database("empty");
    EXPECT_EQ(schema_version(*open_as_is(fresh).value()), 0);
    EXPECT_EQ(sql_value(fresh, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"), 0);
    cluster.drop_database(fresh);
}

TEST_P(PostgresqlTest, SaysWhereItIsWithoutThePassword) {
    std::string with_password = url;
    with_password.insert(with_password.find('@'), ":geheim");
    const auto opened = open(with_password);
    EXPECT_EQ(opened->url(), with_password);
    EXPECT_EQ(opened->path(), "");
    EXPECT_TRUE(opened->shown().starts_with("postgresql:///test_")) << opened->shown();
    EXPECT_EQ(opened->shown().find("geheim"), std::string::npos);
    EXPECT_EQ(opened->shown().find("gsmcfg@"), std::string::npos);
}

ON_POSTGRESQL(PostgresqlTest);

// Also where there is no server.
TEST(PostgresqlUrl, APasswordIsInNoMessage) {
    const test::TemporaryDirectory nowhere;
    const auto folder = nowhere.path().string();
    for (const auto& text : {
             "postgresql://user:geheim@/db?host=" + folder,
             "postgresql:///db?user=user&password=geheim&host=" + folder,
             "postgres://user:geheim@/db?connect_timeout=never&host=" + folder,
             std::string("postgresql://user:geheim@host/db?nosuchoption=1"),
             std::string("postgresql://user:geheim@host/db?sslmode"),
             std::string("postgresql://user:geheim@host:port/db"),
             std::string("postgresql://user:geheim@[host/db"),
             std::string("postgresql://user:gehe/heim@host/db"),
             std::string("postgresql://user:gehe@heim@host/db"),
             std::string("postgresql://user:gehe?heim@host/db"),
             std::string("postgresql://user:gehe%heim@host/db"),
         }) {
        const auto opened = Database::open(text);
        ASSERT_FALSE(opened) << text;
        const auto message = opened.error().message();
        for (const auto* part : {"gehe", "heim"}) EXPECT_EQ(message.find(part), std::string::npos) << text << ": " << message;
    }
}

TEST(PostgresqlUrl, AnErrorNamesHostPortAndDatabase) {
    const test::TemporaryDirectory nowhere;
    const auto folder = nowhere.path().string();
    const auto opened = Database::open("postgresql://user:geheim@/meters?port=6543&host=" + folder);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::ErrorCode::database);
    EXPECT_EQ(opened.error().where, "postgresql:///meters?host=" + folder + "&port=6543");
    EXPECT_EQ(opened.error().detail, "No such file or directory");
}

}  // namespace
}  // namespace gsmcfg::store
