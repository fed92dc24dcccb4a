// Backups while others write, and looks at databases that are damaged.
#include "upkeep_fixture.hpp"

#include "each_store_fixture.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/store/backup.hpp"
#include "gsmcfg/store/dump.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace gsmcfg::store {
namespace {

class BackupTest : public UpkeepTest {
protected:
    std::string file = directory.file("copy.db");
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
            if (entry.path().filename().string().starts_with("copy")) found.push_back(entry.path().filename());
        return found;
    }
};

TEST_F(BackupTest, IsOneFileThatHoldsEverythingAndThatNobodyElseCanRead) {
    const auto campaign = ended_campaign(20, noon);
    const auto backup = back_up(*database, file, false, {});
    ASSERT_TRUE(backup) << backup.error().message();
    EXPECT_EQ(backup->bytes, static_cast<std::int64_t>(std::filesystem::file_size(file)));
    EXPECT_EQ(names(), std::vector<std::string>{"copy.db"}) << "no log beside it, nothing temporary";
    struct stat status {};
    stat(file.c_str(), &status);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto restored = open(file);
    Campaigns copied(*restored);
    EXPECT_EQ(copied.find(campaign)->meters, 20);
    EXPECT_TRUE(inspect(*restored, Depth::full).flaws.empty());
}

TEST_F(BackupTest, IsTheStateOfOneMomentWhileOthersWrite) {
    const auto campaign = make_campaign(6000);
    const auto other = open(database->path());
    Campaigns others(*other);
    int written = 0;
    const auto backup = back_up(*database, file, false, {}, [&](std::int64_t, std::int64_t) {
        Transaction transaction(*other);
        others.count(campaign, {.sent = 1});
        transaction.commit();
        ++written;
    });
    ASSERT_TRUE(backup) << backup.error().message();
    EXPECT_GT(written, 0);
    const auto restored = open(file);
    EXPECT_EQ(Campaigns(*restored).find(campaign)->sms_sent, 0);
    EXPECT_EQ(campaigns.find(campaign)->sms_sent, written);
}

TEST_F(BackupTest, OverwritesNothingUnasked) {
    ASSERT_TRUE(base::write_file(file, "mine"));
    const auto refused = back_up(*database, file, false, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::conflict);
    EXPECT_EQ(base::read_file(file), "mine");
    EXPECT_TRUE(back_up(*database, file, true, {}));
    EXPECT_GT(std::filesystem::file_size(file), 10'000U);
    for (const bool force : {false, true}) {
        const auto itself = back_up(*database, database->path(), force, {});
        ASSERT_FALSE(itself);
        EXPECT_EQ(itself.error().code, base::ErrorCode::conflict);
    }
    EXPECT_FALSE(inspect(*database, Depth::quick).damaged());
}

TEST_F(BackupTest, LeavesNothingBehindAfterAStopOrAFailure) {
    make_campaign(6000);
    base::StopSource stop;
    stop.request();
    const auto stopped = back_up(*database, file, false, base::StopToken(stop));
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, base::ErrorCode::stopped);
    EXPECT_TRUE(names().empty());
    const auto nowhere = back_up(*database, directory.file("no/such/folder.db"), false, {});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, base::ErrorCode::io);
    const auto folder = back_up(*database, directory.path(), true, {});
    EXPECT_FALSE(folder);
}

TEST_F(BackupTest, ADamagedDatabaseGivesNoBackup) {
    make_campaign(4000);
    const auto path = directory.file("damaged.db");
    ASSERT_TRUE(back_up(*database, path, false, {}));
    {
        std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
        for (int page = 120; page < 170; ++page) {
            bytes.seekp(page * 4096 + 8);
            bytes << "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
        }
    }
    auto opened = open_as_is(path);
    ASSERT_TRUE(opened) << opened.error().message();
    const auto damaged = std::move(*opened);
    EXPECT_TRUE(inspect(*damaged, Depth::quick).damaged());
    const auto refused = back_up(*damaged, file, false, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("damaged"), std::string::npos);
    EXPECT_TRUE(names().empty());
}

TEST_F(BackupTest, NothingIsMadeOrMigratedByALook) {
    const auto missing = directory.file("missing.db");
    const auto refused = open_as_is(missing);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(missing));
    const auto other = directory.file("other.db");
    sql_value(other, "CREATE TABLE something (x)");
    EXPECT_EQ(inspect(*open_as_is(other).value(), Depth::full).schema, 0);
    ASSERT_TRUE(base::write_file(directory.file("text.db"), std::string(5000, 'x')));
    EXPECT_EQ(open_as_is(directory.file("text.db")).error().code, base::ErrorCode::database);
    EXPECT_EQ(inspect(*open_as_is(database->path()).value(), Depth::full).schema, newest_schema());
}

struct Tampered {
    const char* what;
    bool full;  // seen by the full inspection alone
    bool breaks_a_reference;
    const char* sql;
    const char* text;
};

