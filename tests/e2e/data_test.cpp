// gsmcfg db and gsmcfg check, and a real disk that is full.
#include "inbox_fixture.hpp"
#include "small_disk.hpp"

#include "gsmcfg/store/registers.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <map>

namespace gsmcfg::e2e {
namespace {

class Data : public InboxFixture {
protected:
    // The findings of gsmcfg check: their severities by area, the worst of each.
    std::map<std::string, std::string> checked(std::vector<std::string> more, int exit) {
        more.insert(more.begin(), {"check", "--json"});
        const auto ended = gsmcfg(more);
        EXPECT_EQ(ended.exit, exit) << ended.out << ended.err;
        std::map<std::string, std::string> found;
        for (const auto& line : ended.lines())
            found.emplace(line.at("area").string().value(), line.at("severity").string().value());
        return found;
    }
    std::string sqlite(const std::string& sql, const std::string& file = "") {
        const auto path = file.empty() ? folder + "/gsmcfg.db" : file;
        const auto ended = Program({"/usr/bin/sqlite3", path, sql}, folder).wait();
        EXPECT_EQ(ended.exit, 0) << ended.err;
        return ended.out.substr(0, ended.out.find('\n'));
    }
    std::string config(const std::string& more = "") {
        return write("gsmcfg.toml", "database = \"" + folder + "/gsmcfg.db\"\n" + more);
    }
};

TEST_F(Data, ABackupIsSoundAndPrivateAndOverwritesNothing) {
    campaign();
    const auto file = folder + "/copy.db";
    const auto done = gsmcfg({"db", "backup", file, "--json"});
    ASSERT_EQ(done.exit, 0) << done.err;
    EXPECT_EQ(done.lines().at(0).at("sound").boolean(), true);
    EXPECT_GT(done.lines().at(0).at("bytes").integer().value(), 100'000);
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto again = gsmcfg({"db", "backup", file});
    EXPECT_EQ(again.exit, 2);
    EXPECT_TRUE(has(again.err, "is there already: --force overwrites it")) << again.err;
    EXPECT_EQ(gsmcfg({"db", "backup", file, "--force"}).exit, 0);
    EXPECT_EQ(bare({"campaign", "list", "--db", file, "--json"}).lines().size(), 1U) << "it can be used as it is";
    EXPECT_EQ(gsmcfg({"db", "backup", folder + "/gsmcfg.db", "--force"}).exit, 2) << "the database itself";
    EXPECT_EQ(gsmcfg({"db", "backup", folder + "/no/copy.db"}).exit, 2);
    EXPECT_EQ(gsmcfg({"db", "backup"}).exit, 2);
    const auto nearly = gsmcfg({"db", "bakup", file});
    EXPECT_EQ(nearly.exit, 2);
    EXPECT_TRUE(has(nearly.err, "backup")) << nearly.err;
}

TEST_F(Data, NoneOfThemMakesADatabase) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"db", "backup", folder + "/copy.db"},
                                                  {"db", "check"},
                                                  {"db", "export"},
                                                  {"db", "prune", "--older-than", "365d", "--yes"}}) {
        const auto ended = gsmcfg(words);
        EXPECT_EQ(ended.exit, 4) << words[1];
        EXPECT_TRUE(has(ended.err, "there is no database " + folder)) << ended.err;
    }
    EXPECT_EQ(checked({"--ignore", "modems,clock"}, 1)["database"], "warning");
    EXPECT_FALSE(std::filesystem::exists(folder + "/gsmcfg.db"));
}

