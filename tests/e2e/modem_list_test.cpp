// Modems found among USB sticks, and named by what they are instead of by a port's number.
#include "e2e_fixture.hpp"
#include "usb_testbed.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace gsmcfg::e2e {
namespace {

class ModemList : public EndToEnd {
protected:
    void SetUp() override {
        if (const auto reason = UsbTestbed::missing(); !reason.empty()) GTEST_SKIP() << reason;
    }

    // Three simulated modems with the IMEIs of imei(0) to imei(2).
    void start_modems() {
        simulator = std::make_unique<Simulator>(folder, sample("fleet.csv"), std::vector<std::string>{"--modems", "3"});
    }
    void plug(const std::vector<std::string>& sticks, const std::map<std::string, std::string>& renamed = {}) {
        testbed.reset();
        testbed = std::make_unique<UsbTestbed>(folder, sticks, renamed);
    }
    // Behind the port is a simulated modem; behind all others is silence.
    void connect(const std::string& port, int modem) const { testbed->connect(port, simulator->modem(modem)); }
    std::string imei(int modem) {
        const auto ended = bare({"modem", "info", "--json", "--modem", simulator->modem(modem)});
        return ended.lines().at(0).at("imei").string().value_or("");
    }
    Ended run(std::vector<std::string> given) {
        given.insert(given.begin(), "gsmcfg");
        return Program(given, folder, testbed->environment()).wait();
    }
    // The IMEI that `modem info` tells for a modem that is named so; the error's text if it can't be reached.
    std::string info(const std::string& selector) {
        const auto ended = run({"modem", "info", "--json", "--modem", selector});
        if (ended.lines().empty()) return ended.err;
        const auto line = ended.lines().at(0);
        const auto told = line.at("imei").string().value_or("");
        return told.empty() ? line.at("problem").string().value_or(ended.err) : told;
    }

    std::unique_ptr<UsbTestbed> testbed;
};

// proc(5), /proc/locks: looking does not disturb the one who wants the lock.
bool is_locked(const std::string& terminal) {
    struct stat status {};
    if (stat(terminal.c_str(), &status) != 0) return false;
    const auto place = ":" + std::to_string(status.st_ino) + " ";
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);)
        if (line.find("FLOCK") != std::string::npos && line.find(place) != std::string::npos) return true;
    return false;
}

// The modem with this text anywhere in its line.
base::Json line_with(const Ended& ended, const std::string& text) {
    for (const auto& line : ended.lines())
        if (line.dump().find(text) != std::string::npos) return line;
    ADD_FAILURE() << "no line with " << text << " in " << ended.out << ended.err;
    return base::Json::object();
}

base::Json port_of(const base::Json& modem, const std::string& device) {
    const auto ports = modem.at("ports");
    for (std::size_t at = 0; at < ports.size(); ++at)
        if (ports.at(at).at("device").string() == device) return ports.at(at);
    ADD_FAILURE() << "no port " << device << " in " << modem.dump();
    return base::Json::object();
}

TEST_F(ModemList, GroupsThePortsOfSeveralSticksAndSaysWhichToUse) {
    start_modems();
    plug({"huawei-e1752", "quectel-ec25", "zte-mf190", "huawei-e3372-hilink", "huawei-e3372-disk"});
    connect("ttyUSB0", 0);
    connect("ttyUSB5", 1);
    const auto listed = run({"modem", "list", "--json"});
    ASSERT_EQ(listed.exit, 0) << listed.out << listed.err;
    EXPECT_EQ(listed.lines().size(), 5U) << listed.out;

    const auto huawei = line_with(listed, "1-1.2");
    EXPECT_EQ(huawei.at("imei").string(), imei(0));
    EXPECT_EQ(huawei.at("usable").boolean(), true);
    EXPECT_EQ(huawei.at("device").string(), "/dev/ttyUSB0");
    EXPECT_EQ(huawei.at("selector").string(), "imei:" + imei(0));
    EXPECT_EQ(huawei.at("usb_id").string(), "12d1:1436");
    EXPECT_EQ(huawei.at("ports").size(), 3U);
    const auto port = port_of(huawei, "/dev/ttyUSB2");
    EXPECT_EQ(port.at("state").string(), "silent");
    EXPECT_EQ(port.at("usb_interface").integer(), 4);
    EXPECT_EQ(port.at("driver").string(), "option");
    EXPECT_EQ(port.at("by_path").string(), "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.4-port0");

    const auto quectel = line_with(listed, "1-1.3");
    EXPECT_EQ(quectel.at("device").string(), "/dev/ttyUSB5");
    EXPECT_EQ(quectel.at("imei").string(), imei(1));
    const auto zte = line_with(listed, "1-1.4");
    EXPECT_EQ(zte.at("usable").boolean(), false);
    EXPECT_NE(zte.at("problem").string()->find("none of its ports answers"), std::string::npos);
    const auto hilink = line_with(listed, "1-1.1");
    EXPECT_NE(hilink.at("problem").string()->find("network mode"), std::string::npos) << hilink.dump();
    const auto disk = line_with(listed, "1-1.5");
    EXPECT_NE(disk.at("cure").string()->find("usb-modeswitch"), std::string::npos) << disk.dump();

    const auto shown = run({"modem", "list"});
    EXPECT_EQ(shown.exit, 0);
    EXPECT_NE(shown.out.find("--modem imei:" + imei(0)), std::string::npos) << shown.out;
    EXPECT_NE(shown.out.find("next step: "), std::string::npos) << shown.out;
}

