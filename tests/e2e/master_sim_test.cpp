// gsmcfg master-sim: a SIM is written, checked, put into a meter, and erased.
#include "e2e_fixture.hpp"
#include "stored_messages.hpp"

#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/sms/gsm7.hpp"

#include <algorithm>
#include <filesystem>

namespace gsmcfg::e2e {
namespace {

constexpr const char* password = "Nightjar77";

class MasterSim : public EndToEnd {
protected:
    void start(std::vector<std::string> options = {}) {
        fleet = write("fleet.csv", std::string("phone,type,serial,firmware,password\n+99900100001,GS04,011720163007919,2.0,") +
                                       password + "\n");
        image = folder + "/sim.json";
        options.insert(options.end(), {"--sim-image", image, "--quiet"});
        simulate(fleet, options);
        secret = write("password", password);
    }
    Ended master(std::vector<std::string> given) {
        given.insert(given.begin(), "master-sim");
        given.insert(given.end(), {"--password-file", secret});
        return gsmcfg(given);
    }
    // Exit code 0: the module took the settings.
    Ended boot() {
        return Program({"gsmcfg-modemsim", "--fleet", fleet, "--boot-meter", "+99900100001", "--sim-image", image}, folder)
            .wait();
    }
    std::string iccid() { return base::Json::parse(base::read_file(image).value()).value().at("iccid").string().value_or(""); }
    std::string sample_profile = sample("profile.toml");
    std::string fleet, image, secret;
};

TEST_F(MasterSim, WrittenCheckedBootedErased) {
    start();
    const auto written = master({"write", sample_profile, "--yes"});
    ASSERT_EQ(written.exit, 0) << written.err;
    EXPECT_NE(written.out.find("written and checked: no. 1"), std::string::npos) << written.out;
    EXPECT_EQ(master({"verify"}).exit, 0);
    EXPECT_EQ(master({"verify", sample_profile}).exit, 0);
    const auto booted = boot();
    EXPECT_EQ(booted.exit, 0) << booted.out;
    const auto read = gsmcfg({"master-sim", "read"});
    EXPECT_EQ(read.exit, 0);
    EXPECT_NE(read.out.find("*** APN m2m.example"), std::string::npos) << read.out;
    EXPECT_EQ(master({"write", sample_profile, "--yes", "--json"}).lines().back().at("event").string(), "already");
    const auto listed = gsmcfg({"master-sim", "list", "--json"}).lines();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("iccid").string(), iccid());
    EXPECT_EQ(listed[0].at("records").size(), 8U);
    const auto other = write("other.toml", "dialect = \"energomera-gs04\"\n[settings]\napn = \"other.example\"\n");
    const auto differs = master({"verify", other});
    EXPECT_EQ(differs.exit, 1);
    EXPECT_NE(differs.out.find("differs"), std::string::npos) << differs.out;
    const auto erased = gsmcfg({"master-sim", "erase", "--yes"});
    EXPECT_EQ(erased.exit, 0) << erased.err;
    EXPECT_EQ(master({"verify", sample_profile}).exit, 1);
    EXPECT_EQ(boot().exit, 1);
}

TEST_F(MasterSim, NobodyLearnsThePassword) {
    for (const std::string personality : {"generic", "quectel-ug"}) {
        start({"--personality", personality});
        const auto trace = folder + "/" + personality + ".trace";
        std::string said;
        for (const auto& ended :
             {master({"write", sample_profile, "--yes", "--trace", trace}), master({"read", "--trace", trace}),
              master({"verify", sample_profile, "--trace", trace}), master({"list", "--json"}),
              master({"write", sample_profile, "--yes", "--without", "mode", "--trace", trace}),
              master({"erase", "--yes", "--trace", trace})}) {
            EXPECT_EQ(ended.exit, 0) << personality << ended.err;
            said += ended.out + ended.err;
        }
        simulator.reset();
        std::filesystem::remove(image);
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            const auto name = file.path().filename().string();
            if (name.starts_with("gsmcfg.db") || name.ends_with(".trace")) said += base::read_file(file.path()).value_or("");
        }
        ASSERT_GT(said.size(), 10000U);
        const std::string text(password);
        const auto hex = [](auto octets) { return base::to_hex(octets); };
        const auto plain = hex(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
        auto packed = hex(sms::pack_septets(sms::encode_gsm7(text).value()));
        packed.resize(packed.size() - 2);  // its last octet holds the next character too
        for (const auto& form : {text, plain, packed}) EXPECT_EQ(said.find(form), std::string::npos) << personality;
    }
}

TEST_F(MasterSim, OtherMessagesAreKept) {
    start();
    put_into_modem(simulator->modem(), "SM", deliver_pdu("+99900200001", "Your balance is 5.00"), 1);
    const auto refused = master({"write", sample_profile, "--yes"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_NE(refused.err.find("--replace"), std::string::npos) << refused.err;
    EXPECT_EQ(master({"write", sample_profile, "--yes", "--replace"}).exit, 0);
    const auto filed = filed_messages(folder + "/gsmcfg.db");
    ASSERT_EQ(filed.size(), 1U);
    EXPECT_EQ(filed[0].text, "Your balance is 5.00");
    EXPECT_EQ(boot().exit, 0);
}

TEST_F(MasterSim, WhatIsKeptIsNoFault) {
    start();
    put_into_modem(simulator->modem(), "SM", deliver_pdu("+99900200001", "Your balance is 5.00"), 1);
    ASSERT_EQ(master({"write", sample_profile, "--yes", "--keep"}).exit, 0);
    EXPECT_EQ(master({"verify"}).exit, 0);
    EXPECT_EQ(master({"verify", sample_profile}).exit, 0);
    const auto again = master({"write", sample_profile, "--yes", "--keep", "--json"});
    EXPECT_EQ(again.lines().back().at("event").string(), "already") << again.out;
    // A database that knows nothing of it.
    const auto strange = bare({"master-sim", "verify", sample_profile, "--password-file", secret, "--db", folder + "/other.db",
                               "--modem", simulator->modem(0)});
    EXPECT_EQ(strange.exit, 1) << strange.out << strange.err;
    EXPECT_EQ(bare({"master-sim", "verify", sample_profile, "--keep", "--password-file", secret, "--db", folder + "/other.db",
                    "--modem", simulator->modem(0)})
                  .exit,
              0);
}

TEST_F(MasterSim, ALabelForEachNumber) {
    start();
    const auto labels = folder + "/labels.csv";
    const auto lines = [&] {
        const auto text = base::read_file(labels).value();
        return std::count(text.begin(), text.end(), '\n');
    };
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(master({"write", sample_profile, "--yes", "--labels", labels}).exit, 0);
        EXPECT_EQ(lines(), 2);
    }
    EXPECT_EQ(master({"write", sample_profile, "--yes", "--labels", labels, "--force"}).exit, 0);
    EXPECT_EQ(lines(), 3);
}

TEST_F(MasterSim, WhatIsNotDoneIsAnEventToo) {
    start();
    put_into_modem(simulator->modem(), "SM", deliver_pdu("+99900200001", "Your balance is 5.00"), 1);
    const auto refused = master({"write", sample_profile, "--yes", "--json"});
    EXPECT_EQ(refused.exit, 1);
    ASSERT_FALSE(refused.lines().empty()) << refused.err;
    EXPECT_EQ(refused.lines().back().at("event").string(), "not_done") << refused.out;
    EXPECT_EQ(refused.lines().back().at("iccid").string(), iccid());
    EXPECT_NE(refused.err.find("--replace"), std::string::npos) << refused.err;
}

TEST_F(MasterSim, AListSaysWhichSimGetsWhat) {
    start();
    const auto stranger = write("strangers.csv", "iccid,phone\n8999990000000000018,+99900100002\n");
    const auto refused = master({"write", sample_profile, "--yes", "--sims", stranger});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_NE(refused.err.find("not in the list"), std::string::npos) << refused.err;
    const auto sims =
        write("sims.csv", "\xEF\xBB\xBFICCID;phone;label;port\r\n=\"" + iccid() + "\";'+99900100001;Lesnaya 1;10250\r\n");
    const auto labels = folder + "/labels.csv";
    const auto written =
        master({"write", sample_profile, "--yes", "--sims", sims, "--labels", labels, "--stack", "--count", "1"});
    ASSERT_EQ(written.exit, 0) << written.err;
    EXPECT_NE(written.out.find("*** DONE ***  no. 1"), std::string::npos) << written.out;
    const auto label = base::read_file(labels).value();
    EXPECT_NE(label.find("1," + iccid() + ",+99900100001,,Lesnaya 1,profile.toml,8,cmgw,"), std::string::npos) << label;
    const auto booted = boot();
    EXPECT_EQ(booted.exit, 0);
    EXPECT_NE(booted.out.find("port=10250"), std::string::npos) << booted.out;
    const auto meter = gsmcfg({"meters", "show", "+99900100001", "--json"});
    EXPECT_NE(meter.out.find(iccid()), std::string::npos) << meter.out << meter.err;
}

TEST_F(MasterSim, Refusals) {
    start();
    struct Case {
        std::string name;
        std::vector<std::string> words;
        int exit;
        std::string said;
    };
    const auto profile = sample_profile;
    const auto tracker = write("tracker.toml", "dialect = \"teltonika\"\n[settings]\napn = \"internet\"\n");
    const auto misspelt = write("misspelt.csv", "iccid,phone,prot\n8999990000000000018,+99900100002,10250\n");
    const auto prefixes = write("prefixes.toml", "allow_prefixes = [\"+9990\"]\n");
    for (const auto& [name, words, exit, said] : {
             Case{"a misspelt column", {"write", profile, "--yes", "--sims", misspelt}, 2, "did you mean 'port'"},
             Case{"a label that can't be kept",
                  {"write", profile, "--yes", "--labels", folder + "/none/labels.csv"},
                  2,
                  "--labels"},
             Case{"an own number outside the prefixes",
                  {"write", profile, "--yes", "--own-number", "+99977700001", "--config", prefixes},
                  2,
                  "allow_prefixes"},
             Case{"nobody to ask", {"write", profile}, 2, "--yes"},
             Case{"no profile", {"write"}, 2, "which profile"},
             Case{"an unknown setting", {"write", profile, "--yes", "--without", "mod"}, 2, "mode"},
             Case{"an unknown way", {"write", profile, "--yes", "--via", "smoke"}, 2, "cmgw"},
             Case{"self-send to nobody", {"write", profile, "--yes", "--via", "self-send"}, 2, "--own-number"},
             Case{"half of the PIN options", {"write", profile, "--yes", "--disable-pin"}, 2, "belong together"},
             Case{"a dialect without it", {"write", tracker, "--yes"}, 2, "energomera-gs04"},
             Case{"count without a stack", {"write", profile, "--yes", "--count", "3"}, 2, "--stack"},
             Case{"both", {"write", profile, "--yes", "--keep", "--replace"}, 2, "contradict"},
             Case{"an unknown SIM", {"verify"}, 2, "nothing is known"},
             Case{"erasing without being asked", {"erase"}, 2, "--yes"},
         }) {
        const auto ended = master(words);
        EXPECT_EQ(ended.exit, exit) << name << ended.err;
        EXPECT_NE(ended.err.find(said), std::string::npos) << name << ": " << ended.err;
    }
    const auto instructions = gsmcfg({"master-sim", "write", "--instructions"});
    EXPECT_EQ(instructions.exit, 0);
    EXPECT_NE(instructions.out.find("Switch the meter's power off"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::e2e
