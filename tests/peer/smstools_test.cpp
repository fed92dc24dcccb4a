// smsd of smstools as Debian configures it, but for its folders; the modem's section is the one of its manual.
#include "peer_fixture.hpp"

#include <fmt/format.h>

#include <csignal>
#include <iostream>

namespace gsmcfg::peer {
namespace {

using namespace std::chrono_literals;
using e2e::Program;

constexpr const char* program = "/usr/sbin/smsd";
constexpr int messages = 50;

// The daemon forks a process for the modem: only SIGTERM ends both.
class Daemon {
public:
    Daemon(const std::vector<std::string>& words, const std::string& folder) : program_(words, folder) {}
    ~Daemon() { end(); }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] const Program& running() const { return program_; }
    int end() {
        if (!ended_) {
            program_.signal(SIGTERM);
            ended_ = program_.wait().exit;
        }
        return *ended_;
    }

private:
    Program program_;
    std::optional<int> ended_;
};

class Smstools : public Peer {
protected:
    void SetUp() override {
        if (const auto reason = missing(program, "smstools"); !reason.empty()) GTEST_SKIP() << reason;
    }
    [[nodiscard]] std::string home(int modem) const { return folder + "/smsd" + std::to_string(modem); }
    // With fifty messages to send. `first_slot` is what its manual asks for with modems that count from 0: without it smsd
    // looks at all 255 places first.
    Texts fill(int modem, int first_slot) {
        const auto name = "smsd" + std::to_string(modem);
        std::string text = "devices = GSM1\n";
        for (const std::string box : {"outgoing", "checked", "incoming", "failed", "sent"})
            text += box + " = " + make_folder(name + "/" + box) + "\n";
        text += "logfile = " + home(modem) + ".log\nloglevel = 6\nreceive_before_send = no\nautosplit = 3\n";
        text += "\n[GSM1]\ndevice = " + simulator->modem(modem) + "\nincoming = yes\nbaudrate = 115200\n";
        text += fmt::format("memory_start = {}\n", first_slot);
        write(name + "/smsd.conf", text);
        Texts sent;
        for (int i = 1; i <= messages; ++i) {
            const auto number = phone(messages * modem + i);
            sent[number] = fmt::format("12345678 PORT {}", 4000 + i);
            write(fmt::format("{}/outgoing/message{:02}", name, i), "To: " + number.substr(1) + "\n\n" + sent[number]);
        }
        return sent;
    }
    // Headers, an empty line, the text.
    [[nodiscard]] Texts received(int modem) const {
        Texts texts;
        for (const auto& path : files_in(home(modem) + "/incoming")) {
            const auto file = text_in(path);
            const auto body = file.find("\n\n");
            if (!file.starts_with("From: ") || body == std::string::npos) continue;
            texts["+" + file.substr(6, file.find('\n') - 6)] = plain(file.substr(body + 2));
        }
        return texts;
    }
    void expect_filed(int modem, const Texts& sent) {
        expect_exchanged(modem, sent);
        EXPECT_EQ(files_in(home(modem) + "/sent").size(), sent.size());
        EXPECT_TRUE(files_in(home(modem) + "/failed").empty());
        EXPECT_EQ(received(modem), replies(modem));
        EXPECT_EQ(files_in(home(modem) + "/incoming").size(), sent.size()) << "each once";
    }
};

TEST_F(Smstools, FiftyThereAndFiftyBackOnEachMake) {
    const std::vector<std::string> makes{"generic", "huawei-e1752", "sim800", "cinterion", "quectel-ec25", "wavecom"};
    const std::vector<int> first_slots{1, 0, 1, 1, 0, 1};
    const auto count = static_cast<int>(makes.size());
    simulate(makes, true);
    std::vector<Texts> sent;
    std::vector<std::unique_ptr<Daemon>> daemons;
    const auto begin = clock.now();
    for (int i = 0; i < count; ++i) {
        sent.push_back(fill(i, first_slots.at(static_cast<std::size_t>(i))));
        daemons.push_back(std::make_unique<Daemon>(
            std::vector<std::string>{program, "-c" + home(i) + "/smsd.conf", "-p" + home(i) + "/smsd.pid",
                                     "-i" + home(i) + "/smsd.working", "-t"},
            folder));
    }
    for (int i = 0; i < count; ++i) {
        const auto& make = makes.at(static_cast<std::size_t>(i));
        const auto& daemon = daemons.at(static_cast<std::size_t>(i))->running();
        EXPECT_TRUE(within(150s, daemon, [&] { return files_in(home(i) + "/incoming").size() >= messages; }))
            << make << ": " << received(i).size() << " received\n"
            << text_in(home(i) + ".log");
        const std::chrono::duration<double> took = clock.now() - begin;
        std::cout << fmt::format("smstools, {}: {} sent and received within {:.0f} s\n", make, messages, took.count());
        // The last message is filed before it is deleted.
        EXPECT_TRUE(within(30s, daemon, [&] { return events("deleted", i).size() >= messages; })) << make;
    }
    for (auto& daemon : daemons) EXPECT_EQ(daemon->end(), 0);
    stop();
    for (int i = 0; i < count; ++i) {
        SCOPED_TRACE(makes.at(static_cast<std::size_t>(i)));
        expect_filed(i, sent.at(static_cast<std::size_t>(i)));
    }
}

}  // namespace
}  // namespace gsmcfg::peer
