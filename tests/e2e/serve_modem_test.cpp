// The modems of a service: borrowed, away, reloaded. The release programs over real pseudo-terminals.
#include "datagram_receiver.hpp"
#include "serve_fixture.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace gsmcfg::e2e {
namespace {

class ServeModem : public ServeFixture {
protected:
    std::string configure(const std::string& more = "", const std::string& send = "") {
        return write("gsmcfg.toml", fmt::format("[modem.north]\ndevice = \"{}\"\n{}\n[send]\nattempts = 1\n{}\n",
                                                simulator->modem(), more, send));
    }
};

TEST_F(ServeModem, CommandsBorrowIt) {
    simulate(sample("fleet.csv"));
    const auto config = configure();
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    const auto info = command({"modem", "info", "--config", config});
    EXPECT_EQ(info.exit, 0) << info.err;
    EXPECT_TRUE(says(info.out, "ready to send and receive")) << info.out;
    EXPECT_EQ(command({"modem", "check", "--modem", simulator->modem()}).exit, 0) << "the same port by another name";
    EXPECT_EQ(command({"modem", "ussd", "*100#", "--config", config}).exit, 0);
    EXPECT_EQ(command({"storage", "list", "--config", config}).exit, 0);
    EXPECT_EQ(command({"master-sim", "read", "--config", config}).exit, 0);
    const auto applied = command(apply({"--config", config}));
    EXPECT_EQ(applied.exit, 0) << applied.err << service->err();
    EXPECT_TRUE(says(service->err(), "north: taken back")) << service->err();
}

TEST_F(ServeModem, ItsImeiNamesIt) {
    simulate(sample("fleet.csv"));
    serve_modem();
    const auto opened = database();
    const auto modems = store::Registers(*opened).modems();
    ASSERT_EQ(modems.size(), 1U);
    ASSERT_FALSE(modems[0].imei.empty());
    const auto applied = command(apply({"--modem", "imei:" + modems[0].imei, "--json"}));
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(figure(applied, "confirmed"), 25) << "the service has carried it out";
    EXPECT_FALSE(says(service->err(), "taken back")) << "no port was lent";
    EXPECT_EQ(command(apply({"--modem", "imei:350000000000000"})).exit, 3) << "another one it does not have";
}

TEST_F(ServeModem, ABorrowerWaitsForTheMessageInFlightAndNothingIsLost) {
    simulate(sample("fleet.csv"), {"--send-latency", "50"});
    serve_modem();
    Program applying(plain(apply({"--json"})), folder);
    for (const std::size_t sent : {5U, 20U, 40U}) {
        ASSERT_TRUE(applying.until([&] { return simulator->submitted() > sent; }));
        const auto info = gsmcfg({"modem", "info"});
        EXPECT_EQ(info.exit, 0) << info.err;
    }
    const auto applied = applying.wait();
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(figure(applied, "confirmed"), 25);
    EXPECT_EQ(figure(applied, "possible_duplicates"), 0);
    EXPECT_EQ(static_cast<std::size_t>(figure(applied, "sms_sent")), simulator->submitted());
}

TEST_F(ServeModem, ABorrowerThatIsKilledIsNoticed) {
    simulate(sample("fleet.csv"));
    serve_modem();
    // It waits for a message from its own number that never comes.
    Program borrower(words({"modem", "check", "--loopback", "--own-number", "+99977700001", "--timeout", "600"}), folder);
    ASSERT_TRUE(until_it_says("closed"));
    ASSERT_TRUE(borrower.until([&] { return simulator->submitted() > 0; })) << borrower.err();
    const auto second = gsmcfg({"modem", "info"});
    EXPECT_EQ(second.exit, 75) << second.err;
    EXPECT_TRUE(says(second.err, "is lent to another command (process ")) << second.err;
    borrower.signal(SIGKILL);
    EXPECT_EQ(borrower.wait().exit, 128 + SIGKILL);
    ASSERT_TRUE(until_it_says("taken back")) << service->err();
    EXPECT_EQ(command(apply()).exit, 0);
    EXPECT_EQ(gsmcfg({"modem", "info"}).exit, 0);
}

TEST_F(ServeModem, WithoutOneItWaitsUntilOneIsConfigured) {
    simulate(sample("fleet.csv"));
    const auto config = write("gsmcfg.toml", "");
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("no modem is configured: nothing can be sent"));
    configure();
    service->signal(SIGHUP);
    ASSERT_TRUE(until_it_says("north: ready")) << service->err();
    EXPECT_EQ(command(apply()).exit, 0);
    EXPECT_EQ(stop_service().exit, 0);
}

