#include "each_store_fixture.hpp"

#include "gsmcfg/store/owners.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace gsmcfg::store {
namespace {

using DatabaseTest = EachStoreTest;
using DatabaseFileTest = StoreTest;

TEST_F(DatabaseFileTest, IsPrivateToItsUser) {
    struct stat status {};
    ASSERT_EQ(stat(directory.file("store.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(DatabaseFileTest, InASharedDirectoryTheGroupMayWrite) {
    const auto shared = directory.path() / "shared";
    std::filesystem::create_directory(shared);
    ASSERT_EQ(chmod(shared.c_str(), 02770), 0);
    const auto second = open((shared / "store.db").string());
    struct stat status {};
    ASSERT_EQ(stat((shared / "store.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0660U);
}

TEST_P(DatabaseTest, AnotherConnectionReadsWhatWasCommitted) {
    const auto campaign = make_campaign(3);
    const auto again = open(url);
    EXPECT_EQ(Campaigns(*again).find(campaign)->meters, 3);
}

TEST_F(DatabaseFileTest, TakesAPathWithBlanksAndTheUrlForm) {
    const auto first = open(directory.file("with blanks.db"));
    EXPECT_EQ(first->path(), directory.file("with blanks.db"));
    const auto second = open("sqlite:" + directory.file("by url.db"));
    EXPECT_TRUE(std::filesystem::exists(directory.file("by url.db")));
}

TEST_P(DatabaseTest, ANewerSchemaIsRefused) {
    sql_value(url, "INSERT INTO schema_version VALUES (9999)");
    const auto opened = Database::open(url);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::ErrorCode::newer_schema);
    EXPECT_NE(opened.error().detail.find("newer gsmcfg"), std::string::npos);
}

TEST_F(DatabaseFileTest, AFileThatIsNoDatabaseIsAnError) {
    std::ofstream(directory.file("notes.txt")) << std::string(4096, 'x');
    const auto opened = Database::open(directory.file("notes.txt"));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::ErrorCode::database);
}

TEST_F(DatabaseFileTest, ADirectoryThatCantBeWrittenIsAnError) {
    const auto opened = Database::open("/proc/gsmcfg/store.db");
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().detail.find("can't open the database"), std::string::npos);
}

TEST_P(DatabaseTest, WhatIsNotCommittedIsGone) {
    const auto campaign = make_campaign(1);
    {
        Transaction transaction(*database);
        campaigns.count(campaign, {.sent = 5});
        EXPECT_TRUE(database->in_transaction());
    }
    EXPECT_FALSE(database->in_transaction());
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 0);
}

TEST_P(DatabaseTest, ErrorsNeverShowBoundValues) {
    const auto campaign = make_campaign(1);
    const auto target = targets.next_waiting(campaign, noon).value();
    Transaction transaction(*database);
    auto message = make_message(campaign, target);
    message.text = "topsecret";
    (void)messages.add(message);
    try {
        (void)messages.add(message);  // the same ordinal twice
        FAIL() << "accepted twice";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(std::string(error.what()).find("topsecret"), std::string::npos) << error.what();
    }
}

TEST_P(DatabaseTest, AnotherConnectionSeesTheDataVersionChange) {
    const auto other = open(url);
    const auto before = other->data_version();
    make_campaign(1);
    (void)Campaigns(*other).active();  // PostgreSQL tells at the end of a query
    EXPECT_NE(other->data_version(), before);
}

TEST_P(DatabaseTest, EightThreadsWriteWithoutLosingOne) {
    const auto campaign = make_campaign(1);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            const auto own = open(url);
            Campaigns mine(*own);
            for (int n = 0; n < 25; ++n) {
                Transaction transaction(*own);
                mine.count(campaign, {.sent = 1});
                transaction.commit();
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, 200);
}

// A second open() must not drop the locks of the first connection: another program would then take the log away.
TEST_F(DatabaseFileTest, ASecondConnectionKeepsTheLocksOfTheFirst) {
    make_campaign(1);
    const auto wal_inode = [&] {
        struct stat status {};
        return stat(directory.file("store.db-wal").c_str(), &status) == 0 ? status.st_ino : 0;
    };
    const auto before = wal_inode();
    ASSERT_NE(before, 0U);
    const auto second = open(url);
    ASSERT_EQ(std::system(("sqlite3 '" + url + "' 'SELECT COUNT(*) FROM campaign' > /dev/null").c_str()), 0);
    EXPECT_EQ(wal_inode(), before) << "the other program thought that it was alone and removed the log";
}

TEST_F(DatabaseFileTest, APathRelativeToTheFolderIsKeptAbsolute) {
    const auto opened = open(std::filesystem::relative(directory.file("store.db")).string());
    EXPECT_EQ(opened->path(), directory.file("store.db"));
}

using OwnerTest = EachStoreTest;

TEST_P(OwnerTest, ALivingProcessIsNotDead) {
    const Owner owner(*database, noon);
    EXPECT_TRUE(Owner::dead(*database).empty());
}

TEST_P(OwnerTest, AKilledProcessIsFoundDeadOnceAndBuried) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto own = open(url);
        const Owner owner(*own, noon);
        [[maybe_unused]] const auto written = write(ready[1], "x", 1);
        pause();
        _exit(0);
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    EXPECT_TRUE(Owner::dead(*database).empty()) << "it still runs";
    EXPECT_TRUE(Owner::at_work(*database, 1));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    if (on_postgresql()) {
        EXPECT_EQ(Owner::dead(*database).size(), 1U) << "this machine knows its own processes";
        sql_value(url, "UPDATE owner SET boot_id = 'another machine'");
        EXPECT_TRUE(Owner::dead(*database).empty()) << "from afar nobody can know it before the lease has run out";
        sql_value(url, "UPDATE owner SET lease_until = 0");
    }
    const auto dead = Owner::dead(*database);
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_FALSE(Owner::at_work(*database, dead[0])) << "though nobody has buried it";
    {
        Transaction transaction(*database);
        Owner::bury(*database, dead[0], noon);
        transaction.commit();
    }
    EXPECT_TRUE(Owner::dead(*database).empty());
    close(ready[0]);
    close(ready[1]);
}

ON_EACH_STORE(DatabaseTest);
ON_EACH_STORE(OwnerTest);

}  // namespace
}  // namespace gsmcfg::store