TEST_F(Data, DbCheckFindsWhatContradictsItself) {
    campaign();
    const auto sound = gsmcfg({"db", "check", "--full", "--json"});
    ASSERT_EQ(sound.exit, 0) << sound.out;
    EXPECT_EQ(sound.lines().back().at("sound").boolean(), true);
    EXPECT_EQ(sound.lines().size(), 1U) << sound.out;
    EXPECT_TRUE(has(gsmcfg({"db", "check"}).out, "ok: " + folder + "/gsmcfg.db: schema ")) << "for people";
    sqlite("UPDATE campaign_tally SET meters = 7 WHERE outcome = 'confirmed'; UPDATE campaign SET meters = 99");
    const auto bad = gsmcfg({"db", "check"});
    EXPECT_EQ(bad.exit, 4);
    EXPECT_TRUE(has(bad.out, "DAMAGED  campaign 1: its outcomes sum to ")) << bad.out;
    EXPECT_EQ(checked({"--ignore", "modems,clock"}, 4)["database"], "critical");
    sqlite("UPDATE schema_version SET version = 999");
    EXPECT_EQ(gsmcfg({"db", "check"}).exit, 4);
    write("gsmcfg.db", std::string(10'000, 'x'));
    const auto none = gsmcfg({"db", "check"});
    EXPECT_EQ(none.exit, 4);
    EXPECT_TRUE(has(none.err, "is no database of gsmcfg")) << none.err;
}

TEST_F(Data, PruneSaysAsksAndKeepsWhatIsOpen) {
    campaign();
    EXPECT_EQ(gsmcfg({"db", "prune"}).exit, 2);
    EXPECT_EQ(gsmcfg({"db", "prune", "--older-than", "5m", "--yes"}).exit, 2) << "not what is of today";
    EXPECT_EQ(gsmcfg({"db", "prune", "--older-than", "soon"}).exit, 2);
    sqlite(
        "UPDATE campaign SET finished_at = finished_at - 86400000 * 400; UPDATE inbound SET received_at = received_at - 86400000 "
        "* 400; UPDATE attempt SET valid_until = valid_until - 86400000 * 400, submitting_at = submitting_at - 86400000 * 400");
    const auto waiting = listed().size();
    EXPECT_GT(waiting, 0U);
    const std::vector<std::string> prune{"db", "prune", "--older-than", "365d", "--json"};
    auto words = prune;
    words.push_back("--dry-run");
    const auto dry = gsmcfg(words);
    ASSERT_EQ(dry.exit, 0) << dry.err;
    EXPECT_EQ(dry.lines().at(0).at("campaigns").integer(), 1);
    EXPECT_EQ(dry.lines().at(0).at("meters").integer(), 3);
    const auto unasked = gsmcfg(prune);
    EXPECT_EQ(unasked.exit, 2);
    EXPECT_TRUE(has(unasked.err, "--yes")) << unasked.err;
    EXPECT_EQ(sqlite("SELECT COUNT(*) FROM message"), "9");
    words = prune;
    words.insert(words.end(), {"--yes", "--reason", "retention", "--compact"});
    const auto done = gsmcfg(words);
    ASSERT_EQ(done.exit, 0) << done.err;
    EXPECT_EQ(done.lines().at(1).at("event").string(), "pruned");
    EXPECT_EQ(done.lines().at(1).at("campaigns").integer(), 1);
    EXPECT_EQ(done.lines().back().at("free_bytes").integer(), 0);
    EXPECT_EQ(sqlite("SELECT COUNT(*) FROM message"), "0");
    EXPECT_EQ(sqlite("SELECT COUNT(*) FROM meter"), "3") << "the register stays";
    EXPECT_EQ(listed().size(), waiting) << "what waits for a person stays";
    EXPECT_EQ(gsmcfg({"audit", "--action", "db prune", "--json"}).lines().at(0).at("reason").string(), "retention");
    EXPECT_EQ(gsmcfg({"db", "check", "--full"}).exit, 0);
}

TEST_F(Data, AnExportHasEverythingButThePasswords) {
    campaign();
    const auto file = folder + "/all.jsonl";
    const auto done = gsmcfg({"db", "export", file});
    ASSERT_EQ(done.exit, 0) << done.err;
    const auto text = base::read_file(file).value();
    EXPECT_EQ(text.find("PSW: meter"), std::string::npos);
    EXPECT_EQ(text.find("PSW meter"), std::string::npos);
    std::map<std::string, int> tables;
    int hidden = 0;
    for (const auto& line : Ended{0, text, ""}.lines()) {
        const auto table = line.at("table").string().value();
        ++tables[table];
        const auto* shown = table == "target_setting" ? "wanted" : table == "meter_setting" ? "value" : nullptr;
        if (shown != nullptr && line.at("setting").string() == "psw" && line.at(shown).string() != "") {
            EXPECT_EQ(line.at(shown).string(), "***");
            ++hidden;
        }
        // The dialect names the factory password, which is no secret.
        for (const auto& key : line.keys())
            if (key != "dialect_text") {
                EXPECT_EQ(line.at(key).dump().find("12345678"), std::string::npos) << table << " " << key;
            }
        if (table == "campaign") {
            EXPECT_EQ(line.at("settings").at("psw").string(), "***");
            EXPECT_EQ(line.at("settings").at("apn").string(), "m2m.example");
            EXPECT_TRUE(line.at("profile_text").is_null());
            EXPECT_TRUE(line.at("created_at").string().value().ends_with('Z'));
        }
        if (table == "inbound" && has(line.at("text").string().value_or(""), "***")) {
            EXPECT_TRUE(line.at("tpdu").is_null());
        }
    }
    EXPECT_GT(hidden, 0);
    EXPECT_EQ(tables["campaign"], 1);
    EXPECT_EQ(tables["target"], 3);
    EXPECT_EQ(std::to_string(tables["message"]), sqlite("SELECT COUNT(*) FROM message"));
    EXPECT_EQ(std::to_string(tables["inbound"]), sqlite("SELECT COUNT(*) FROM inbound"));
    EXPECT_EQ(tables["audit"], 1);
    const auto clear = gsmcfg({"db", "export", "--show-secrets", "--table", "campaign,target_setting"});
    EXPECT_EQ(clear.lines().at(0).at("settings").at("psw").string(), "meter");
    EXPECT_EQ(gsmcfg({"db", "export", file}).exit, 2) << "it is there already";
    EXPECT_EQ(gsmcfg({"db", "export", "--format", "csv"}).exit, 2);
    const auto near = gsmcfg({"db", "export", "--table", "campain"});
    EXPECT_EQ(near.exit, 2);
    EXPECT_TRUE(has(near.err, "did you mean 'campaign'?")) << near.err;
}

TEST_F(Data, CheckTellsEveryAreaTheWorstFirst) {
    campaign();
    const auto quiet = checked({"--ignore", "clock"}, 0);
    for (const auto* area : {"configuration", "database", "files", "disk", "modems"}) EXPECT_EQ(quiet.at(area), "ok") << area;
    EXPECT_FALSE(quiet.contains("clock"));
    EXPECT_EQ(checked({"--ignore", "clock", "--probe"}, 0)["modems"], "ok");
    EXPECT_EQ(checked({"--ignore", "clock", "--disk-warning", "90000000"}, 1)["disk"], "warning");
    EXPECT_EQ(checked({"--ignore", "clock", "--disk-critical", "90000000"}, 4)["disk"], "critical");
    ASSERT_EQ(chmod((folder + "/gsmcfg.db").c_str(), 0644), 0);
    const auto text = gsmcfg({"check", "--ignore", "clock"});
    EXPECT_EQ(text.exit, 1);
    EXPECT_TRUE(text.out.starts_with("warning   files ")) << text.out;
    EXPECT_TRUE(has(text.out, "chmod 600")) << text.out;
    const auto plugin = gsmcfg({"check", "--nagios", "--ignore", "clock"});
    EXPECT_EQ(plugin.exit, 1);
    EXPECT_TRUE(plugin.out.starts_with("GSMCFG WARNING - files: other users can get at ")) << plugin.out;
    EXPECT_EQ(gsmcfg({"check", "--nagios", "--disk-critical", "90000000"}).exit, 2);
    const auto near = gsmcfg({"check", "--ignore", "clok"});
    EXPECT_EQ(near.exit, 2);
    EXPECT_TRUE(has(near.err, "did you mean 'clock'?")) << near.err;
    EXPECT_EQ(gsmcfg({"check", "--disk-warning", "much"}).exit, 2);
    sqlite("UPDATE audit SET at = at + 86400000");
    EXPECT_EQ(gsmcfg({"check"}).exit, 4) << "a record of tomorrow: the clock is wrong";
}

TEST_F(Data, CheckNamesModemsThatAreGoneAndFaultsOfTheConfiguration) {
    ASSERT_TRUE(store::Database::open(folder + "/gsmcfg.db"));
    const auto with = [&](const std::string& path) { return bare({"check", "--config", path, "--ignore", "clock"}); };
    const auto gone = with(config("[modem.north]\ndevice = \"" + folder + "/nowhere\"\n"));
    EXPECT_EQ(gone.exit, 3) << gone.out;
    EXPECT_TRUE(has(gone.out, "critical  modems")) << gone.out;
    EXPECT_TRUE(has(gone.out, "north (" + folder + "/nowhere) is not there")) << gone.out;
    EXPECT_EQ(with(config()).exit, 1) << "no modem is configured";
    const auto faulty = with(config("[modem.north]\ndevice = 7\nspeed = 3\n"));
    EXPECT_EQ(faulty.exit, 2) << faulty.out;
    EXPECT_TRUE(has(faulty.out, "gsmcfg.toml:3")) << faulty.out;
    EXPECT_TRUE(has(faulty.out, "gsmcfg.toml:4")) << faulty.out;
    write("secret", "87654321\n", 0644);
    const auto open = with(config("[credential.default]\npassword_file = \"" + folder + "/secret\"\n"));
    EXPECT_EQ(open.exit, 2) << open.out;
    EXPECT_TRUE(has(open.out, "chmod 600")) << open.out;
    EXPECT_FALSE(has(open.out, "87654321"));
}

TEST_F(Data, AModemThatAnotherGsmcfgHoldsIsWell) {
    simulate(write("fleet.csv",
                   "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour\n"
                   "+99900100001,GS04,1,2.0,12345678,0,old,,8000,300,24,silent\n"));
    const Program run(words({"apply", sample("profile.toml"), meter, "--yes"}), folder);
    ASSERT_TRUE(run.until([&] { return simulator->submitted() > 0; }));
    for (const auto* probe : {"--verbose", "--probe"}) {
        const auto ended = gsmcfg({"check", "--ignore", "clock", probe});
        EXPECT_EQ(ended.exit, 0) << ended.out;
        EXPECT_TRUE(has(ended.out, "is at work: gsmcfg (process ")) << ended.out;
    }
}

class FullDisk : public EndToEnd {
protected:
    static constexpr std::int64_t size = 32'000'000;

    FullDisk() { std::filesystem::create_directory(folder + "/disk"); }
    std::vector<std::string> on_disk(std::vector<std::string> given) {
        given.insert(given.begin(), "gsmcfg");
        given.insert(given.end(), {"--db", folder + "/disk/gsmcfg.db"});
        if (simulator) given.insert(given.end(), {"--modem", simulator->modem()});
        return given;
    }
};

TEST_F(FullDisk, ARunWaitsForRoomAndGoesOnWithoutLosingAnything) {
    const SmallDisk disk(folder + "/disk", size);
    simulate(sample("fleet-1000.csv"));
    std::string list;
    for (int i = 1; i <= 120; ++i) list += "+9990020" + std::to_string(10'000 + i).substr(1) + "\n";
    Program run(on_disk({"apply", sample("profile.toml"), write("list.txt", list), "--yes", "--json"}), folder);
    ASSERT_TRUE(run.until([&] { return simulator->submitted() > 20; })) << run.err();
    disk.fill();
    ASSERT_TRUE(run.until([&] { return run.err().find("can't be written") != std::string::npos; })) << run.err();
    const auto backup = Program(on_disk({"db", "backup", folder + "/disk/copy.db"}), folder).wait();
    EXPECT_EQ(backup.exit, 2) << "no room for a copy either";
    EXPECT_FALSE(std::filesystem::exists(folder + "/disk/copy.db"));
    disk.empty();
    const auto ended = run.wait();
    EXPECT_EQ(ended.exit, 0) << ended.err << ended.out;
    EXPECT_NE(ended.err.find("can be written again after"), std::string::npos) << ended.err;
    const auto recap = ended.lines().back();
    EXPECT_EQ(recap.at("confirmed").integer(), 120) << ended.out;
    EXPECT_EQ(recap.at("possible_duplicates").integer(), 0);
    EXPECT_EQ(recap.at("sms_sent").integer(), static_cast<std::int64_t>(simulator->submitted()));
    EXPECT_EQ(Program(on_disk({"db", "check", "--full"}), folder).wait().exit, 0);
}

TEST_F(FullDisk, ADiskThatIsFullOrReadOnlyFromTheStartIsSaid) {
    const SmallDisk disk(folder + "/disk", size);
    simulate(sample("fleet.csv"));
    const auto list = write("register.csv", "phone,label\n+99900100001,Lesnaya 1\n");
    ASSERT_EQ(Program(on_disk({"meters", "import", list, "--yes"}), folder).wait().exit, 0);
    disk.fill();
    const auto check = Program(on_disk({"check", "--ignore", "clock"}), folder).wait();
    EXPECT_EQ(check.exit, 4) << check.out;
    EXPECT_NE(check.out.find("critical  disk"), std::string::npos) << check.out;
    disk.empty();
    disk.make_read_only(true);
    const auto read_only = Program(on_disk({"check", "--ignore", "clock"}), folder).wait();
    EXPECT_EQ(read_only.exit, 4) << read_only.out;
    EXPECT_NE(read_only.out.find("is read-only: nothing can be sent"), std::string::npos) << read_only.out;
    const auto apply = Program(on_disk({"apply", sample("profile.toml"), "+99900100001", "--yes"}), folder).wait();
    EXPECT_EQ(apply.exit, 4) << apply.err;
    EXPECT_EQ(simulator->submitted(), 0U);
    disk.make_read_only(false);
}

}  // namespace
}  // namespace gsmcfg::e2e