TEST_F(ServeModem, ACorrectedPinIsTakenByAReload) {
    simulate(sample("fleet.csv"), {"--condition", "pin"});
    const auto pin = write("pin", "4710\n");
    const auto config = configure("pin_file = \"" + pin + "\"");
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("PIN")) << service->err();
    write("pin", "1234\n");
    // The times of files move in steps of some milliseconds, and a correction in the same step can't be told from none.
    std::filesystem::last_write_time(pin, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(1));
    service->signal(SIGHUP);
    ASSERT_TRUE(until_it_says("north: ready")) << service->err();
}

TEST_F(ServeModem, NoneAtTheStartIsNoReasonToEnd) {
    const auto port = folder + "/modems/modem0";
    serve({"--modem", port});
    ASSERT_TRUE(until_it_says("trying again in "));
    simulate(sample("fleet.csv"));
    ASSERT_TRUE(until_it_says(": ready"));
    EXPECT_EQ(command(apply()).exit, 0);
    EXPECT_EQ(stop_service().exit, 0);
}

TEST_F(ServeModem, WhatComesInWithoutACampaignIsFiled) {
    simulate(sample("fleet.csv"), {"--reply-delay", "1000"});
    serve_modem();
    ASSERT_EQ(command({"send", "+99900100002", "{credential} MODE", "--yes", "--detach"}).exit, 0);
    ASSERT_TRUE(service->until([&] { return simulator->submitted() > 0; }));
    ASSERT_EQ(command({"campaign", "cancel", "1", "--yes"}).exit, 0);
    EXPECT_TRUE(service->until([&] {
        const auto opened = database();
        return store::Inbox(*opened).count({}) == 1;
    }));
}

TEST_F(ServeModem, AReloadTakesPasswordsAndLimitsAndAFaultyOneChangesNothing) {
    simulate(sample("fleet.csv"));
    const auto config = configure();
    serve({"--config", config});
    ASSERT_TRUE(until_it_says("north: ready"));
    const auto list = write("list.csv", "phone,credential\n+99900100001,field\n");
    const std::vector<std::string> apply_field{"apply", sample("profile.toml"), list, "--yes"};
    const auto lacking = command(apply_field);
    EXPECT_EQ(lacking.exit, 2);
    EXPECT_TRUE(says(lacking.err, "has no password named 'field'")) << lacking.err;
    EXPECT_EQ(simulator->submitted(), 0U);

    configure("", "attemps = 2");
    service->signal(SIGHUP);
    ASSERT_TRUE(until_it_says("the configuration is not taken"));
    EXPECT_TRUE(says(service->err(), "gsmcfg.toml:6")) << service->err();
    EXPECT_TRUE(says(service->err(), "did you mean 'attempts'?")) << service->err();
    EXPECT_EQ(command(apply_field).exit, 2);

    configure("[credential.field]\npassword = \"12345678\"\n", "");
    service->signal(SIGHUP);
    ASSERT_TRUE(until_it_says("the configuration is reloaded"));
    const auto applied = command(apply_field);
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_FALSE(says(service->err(), "12345678"));
}

TEST_F(ServeModem, AReloadNamesWhatCannotBeChanged) {
    simulate(sample("fleet.csv"), {"--modems", "2"});
    const auto config = configure();
    service = std::make_unique<Program>(std::vector<std::string>{"gsmcfg", "serve", "--config", config}, folder);
    ASSERT_TRUE(until_it_says("north: ready"));
    const auto first = simulator->modem();
    write("gsmcfg.toml", fmt::format("database = \"other.db\"\n[modem.south]\ndevice = \"{}\"\n", simulator->modem(1)));
    service->signal(SIGHUP);
    ASSERT_TRUE(until_it_says("south: ready"));
    EXPECT_TRUE(says(service->err(), "the database can't be changed while the service runs")) << service->err();
    EXPECT_TRUE(says(service->err(), "north: no longer configured")) << service->err();
}

