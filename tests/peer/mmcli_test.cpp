// ModemManager on a bus of its own, with a stick that umockdev shows it.
#include "peer_fixture.hpp"
#include "private_bus.hpp"

#include <unistd.h>

#include <csignal>

namespace gsmcfg::peer {
namespace {

using namespace std::chrono_literals;
using e2e::Program;

constexpr const char* mmcli = "/usr/bin/mmcli";

class ModemManager : public Peer {
protected:
    void SetUp() override {
        for (const auto& [program, package] : std::map<std::string, std::string>{{"/usr/sbin/ModemManager", "modemmanager"},
                                                                                 {"/usr/bin/dbus-daemon", "dbus-daemon"},
                                                                                 {"/usr/lib/polkit-1/polkitd", "polkitd"},
                                                                                 {"/usr/bin/umockdev-run", "umockdev"}})
            if (const auto reason = missing(program, package); !reason.empty()) GTEST_SKIP() << reason;
        if (geteuid() != 0) GTEST_SKIP() << "polkit says yes to root only";
    }

    void manage(const std::string& personality) {
        simulate({personality});
        bus = std::make_unique<PrivateBus>(folder);
        stick = std::make_unique<PrivateStick>(folder, simulator->modem());
        auto environment = stick->environment();
        environment.merge(bus->environment());
        // The monitor first: it is told of the modem, however early that comes.
        monitor = std::make_unique<Program>(std::vector<std::string>{mmcli, "--monitor-modems"}, folder, bus->environment());
        manager = std::make_unique<Program>(std::vector<std::string>{"/usr/sbin/ModemManager", "--debug"}, folder, environment);
        ASSERT_TRUE(within(60s, *manager, [this] { return manager->err().find("exported modem at path") != std::string::npos; }))
            << manager->err();
    }
    void TearDown() override {
        if (!manager) return;
        manager->signal(SIGTERM);
        EXPECT_EQ(manager->wait().exit, 0);
    }
    std::string ask(const std::vector<std::string>& words) {
        std::vector<std::string> all{mmcli};
        all.insert(all.end(), words.begin(), words.end());
        const auto ended = run(all, bus->environment());
        EXPECT_EQ(ended.exit, 0) << words.back() << ": " << ended.err;
        return ended.out;
    }

    std::unique_ptr<PrivateBus> bus;
    std::unique_ptr<PrivateStick> stick;
    std::unique_ptr<Program> monitor;
    std::unique_ptr<Program> manager;
};

TEST_F(ModemManager, FindsEnablesSendsReceivesAndDeletes) {
    manage("generic");
    const auto found = ask({"-m", "any", "--output-keyvalue"});
    EXPECT_TRUE(holds(found, "Simulated"));
    EXPECT_TRUE(holds(found, "SIM-100"));
    EXPECT_TRUE(holds(found, "359999000000018"));
    EXPECT_TRUE(holds(found, "+99900000001")) << "the own number in digits";

    ask({"-m", "any", "--enable"});
    ASSERT_TRUE(within(30s, *manager, [this] { return manager->err().find("-> registered)") != std::string::npos; }));
    const auto registered = ask({"-m", "any", "--output-keyvalue"});
    EXPECT_TRUE(holds(registered, "99970"));
    EXPECT_TRUE(holds(registered, "home"));
    EXPECT_TRUE(holds(ask({"-i", "any", "--output-keyvalue"}), "999700000000001")) << "the IMSI";

    ask({"-m", "any", "--messaging-create-sms=text='12345678 PORT 4010',number='" + phone(1) + "'"});
    ask({"-s", "0", "--send"});
    EXPECT_EQ(submitted(0), (Texts{{phone(1), "12345678 PORT 4010"}}));
    std::string list;
    ASSERT_TRUE(within(30s, *manager, [&] {
        list = ask({"-m", "any", "--messaging-list-sms"});
        return list.find("(received)") != std::string::npos;
    })) << manager->err();
    const auto message = ask({"-s", "1", "--output-keyvalue"});
    EXPECT_TRUE(holds(message, phone(1)));
    EXPECT_TRUE(holds(message, "DNS: :4010"));
    ask({"-m", "any", "--messaging-delete-sms=1"});
    stop();
    expect_exchanged(0, {{phone(1), "12345678 PORT 4010"}});
}

}  // namespace
}  // namespace gsmcfg::peer