TEST_F(ModemList, WithoutProbingNothingIsOpened) {
    plug({"huawei-e1752"});
    const auto listed = run({"modem", "list", "--no-probe", "--json"});
    EXPECT_EQ(listed.exit, 0) << listed.err;
    EXPECT_EQ(port_of(listed.lines().at(0), "/dev/ttyUSB0").at("state").string(), "not probed");
    EXPECT_EQ(listed.lines().at(0).at("make").string(), "HUAWEI Technology");
}

TEST_F(ModemList, NamesTheHolderOfAPortAndLeavesItAlone) {
    start_modems();
    plug({"huawei-e1752"});
    connect("ttyUSB0", 0);
    const auto terminal = testbed->terminal("ttyUSB0");
    const int fd = open(terminal.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    ASSERT_EQ(flock(fd, LOCK_EX | LOCK_NB), 0);
    const auto listed = run({"modem", "list", "--json"});
    const auto holder = "process " + std::to_string(getpid());
    EXPECT_EQ(listed.exit, 3);
    const auto port = port_of(listed.lines().at(0), "/dev/ttyUSB0");
    EXPECT_EQ(port.at("state").string(), "in use");
    EXPECT_NE(port.at("problem").string()->find(holder), std::string::npos) << port.dump();
    for (const std::string selector : {"auto", "usb:1-1.2", "usb:1-1.2:1.0", "/dev/ttyUSB0"}) {
        const auto said = info(selector);
        EXPECT_NE(said.find(holder), std::string::npos) << selector << ": " << said;
    }
    EXPECT_NE(info("/dev/ttyUSB0").find("/dev/ttyUSB0"), std::string::npos) << "as the user wrote it";
    close(fd);
    EXPECT_EQ(info("auto"), imei(0));
}

TEST_F(ModemList, AStickThatDoesNotAnswerIsShownWithItsCure) {
    plug({"zte-mf190"});
    const auto listed = run({"modem", "list", "--json"});
    EXPECT_EQ(listed.exit, 3);
    EXPECT_NE(listed.lines().at(0).at("cure").string()->find("plug it in again"), std::string::npos) << listed.out;
    EXPECT_EQ(listed.lines().at(0).at("is_modem").boolean(), true);
}

TEST_F(ModemList, AModemIsFoundByImeiAndPlaceWhateverItsPortIsCalled) {
    start_modems();
    const auto first = imei(0);
    const auto second = imei(1);
    plug({"huawei-e1752", "quectel-ec25"});
    connect("ttyUSB2", 0);
    connect("ttyUSB5", 1);
    const std::vector<std::pair<std::string, std::string>> named{
        {"imei:" + first, first},  {"imei:" + second, second},
        {"usb:1-1.2", first},      {"usb:1-1.3", second},
        {"usb:1-1.3:1.2", second}, {"/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.3:1.2-port0", second}};
    for (const auto& [selector, expected] : named) EXPECT_EQ(info(selector), expected) << selector;

    // Plugged in again the other way round: the numbers of all ports have changed.
    plug({"huawei-e1752", "quectel-ec25"}, {{"ttyUSB0", "ttyUSB4"},
                                            {"ttyUSB1", "ttyUSB5"},
                                            {"ttyUSB2", "ttyUSB6"},
                                            {"ttyUSB3", "ttyUSB0"},
                                            {"ttyUSB4", "ttyUSB1"},
                                            {"ttyUSB5", "ttyUSB2"},
                                            {"ttyUSB6", "ttyUSB3"}});
    connect("ttyUSB6", 0);
    connect("ttyUSB2", 1);
    for (const std::size_t at : {0U, 3U, 5U}) EXPECT_EQ(info(named[at].first), named[at].second) << named[at].first;

    // And into other sockets.
    plug({"huawei-e1752", "quectel-ec25"}, {{"1-1.2", "1-1.3"}, {"1-1.3", "1-1.2"}});
    connect("ttyUSB2", 0);
    connect("ttyUSB5", 1);
    EXPECT_EQ(info("imei:" + first), first);
    EXPECT_EQ(info("usb:1-1.3"), first);
    const auto said = info("imei:999999999999999");
    EXPECT_NE(said.find("not there"), std::string::npos) << said;
}

TEST_F(ModemList, AutoWantsExactlyOneModem) {
    start_modems();
    plug({"huawei-e3372-hilink"});
    const auto none = info("auto");
    EXPECT_NE(none.find("network mode"), std::string::npos) << none;
    plug({"zte-mf190", "quectel-ec25"});
    connect("ttyUSB5", 1);
    EXPECT_EQ(info("auto"), imei(1)) << "a stick that does not answer is not counted";
    connect("ttyUSB8", 2);
    const auto said = info("auto");
    EXPECT_NE(said.find("imei:" + imei(1)), std::string::npos) << said;
    EXPECT_NE(said.find("imei:" + imei(2)), std::string::npos) << said;
    // The same from the configuration.
    plug({"quectel-ec25"});
    connect("ttyUSB5", 1);
    const auto config = write("gsmcfg.toml", "[modem.stick]\ndevice = \"auto\"\n");
    const auto ended = run({"modem", "info", "--json", "--config", config});
    EXPECT_EQ(ended.lines().at(0).at("imei").string(), imei(1)) << ended.out << ended.err;
    const auto listed = run({"modem", "list", "--json", "--config", config});
    EXPECT_EQ(listed.lines().at(0).at("configured").at(0).string(), "stick") << listed.out;
}

TEST_F(ModemList, ACampaignGoesOnWhenTheModemIsPluggedInAgainUnderAnotherName) {
    simulate(sample("fleet.csv"), {"--send-latency", "300"});
    const auto selector = "imei:" + imei(0);
    plug({"quectel-ec25"});
    connect("ttyUSB5", 0);
    Program run({"gsmcfg", "apply", sample("profile.toml"), sample("phones.txt"), "--yes", "--json", "--no-restart",
                 "--reply-timeout", "5", "--factory-password", "--db", folder + "/gsmcfg.db", "--modem", selector},
                folder, testbed->environment());
    ASSERT_TRUE(run.until([&] { return simulator->submitted() > 3; })) << run.err();
    const auto before = simulator->submitted();
    simulator.reset();
    UsbTestbed again(folder, {"quectel-ec25"}, {{"ttyUSB5", "ttyUSB25"}});
    simulate(sample("fleet.csv"));
    again.connect("ttyUSB25", simulator->modem(0));
    testbed->become(again);
    ASSERT_TRUE(run.until([&] { return simulator->submitted() > 3; })) << "it goes on over the new port; " << run.err();
    EXPECT_GT(before, 3U);
    run.signal(SIGINT);
    EXPECT_EQ(run.wait().exit, 130);
}

TEST_F(ModemList, CtrlCStopsTheSearchAtOnce) {
    plug({"huawei-e1752", "zte-mf190"});
    Program program({"gsmcfg", "modem", "list", "--verbose"}, folder, testbed->environment());
    ASSERT_TRUE(program.until([&] { return is_locked(testbed->terminal("ttyUSB0")); })) << "it is at work";
    program.signal(SIGINT);
    EXPECT_EQ(program.wait().exit, 130);
}

TEST_F(ModemList, ASelectorThatIsNoneIsAnError) {
    const std::vector<std::string> wrong{"imei:12", "usb:x", "usb:1-1:1", "automatic"};
    for (const auto& selector : wrong) {
        const auto ended = bare({"modem", "info", "--modem", selector});
        EXPECT_EQ(ended.exit, 2) << selector << ended.out << ended.err;
        EXPECT_NE(ended.err.find(selector), std::string::npos) << ended.err;
    }
}

}  // namespace
}  // namespace gsmcfg::e2e