class InspectionTest : private StorePlace,
                       public UpkeepTest,
                       public ::testing::WithParamInterface<std::tuple<StoreKind, Tampered>> {
protected:
    InspectionTest() : StorePlace(std::get<StoreKind>(GetParam())), UpkeepTest(address()) {}
    void SetUp() override {
        if (!missing().empty()) GTEST_SKIP() << missing();
    }
    const Tampered tampered = std::get<Tampered>(GetParam());
    const bool server_refuses = std::get<StoreKind>(GetParam()) == StoreKind::postgresql && tampered.breaks_a_reference;
};

TEST_P(InspectionTest, ContradictionsAreFound) {
    ended_campaign(4, noon);
    ASSERT_TRUE(inspect(*database, Depth::full).flaws.empty());
    if (server_refuses) {
        EXPECT_THROW(sql(tampered.sql), std::runtime_error);
        return;
    }
    sql(tampered.sql);
    const auto quick = inspect(*database, Depth::quick);
    EXPECT_EQ(quick.damaged(), !tampered.full);
    const auto full = inspect(*database, Depth::full);
    ASSERT_TRUE(full.damaged());
    EXPECT_NE(full.flaws.front().text.find(tampered.text), std::string::npos) << full.flaws.front().text;
}

INSTANTIATE_TEST_SUITE_P(
    All, InspectionTest,
    testing::Combine(
        testing::Values(StoreKind::sqlite, StoreKind::postgresql),
        testing::Values(
            Tampered{"sum", false, false, "UPDATE campaign_tally SET meters = 3",
                     "campaign 1: its outcomes sum to 3, and it has 4"},
            Tampered{"no tally", false, false, "DELETE FROM campaign_tally", "sum to 0"},
            Tampered{"finished", false, false, "UPDATE target SET state = 'open' WHERE id = 1", "campaign 1 is finished, and 1"},
            Tampered{"reference", true, true, "DELETE FROM message WHERE id = 2", "belongs to a message that is not there"},
            Tampered{"answer", true, false, "UPDATE inbound SET message_id = 99 WHERE id = 1", "1 received messages answer"},
            Tampered{"tally", true, false, "UPDATE target SET outcome = 'no_reply' WHERE id = 1", "not counted as they are"},
            Tampered{"attempts", true, false, "UPDATE message SET attempts = 3 WHERE id = 1", "fewer attempts"})),
    [](const auto& test) {
        std::string name = std::get<Tampered>(test.param).what;
        std::erase(name, ' ');
        return name + (std::get<StoreKind>(test.param) == StoreKind::sqlite ? "_sqlite" : "_postgresql");
    });

using UpkeepOnEachStore = OnEachStore<UpkeepTest>;

TEST_P(UpkeepOnEachStore, WhatADeadProcessLeftIsNoDamage) {
    const auto campaign = make_campaign(1);
    sql("INSERT INTO owner (id, host, boot_id, pid, lock_file, started_at) VALUES (7, 'h', 'another boot', 1, '', 0)");
    sql(fmt::format("UPDATE campaign SET state = 'running', owner_id = 7 WHERE id = {}", campaign));
    const auto inspection = inspect(*database, Depth::full);
    EXPECT_FALSE(inspection.damaged());
    ASSERT_EQ(inspection.flaws.size(), 1U);
    EXPECT_EQ(inspection.flaws.front().cure, "gsmcfg campaign resume 1");
}

TEST_P(UpkeepOnEachStore, ADumpHasEveryRecordOfEveryTable) {
    ended_campaign(1234, noon);
    std::int64_t targets_seen = 0;
    std::set<std::string_view> names;
    for (const auto table : dumped_tables()) {
        names.insert(table);
        std::int64_t seen = 0;
        EXPECT_TRUE(each_record(*database, table, [&](const Record& record) {
            EXPECT_EQ(record.columns.size(), record.cells.size());
            return ++seen > 0;
        }));
        EXPECT_EQ(seen, rows(std::string(table))) << table;
        if (table == "target") targets_seen = seen;
    }
    EXPECT_EQ(targets_seen, 1234);
    EXPECT_EQ(static_cast<std::int64_t>(names.size()),
              sql(on_postgresql() ? "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version'"
                                  : "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT IN ('schema_version', "
                                    "'sqlite_sequence')"))
        << "a new table belongs into the dump";
    int taken = 0;
    EXPECT_FALSE(each_record(*database, "target", [&](const Record&) { return ++taken < 5; }));
    EXPECT_EQ(taken, 5);
}

TEST_P(UpkeepOnEachStore, TheServersOwnMeansAreNamed) {
    const auto made = back_up(*database, directory.file("copy.db"), false, {});
    if (!on_postgresql()) {
        EXPECT_TRUE(made);
        return;
    }
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, base::ErrorCode::unsupported);
    EXPECT_NE(made.error().detail.find("pg_dump"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(directory.file("copy.db")));
}

ON_EACH_STORE(UpkeepOnEachStore);

}  // namespace
}  // namespace gsmcfg::store
