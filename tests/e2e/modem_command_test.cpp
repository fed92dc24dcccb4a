// gsmcfg modem info, check and ussd against the simulated modem.
#include "e2e_fixture.hpp"
#include "stored_messages.hpp"

#include "gsmcfg/base/text.hpp"

#include <csignal>

namespace gsmcfg::e2e {
namespace {

class ModemCommand : public EndToEnd {
protected:
    // With a simulator of its own.
    Ended under(const std::string& condition, const std::vector<std::string>& given) {
        simulator.reset();
        simulate(sample("fleet.csv"),
                 condition.empty() ? std::vector<std::string>{} : std::vector<std::string>{"--condition", condition});
        return gsmcfg(given);
    }
    // The check's findings by name.
    static std::map<std::string, bool> findings(const Ended& ended) {
        std::map<std::string, bool> found;
        for (const auto& line : ended.lines())
            if (line.at("event").string() == "check") found[*line.at("check").string()] = *line.at("ok").boolean();
        return found;
    }
};

TEST_F(ModemCommand, InfoHasTheSameKeysWhateverIsWrong) {
    const auto good = under("", {"modem", "info", "--json"});
    ASSERT_EQ(good.exit, 0) << good.err;
    const auto keys = good.lines().at(0).keys();
    EXPECT_EQ(good.lines().at(0).at("stores").at(std::size_t{0}).at("store").string(), "SM");
    simulator.reset();
    const auto missing = bare({"modem", "info", "--json", "--modem", folder + "/no-such-port"});
    EXPECT_EQ(missing.exit, 3);
    EXPECT_EQ(missing.lines().at(0).keys(), keys);
    EXPECT_EQ(missing.lines().at(0).at("ready").boolean(), false);
    EXPECT_FALSE(missing.lines().at(0).at("problem").string()->empty());
}

TEST_F(ModemCommand, AMissingPortHasNoEmptyLines) {
    const auto missing = bare({"modem", "info", "--modem", folder + "/no-such-port"});
    EXPECT_EQ(missing.exit, 3);
    for (const auto line : base::split(missing.out, '\n')) {
        EXPECT_FALSE(line.starts_with("  modem")) << missing.out;
        EXPECT_EQ(line, line.substr(0, line.find_last_not_of(' ') + 1)) << "nothing but a name: " << line;
    }
}

TEST_F(ModemCommand, InfoShowsWhatCanBeKnownOfABrokenLine) {
    const auto noted = under("no-smsc", {"modem", "info", "--json"});
    EXPECT_EQ(noted.exit, 3);
    const auto line = noted.lines().at(0);
    EXPECT_EQ(line.at("ready").boolean(), false);
    EXPECT_EQ(line.at("sim").string(), "READY");
    EXPECT_EQ(line.at("registration").integer(), 1) << "asked for although the bring-up ended before it";
    EXPECT_FALSE(line.at("imsi").string()->empty());
    EXPECT_NE(line.at("problem").string()->find("SMSC"), std::string::npos);
    EXPECT_EQ(line.at("stores").at(std::size_t{0}).at("used").integer(), 0);
}

TEST_F(ModemCommand, CheckIsGoodOnlyIfAllIs) {
    const auto good = under("", {"modem", "check", "--json"});
    ASSERT_EQ(good.exit, 0) << good.out << good.err;
    for (const auto* name : {"modem", "SIM", "registration", "signal", "SMSC", "storage", "receiving"})
        EXPECT_EQ(findings(good).count(name), 1U) << name;
    for (const auto& [name, ok] : findings(good)) EXPECT_TRUE(ok) << name;
    EXPECT_EQ(good.lines().back().at("event").string(), "result");
    EXPECT_EQ(good.lines().back().at("ready").boolean(), true);
    const auto words = gsmcfg({"modem", "check"});
    for (const auto line : base::split(base::trim(words.out), '\n')) EXPECT_TRUE(line.starts_with("ok ")) << line;
}

TEST_F(ModemCommand, CheckNamesWhatIsWrong) {
    const auto locked = under("pin", {"modem", "check", "--json"});
    EXPECT_EQ(locked.exit, 3);
    EXPECT_TRUE(findings(locked).at("modem"));
    EXPECT_FALSE(findings(locked).at("SIM"));
    EXPECT_FALSE(findings(locked).at("registration"));
    EXPECT_FALSE(locked.lines().back().at("ready").boolean().value());
    const auto words = under("no-sim", {"modem", "check"});
    EXPECT_EQ(words.exit, 3);
    EXPECT_NE(words.out.find("FAIL"), std::string::npos);
    EXPECT_NE(words.out.find("insert"), std::string::npos) << "the next step: " << words.out;
}

TEST_F(ModemCommand, AFullSimIsNotReady) {
    simulate(sample("fleet.csv"), {"--storage", "1"});
    put_into_modem(simulator->modem(), "SM", deliver_pdu("+99900200001", "one"), 1);
    const auto full = gsmcfg({"modem", "check", "--json"});
    EXPECT_EQ(full.exit, 3);
    EXPECT_FALSE(findings(full).at("storage"));
    // The loopback makes room: what is there goes to the database.
    const auto loop = gsmcfg({"modem", "check", "--loopback", "--json"});
    EXPECT_TRUE(findings(loop).at("loopback")) << loop.out;
    EXPECT_EQ(filed_messages(folder + "/gsmcfg.db").size(), 1U);
}

TEST_F(ModemCommand, LoopbackComesBackAndLeavesNothing) {
    const auto looped = under("", {"modem", "check", "--loopback", "--json"});
    ASSERT_EQ(looped.exit, 0) << looped.out << looped.err;
    EXPECT_TRUE(looped.lines().back().at("round_trip_ms").integer());
    EXPECT_TRUE(filed_messages(folder + "/gsmcfg.db").empty()) << "it is filed nowhere";
    EXPECT_EQ(audited(folder + "/gsmcfg.db"), std::vector<std::string>{"loopback"});
    EXPECT_TRUE(gsmcfg({"storage", "list", "--json"}).lines().empty()) << "and deleted";
    EXPECT_EQ(simulator->submitted(), 1U);
}

TEST_F(ModemCommand, LoopbackToAnotherNumberFails) {
    const auto lost = under("", {"modem", "check", "--loopback", "--own-number", "+99900300001", "--timeout", "1"});
    EXPECT_EQ(lost.exit, 3);
    EXPECT_NE(lost.out.find("+99900300001"), std::string::npos) << lost.out;
    EXPECT_EQ(gsmcfg({"modem", "check", "--own-number", "+99900300001"}).exit, 2) << "without --loopback";
    EXPECT_EQ(gsmcfg({"modem", "check", "--loopback", "--own-number", "x"}).exit, 2);
    const auto config = write("only.toml", "[numbers]\nallow_prefixes = [\"+9990\"]\n");
    const auto forbidden = gsmcfg({"modem", "check", "--loopback", "--own-number", "+99910000001", "--config", config});
    EXPECT_EQ(forbidden.exit, 2);
    EXPECT_NE(forbidden.err.find("allow_prefixes"), std::string::npos) << forbidden.err;
    EXPECT_EQ(simulator->submitted(), 1U) << "only the first was sent";
}

TEST_F(ModemCommand, AnInterruptedLoopbackBlamesNobody) {
    simulate(sample("fleet.csv"));
    Program check(words({"modem", "check", "--loopback", "--own-number", "+99900300001"}), folder);
    ASSERT_TRUE(check.until([&] { return simulator->submitted() == 1; }));
    check.signal(SIGINT);
    const auto ended = check.wait();
    EXPECT_EQ(ended.exit, 130) << ended.err;
    EXPECT_EQ(ended.out.find("is +99900300001 this SIM's number?"), std::string::npos) << ended.out;
}

TEST_F(ModemCommand, UssdShowsTheAnswer) {
    const auto shown = under("", {"modem", "ussd", "*100#"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_NE(shown.out.find("100.00"), std::string::npos) << shown.out;
    const auto json = gsmcfg({"modem", "ussd", "*100#", "--json"}).lines().at(0);
    EXPECT_EQ(json.at("status").integer(), 0);
    EXPECT_TRUE(json.at("balance").is_null()) << "not the configured code";
    EXPECT_EQ(gsmcfg({"modem", "ussd", "*987#"}).exit, 3) << "a code that the network does not know";
    EXPECT_EQ(gsmcfg({"modem", "ussd"}).exit, 2) << "no code is configured";
    EXPECT_EQ(gsmcfg({"modem", "ussd", "*1\"#"}).exit, 2);
}

TEST_F(ModemCommand, ALowBalanceIsAnAlarm) {
    struct Case {
        std::string name, pattern, low;
        int exit;
        std::optional<bool> is_low;
    };
    simulate(sample("fleet.csv"));
    for (const auto& [name, pattern, low, exit, is_low] :
         {Case{"enough", "Balance: *([0-9]+[.,][0-9]+)", "50.0", 0, false},
          Case{"too little", "Balance: *([0-9]+[.,][0-9]+)", "150.0", 1, true},
          Case{"no amount in the answer", "Kontostand: *([0-9]+)", "50.0", 1, std::nullopt}}) {
        const auto config =
            write("balance.toml", "[balance]\ncode = \"*100#\"\npattern = '" + pattern + "'\nlow = " + low + "\n");
        const auto asked = gsmcfg({"modem", "ussd", "--json", "--config", config});
        EXPECT_EQ(asked.exit, exit) << name << asked.err;
        EXPECT_EQ(asked.err.empty(), exit == 0) << name;
        EXPECT_EQ(asked.lines().at(0).at("low").boolean(), is_low) << name;
        EXPECT_EQ(asked.lines().at(0).at("balance").number(), is_low ? std::optional(100.0) : std::nullopt) << name;
    }
}

TEST_F(ModemCommand, UssdInTheOtherFormWhereTheModemWantsIt) {
    simulate(sample("fleet.csv"), {"--personality", "huawei-e1752"});
    const auto shown = gsmcfg({"modem", "ussd", "*100#"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_NE(shown.out.find("100.00"), std::string::npos) << shown.out;
}

}  // namespace
}  // namespace gsmcfg::e2e