TEST_F(ServeModem, APasswordThatCannotTravelIsRefusedBeforeAnythingIsWritten) {
    simulate(sample("fleet.csv"));
    serve_modem();
    const auto environment = command(apply(), {{"GSMCFG_PASSWORD", "12345678"}});
    EXPECT_EQ(environment.exit, 2);
    EXPECT_TRUE(says(environment.err, "GSMCFG_PASSWORD can't be handed over to the service (process ")) << environment.err;
    const auto file = command(apply({"--password-file", write("pw", "12345678\n")}));
    EXPECT_EQ(file.exit, 2);
    EXPECT_TRUE(says(file.err, "--password-file can't be handed over")) << file.err;
    EXPECT_TRUE(says(command({"campaign", "list"}).out, "No campaigns yet"));
}

TEST_F(ServeModem, AModemThatTheServiceDoesNotHaveIsWorkedWithByTheCommand) {
    simulate(sample("fleet.csv"), {"--modems", "2"});
    serve_modem();
    auto given = plain(apply());
    given.insert(given.end(), {"--modem", simulator->modem(1)});
    const auto applied = Program(given, folder).wait();
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_FALSE(says(service->err(), "campaign 1")) << service->err();
    given.insert(given.end(), {"--modem", simulator->modem(0)});
    const auto both = Program(given, folder).wait();
    EXPECT_EQ(both.exit, 2);
    EXPECT_TRUE(says(both.err, "name modems of one kind")) << both.err;
}

TEST_F(ServeModem, SystemdIsToldWhatItDoes) {
    simulate(sample("fleet.csv"));
    const auto path = folder + "/notify";
    DatagramReceiver systemd(path);
    serve({"--modem", simulator->modem()}, {{"NOTIFY_SOCKET", path}});
    EXPECT_TRUE(service->until([&] { return systemd.heard("READY=1"); }));
    EXPECT_TRUE(service->until([&] { return systemd.heard("STATUS=1 of 1 modems ready, 0 campaigns"); }));
    EXPECT_TRUE(service->until([&] { return systemd.heard("WATCHDOG=1"); }));
    service->signal(SIGHUP);
    EXPECT_TRUE(service->until([&] { return systemd.heard("RELOADING=1"); }));
    service->signal(SIGTERM);
    EXPECT_EQ(service->wait().exit, 0);
    EXPECT_TRUE(systemd.heard("STOPPING=1")) << systemd.told();
}

TEST_F(ServeModem, AnotherUserOfTheGroupHandsOverFollowsAndCancels) {
    simulate(sample("fleet.csv"));
    const auto state = folder + "/state";
    std::filesystem::create_directory(state);
    constexpr gid_t group = 54321;
    constexpr auto user = "54322";
    const bool root = geteuid() == 0;
    ASSERT_EQ(chown(state.c_str(), geteuid(), root ? group : getegid()), 0);
    ASSERT_EQ(chmod(state.c_str(), 02770), 0);
    service = std::make_unique<Program>(
        std::vector<std::string>{"gsmcfg", "serve", "--db", state + "/gsmcfg.db", "--modem", simulator->modem()}, folder);
    ASSERT_TRUE(until_it_says(": ready"));
    for (const auto& entry : std::filesystem::directory_iterator(state)) {
        struct stat status {};
        ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0660U) << entry.path();
        EXPECT_EQ(status.st_gid, root ? group : getegid()) << entry.path();
    }
    // Who is not root has only its own user to try with.
    std::vector<std::string> as_user;
    if (root) {
        std::filesystem::permissions(folder, std::filesystem::perms(0755));
        as_user = {"/usr/bin/setpriv",
                   "--reuid",
                   user,
                   "--regid",
                   std::to_string(group),
                   "--clear-groups",
                   std::string(GSMCFG_PROGRAMS_DIR) + "/gsmcfg"};
    } else {
        as_user = {"gsmcfg"};
    }
    const auto run = [&](std::vector<std::string> given) {
        given.insert(given.begin(), as_user.begin(), as_user.end());
        given.insert(given.end(), {"--db", state + "/gsmcfg.db"});
        return Program(given, folder).wait();
    };
    const auto applied = run(apply());
    EXPECT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(run({"campaign", "follow", "1"}).exit, 0);
    const auto detached = run(apply({"--detach", "--rate", "1/min"}));
    EXPECT_EQ(detached.exit, 0) << detached.err;
    const auto cancelled = run({"campaign", "cancel", "2", "--yes"});
    EXPECT_EQ(cancelled.exit, 0) << cancelled.err;
}

}  // namespace
}  // namespace gsmcfg::e2e
