// gammu-smsd as Debian configures it (files, its own intervals), but for its folders.
#include "peer_fixture.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <csignal>
#include <iostream>

namespace gsmcfg::peer {
namespace {

using namespace std::chrono_literals;
using e2e::Program;

constexpr const char* program = "/usr/bin/gammu-smsd";
constexpr int messages = 50;

class GammuSmsd : public Peer {
protected:
    void SetUp() override {
        if (const auto reason = missing(program, "gammu-smsd"); !reason.empty()) GTEST_SKIP() << reason;
    }
    // The folder of the n-th daemon, with boxes in it.
    [[nodiscard]] std::string home(int modem) const { return folder + "/smsd" + std::to_string(modem); }
    // With fifty messages to send.
    Texts fill(int modem) {
        std::string text =
            "[gammu]\ndevice = " + simulator->modem(modem) + "\nconnection = at115200\n\n[smsd]\nservice = files\n";
        text += "logfile = " + home(modem) + ".log\ndebuglevel = 0\n";
        const auto name = "smsd" + std::to_string(modem);
        for (const std::string box : {"inbox", "outbox", "sentsms", "errorsms"})
            text += box + "path = " + make_folder(name + "/" + box) + "/\n";
        write(name + "/smsdrc", text);
        Texts sent;
        for (int i = 1; i <= messages; ++i) {
            const auto number = phone(messages * modem + i);
            sent[number] = fmt::format("12345678 PORT {}", 4000 + i);
            write(fmt::format("{}/outbox/OUTA20260101_000000_00_{}_{:02}.txt", name, number, i), sent[number]);
        }
        return sent;
    }
    // By the names of the files: IN<date>_<time>_<serial>_<number>_<part>.txt
    [[nodiscard]] Texts received(int modem) const {
        Texts texts;
        for (const auto& path : files_in(home(modem) + "/inbox")) {
            const auto name = path.substr(path.rfind('/') + 1);
            const auto fields = base::split(name, '_');
            if (fields.size() == 5) texts[std::string(fields[3])] = plain(base::decode_text_file(text_in(path)).value_or(""));
        }
        return texts;
    }
    void expect_filed(int modem, const Texts& sent) {
        expect_exchanged(modem, sent);
        EXPECT_EQ(files_in(home(modem) + "/sentsms").size(), sent.size());
        EXPECT_TRUE(files_in(home(modem) + "/errorsms").empty());
        EXPECT_EQ(received(modem), replies(modem));
        EXPECT_EQ(files_in(home(modem) + "/inbox").size(), sent.size()) << "each once";
    }
};

TEST_F(GammuSmsd, FiftyThereAndFiftyBackOnEachMake) {
    const std::vector<std::string> makes{"generic", "huawei-e1752", "sim800", "cinterion", "quectel-ec25", "wavecom"};
    const auto count = static_cast<int>(makes.size());
    simulate(makes);
    std::vector<Texts> sent;
    std::vector<std::unique_ptr<Program>> daemons;
    const auto begin = clock.now();
    for (int i = 0; i < count; ++i) {
        sent.push_back(fill(i));
        daemons.push_back(std::make_unique<Program>(std::vector<std::string>{program, "-c", home(i) + "/smsdrc"}, folder));
    }
    for (int i = 0; i < count; ++i) {
        const auto& make = makes.at(static_cast<std::size_t>(i));
        const auto& daemon = *daemons.at(static_cast<std::size_t>(i));
        EXPECT_TRUE(within(150s, daemon, [&] { return files_in(home(i) + "/inbox").size() >= messages; }))
            << make << ": " << files_in(home(i) + "/inbox").size() << " received\n"
            << text_in(home(i) + ".log");
        const std::chrono::duration<double> took = clock.now() - begin;
        std::cout << fmt::format("gammu-smsd, {}: {} sent and received within {:.0f} s\n", make, messages, took.count());
        // The last message is filed before it is deleted.
        EXPECT_TRUE(within(30s, daemon, [&] { return events("deleted", i).size() >= messages; })) << make;
    }
    for (auto& daemon : daemons) daemon->signal(SIGTERM);
    for (auto& daemon : daemons) EXPECT_EQ(daemon->wait().exit, 0);
    stop();
    for (int i = 0; i < count; ++i) {
        SCOPED_TRACE(makes.at(static_cast<std::size_t>(i)));
        expect_filed(i, sent.at(static_cast<std::size_t>(i)));
    }
}

}  // namespace
}  // namespace gsmcfg::peer
