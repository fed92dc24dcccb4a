// Other device families, from the command line.
#include "e2e_fixture.hpp"

#include <filesystem>

namespace gsmcfg::e2e {
namespace {

using Dialects = EndToEnd;

const std::string tracker = "+99900100001";
const std::string fleet =
    "phone,type,serial,firmware,family,login,password,settings\n+99900100001,FMB,1,1,teltonika,abc,def,apn=old\n";

TEST_F(Dialects, ListAndShow) {
    const auto listed = bare({"dialect", "list"});
    EXPECT_EQ(listed.exit, 0) << listed.err;
    EXPECT_NE(listed.out.find("energomera-gs04  Energomera GS04/GB04 communication module; the default\n"), std::string::npos);
    EXPECT_NE(listed.out.find("robustel"), std::string::npos);
    const auto json = bare({"dialect", "list", "--json"}).lines();
    ASSERT_EQ(json.size(), 7U);
    const auto shown = bare({"dialect", "show", "wm-m2m-easy"});
    EXPECT_EQ(shown.exit, 0);
    for (const auto* words : {"PW={credential},{items}{closing}", "Not verified", "counts the settings", "source"})
        EXPECT_NE(shown.out.find(words), std::string::npos) << words;
    EXPECT_EQ(bare({"dialect", "show", "teltonika", "--json"}).lines().at(0).at("experimental").boolean(), false);
    const auto typo = bare({"dialect", "show", "teltonica"});
    EXPECT_EQ(typo.exit, 2);
    EXPECT_NE(typo.err.find("did you mean 'teltonika'"), std::string::npos) << typo.err;
}

TEST_F(Dialects, CheckSaysLineAndReason) {
    const auto good = write("mine.toml", bare({"dialect", "show", "energomera-gs04", "--toml"}).out);
    EXPECT_EQ(bare({"dialect", "check", good}).exit, 0);
    auto text = bare({"dialect", "show", "energomera-gs04", "--toml"}).out;
    text.replace(text.find("(?i:TIMEOUT):[ \\t]*(?P"), 3, "[^\\x00-\\x{10FFFF}](?i");
    const auto bad = write("bad.toml", text);
    const auto checked = bare({"dialect", "check", bad});
    EXPECT_EQ(checked.exit, 2);
    EXPECT_NE(checked.out.find("bad.toml:"), std::string::npos) << checked.out;
    EXPECT_NE(checked.out.find("is not read as the reply 'timeout'"), std::string::npos) << checked.out;
    EXPECT_EQ(bare({"dialect", "check", folder + "/nothing.toml"}).exit, 2);
}

TEST_F(Dialects, TryReadsAReply) {
    const auto good = bare({"dialect", "try", "teltonika", "--setting", "apn=iot", "--setting", "psw=hush7", "--reply",
                            "New value 2001:iot;2003:hush7"});
    EXPECT_EQ(good.exit, 0) << good.err;
    EXPECT_NE(good.out.find("message 1  *** *** setparam 2001:iot;2003:***\n"), std::string::npos) << good.out;
    EXPECT_EQ(good.out.find("hush7"), std::string::npos);
    EXPECT_EQ(bare({"dialect", "try", "teltonika", "--setting", "apn=iot", "--reply", "New value 2001:other"}).exit, 1);
    EXPECT_EQ(bare({"dialect", "try", "energomera-gs04", "--ask", "apn", "--reply", "GS04\\n123\\nAPN: a\\n\\n"}).exit, 0);
    EXPECT_EQ(bare({"dialect", "try", "energomera-gs04", "--setting", "apn"}).exit, 2);
    EXPECT_EQ(bare({"dialect", "try", "energomera-gs04"}).exit, 2);
}

TEST_F(Dialects, AnExperimentalOneWantsTheWord) {
    const auto profile = write("p.toml", "dialect = \"robustel\"\n[settings]\ndevice_name = \"M1\"\n");
    const auto refused = bare({"plan", profile, tracker, "--factory-password"});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_NE(refused.err.find("--experimental"), std::string::npos) << refused.err;
    const auto planned = bare({"plan", profile, tracker, "--experimental", "--factory-password"});
    EXPECT_EQ(planned.exit, 0) << planned.err;
    EXPECT_NE(planned.out.find("***:1001,M1;0004"), std::string::npos) << planned.out;
}

TEST_F(Dialects, ATrackerIsConfiguredAndReadBack) {
    simulate(write("fleet.csv", fleet));
    const auto profile =
        write("p.toml", "dialect = \"teltonika\"\n[settings]\napn = \"iot.example\"\npsw = \"hush77\"\nport = 5000\n");
    const auto password = write("password", "abc:def\n");
    const auto applied = gsmcfg({"apply", profile, tracker, "--yes", "--json", "--password-file", password});
    ASSERT_EQ(applied.exit, 0) << applied.err << applied.out;
    EXPECT_EQ(applied.lines().back().at("confirmed").integer(), 1);
    EXPECT_EQ(applied.lines().back().at("sms_sent").integer(), 1);
    const auto status =
        gsmcfg({"status", tracker, "--dialect", "teltonika", "--settings", "apn,psw,port", "--yes", "--password-file", password});
    EXPECT_EQ(status.exit, 0) << status.err;
    EXPECT_NE(status.out.find("apn=iot.example"), std::string::npos) << status.out;
    EXPECT_EQ(status.out.find("hush77"), std::string::npos) << status.out;
    const auto shown = gsmcfg({"campaign", "show", "1", "--messages"});
    EXPECT_NE(shown.out.find("setparam 2001:iot.example;2003:***;2005:5000"), std::string::npos) << shown.out;
    EXPECT_EQ(shown.out.find("hush77"), std::string::npos) << shown.out;
    const auto wrong = gsmcfg({"apply", profile, tracker, "--yes", "--password-file", write("wrong", "nocolon\n")});
    EXPECT_EQ(wrong.exit, 2);
    EXPECT_NE(wrong.err.find("LOGIN:PASSWORD"), std::string::npos) << wrong.err;
    simulator->stop();
    EXPECT_EQ(simulator->truth("final").at(0).at("applied").at("apn").string(), "iot.example");
    for (const auto& file : {"gsmcfg.db", "gsmcfg.db-wal"})
        if (const auto bytes = base::read_file(folder + "/" + file)) {
            EXPECT_EQ(bytes->find("abc def"), std::string::npos) << file;
            EXPECT_EQ(bytes->find("abc:def"), std::string::npos) << file;
        }
}

TEST_F(Dialects, AFileOfTheSearchPathStandsBeforeTheBuiltInOne) {
    std::filesystem::create_directory(folder + "/dialects");
    auto text = bare({"dialect", "show", "teltonika", "--toml"}).out;
    text.replace(text.find("title = \"Teltonika"), 18, "title = \"My own Teltonika");
    write("dialects/teltonika.toml", text);
    const auto configuration = write("gsmcfg.toml", "[send]\nattempts = 2\n");
    const auto listed = bare({"dialect", "list", "--config", configuration});
    EXPECT_NE(listed.out.find("My own Teltonika"), std::string::npos) << listed.out;
    EXPECT_NE(listed.out.find("dialects/teltonika.toml)"), std::string::npos) << listed.out;
    const auto elsewhere = write("other.toml", "dialect_path = [\"none\"]\n");
    EXPECT_EQ(bare({"dialect", "list", "--config", elsewhere}).out.find("My own"), std::string::npos);
    write("dialects/broken.toml", "format = 1\n");
    const auto broken = bare({"dialect", "list", "--config", configuration});
    EXPECT_EQ(broken.exit, 2);
    EXPECT_NE(broken.out.find("broken"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::e2e
