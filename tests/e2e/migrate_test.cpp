// gsmcfg db migrate, to a PostgreSQL server of the tests' own and back.
#include "e2e_fixture.hpp"
#include "small_disk.hpp"

#include "support/postgresql_cluster.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/campaigns.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace gsmcfg::e2e {
namespace {

class Migrate : public EndToEnd {
protected:
    [[nodiscard]] std::string file() const { return folder + "/gsmcfg.db"; }
    Ended migrate(const std::string& from, const std::string& to, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"db", "migrate", "--from", from, "--to", to});
        return bare(more);
    }
    static bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }
    // What `db export` says, in any order, without what stays at its place.
    std::vector<std::string> exported(const std::string& url) {
        const auto ended = bare({"db", "export", "--db", url, "--show-secrets"});
        EXPECT_EQ(ended.exit, 0) << ended.err;
        std::vector<std::string> lines;
        for (const auto line : base::split(ended.out, '\n'))
            if (!has(std::string(line), R"("table":"owner")") && !has(std::string(line), R"("table":"commit_mark")"))
                lines.emplace_back(line);
        std::ranges::sort(lines);
        return lines;
    }
    // Of many meters, of which none was begun.
    void large_database(int meters) {
        const auto database = std::move(*store::Database::open(file()));
        store::Campaigns campaigns(*database);
        store::Campaign fresh;
        fresh.settings = fresh.options = "{}";
        store::Transaction first(*database);
        const auto id = campaigns.create(fresh);
        first.commit();
        std::vector<store::NewTarget> targets;
        for (int i = 0; i < meters; ++i) targets.push_back({"+9990" + std::to_string(10'000'000 + i), "", "", "", "", ""});
        campaigns.add_targets(id, 1, targets);
        store::Transaction last(*database);
        campaigns.change_state(id, store::CampaignState::draft, store::CampaignState::ready, "", {});
        last.commit();
    }
};

TEST_F(Migrate, TypingErrorsGetASentence) {
    { ASSERT_TRUE(store::Database::open(file())); }
    const auto refused = [&](const Ended& ended, int exit, const std::string& words) {
        EXPECT_EQ(ended.exit, exit) << ended.err;
        EXPECT_TRUE(has(ended.err, words)) << ended.err;
        EXPECT_EQ(ended.out, "");
    };
    refused(bare({"db", "migrate", "--db", file()}), 2, "--db and the configuration do not count here");
    refused(bare({"db", "migrate", "--from", file()}), 2, "say --from and --to");
    refused(migrate(file(), "postgresql:"), 2, "--to: a database of PostgreSQL is written postgresql://");
    refused(migrate(file(), "mysql://me:geheim@host/db"), 2, "there is no database 'mysql:'");
    refused(migrate(folder + "/nothing.db", folder + "/new.db"), 4, "there is no database " + folder + "/nothing.db");
    refused(migrate(file(), "sqlite:" + file()), 2, "is the database itself");
    refused(migrate(file(), "postgresql://me:geheim@/db?host=" + folder), 4, "No such file or directory");
    EXPECT_FALSE(has(migrate(file(), "postgresql://me:geheim@/db?host=" + folder).err, "geheim"));
    write("text.db", "no database");
    refused(migrate(file(), folder + "/text.db"), 4, "is no database of gsmcfg");
    refused(migrate(folder + "/text.db", folder + "/new.db"), 4, "is no database of gsmcfg");
    EXPECT_FALSE(std::filesystem::exists(folder + "/new.db"));
}

TEST_F(Migrate, NotWhileSomebodyIsAtWork) {
    simulate(write("fleet.csv",
                   "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour\n"
                   "+99900100001,GS04,1,2.0,12345678,0,old,,8000,300,24,silent\n"));
    const Program run(words({"apply", sample("profile.toml"), "+99900100001", "--yes"}), folder);
    ASSERT_TRUE(run.until([&] { return simulator->submitted() > 0; }));
    const auto ended = migrate(file(), folder + "/new.db");
    EXPECT_EQ(ended.exit, 75) << ended.err;
    EXPECT_TRUE(has(ended.err, "gsmcfg is at work on it (process ")) << ended.err;
    EXPECT_FALSE(std::filesystem::exists(folder + "/new.db")) << "nothing was made";
}

TEST_F(Migrate, NotWithoutTheRightToKeepOthersFromWriting) {
    std::filesystem::create_directory(folder + "/disk");
    const SmallDisk disk(folder + "/disk", 32'000'000);
    const auto source = folder + "/disk/gsmcfg.db";
    { ASSERT_TRUE(store::Database::open(source)); }
    disk.make_read_only(true);
    const auto ended = migrate(source, file());
    disk.make_read_only(false);
    EXPECT_EQ(ended.exit, 4) << ended.err;
    EXPECT_TRUE(has(ended.err, source + ": can't be written by this user")) << ended.err;
}

TEST_F(Migrate, KilledOrInterruptedInTheMiddleItLeavesTheNewDatabaseEmpty) {
    large_database(60'000);
    const auto copy = folder + "/new.db";
    for (const int number : {SIGKILL, SIGINT}) {
        Program run({"gsmcfg", "db", "migrate", "--from", file(), "--to", copy, "--json"}, folder);
        ASSERT_TRUE(run.until([&] {
            std::error_code ignored;
            const auto written = std::filesystem::file_size(copy + "-wal", ignored);
            return has(run.out(), "writing") && !ignored && written > 1'000'000;
        })) << run.out();
        run.signal(number);
        const auto ended = run.wait();
        EXPECT_EQ(ended.exit, number == SIGINT ? 130 : 128 + SIGKILL) << ended.err;
        EXPECT_EQ(bare({"campaign", "list", "--db", copy, "--json"}).out, "");
    }
    const auto done = migrate(file(), copy, {"--json"});
    ASSERT_EQ(done.exit, 0) << done.err;
    EXPECT_EQ(done.lines().back().at("rows").integer(), 60'002);
    EXPECT_EQ(bare({"db", "check", "--full", "--db", copy}).exit, 0);
}

class MigrateToServer : public Migrate {
protected:
    void SetUp() override {
        if (const auto missing = test::PostgresqlCluster::missing(); !missing.empty()) GTEST_SKIP() << missing;
        server = test::PostgresqlCluster::shared().new_database("empty");
    }
    void TearDown() override {
        if (!server.empty()) test::PostgresqlCluster::shared().drop_database(server);
    }
    [[nodiscard]] std::string with_password() const {
        auto url = server;
        return url.insert(url.find('@'), ":geheim");
    }
    std::string server;
};

TEST_F(MigrateToServer, ACampaignThatWasInterruptedIsFinishedThereAndComesBack) {
    simulate(sample("fleet.csv"), {"--send-latency", "20", "--reply-delay", "20"});
    Program apply(words({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"}), folder);
    ASSERT_TRUE(apply.until([&] { return simulator->submitted() >= 20; })) << apply.err();
    apply.signal(SIGINT);
    ASSERT_EQ(apply.wait().exit, 130);
    const auto before = exported(file());
    const auto bytes = base::sha256(base::read_file(file()).value());

    const auto moved = migrate(file(), with_password());
    ASSERT_EQ(moved.exit, 0) << moved.err;
    EXPECT_TRUE(has(moved.out, "  target                       25\n")) << moved.out;
    EXPECT_TRUE(has(moved.out, "compared record by record")) << moved.out;
    EXPECT_TRUE(has(moved.out, "Now let `database` in gsmcfg.toml be what --to said (postgresql:///test_")) << moved.out;
    EXPECT_FALSE(has(moved.out + moved.err, "geheim"));
    EXPECT_EQ(exported(server), before);
    EXPECT_EQ(base::sha256(base::read_file(file()).value()), bytes) << "the old file is as it was";
    const auto again = migrate(file(), with_password());
    EXPECT_EQ(again.exit, 2);
    EXPECT_TRUE(has(again.err, "is not empty")) << again.err;
    EXPECT_FALSE(has(again.err, "geheim"));

    const auto resumed = bare({"campaign", "resume", "1", "--db", server, "--modem", simulator->modem(), "--json"});
    EXPECT_EQ(resumed.exit, 0) << resumed.err << resumed.out;
    EXPECT_EQ(resumed.lines().back().at("confirmed").integer(), 25) << resumed.out;
    EXPECT_EQ(resumed.lines().back().at("possible_duplicates").integer(), 0);
    EXPECT_EQ(resumed.lines().back().at("sms_sent").integer(), static_cast<std::int64_t>(simulator->submitted()))
        << "nothing was forgotten, nothing sent twice";
    EXPECT_EQ(bare({"db", "check", "--full", "--db", server}).exit, 0);

    const auto back = migrate(server, folder + "/back.db", {"--json"});
    ASSERT_EQ(back.exit, 0) << back.err;
    const auto result = back.lines().back();
    EXPECT_EQ(result.at("event").string(), "result");
    EXPECT_EQ(result.at("to").string(), folder + "/back.db");
    EXPECT_GT(result.at("rows").integer(), 500);
    EXPECT_GT(result.at("tables").integer(), 20);
    EXPECT_GE(result.at("seconds").number(), 0);
    EXPECT_EQ(back.lines().front().dump(), R"({"event":"step","step":"reading"})");
    EXPECT_EQ(exported(folder + "/back.db"), exported(server));
    EXPECT_EQ(bare({"db", "check", "--full", "--db", folder + "/back.db"}).exit, 0);
}

TEST_F(MigrateToServer, KilledInTheMiddleItLeavesTheServersDatabaseEmpty) {
    large_database(60'000);
    Program run({"gsmcfg", "db", "migrate", "--from", file(), "--to", server, "--json"}, folder);
    ASSERT_TRUE(run.until([&] { return has(run.out(), "writing"); })) << run.err();
    run.signal(SIGKILL);
    EXPECT_EQ(run.wait().exit, 128 + SIGKILL);
    const auto done = migrate(file(), server);
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_TRUE(has(done.out, "60,002 records of ")) << done.out;
}

}  // namespace
}  // namespace gsmcfg::e2e
