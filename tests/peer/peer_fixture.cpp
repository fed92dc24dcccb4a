#include "peer_fixture.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

namespace gsmcfg::peer {
namespace {

namespace fs = std::filesystem;

constexpr int meters = 500;

std::string three_digits(int number) { return std::to_string(1000 + number).substr(1); }

std::string text_at(const base::Json& event, std::string_view key) { return event.at(key).string().value_or(""); }

}  // namespace

std::string phone(int number) { return "+99900300" + three_digits(number); }

std::string plain(std::string text) {
    std::erase(text, '\r');
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

::testing::AssertionResult holds(const std::string& text, const std::string& words) {
    if (text.find(words) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "no \"" << words << "\" in:\n" << text;
}

std::vector<std::string> files_in(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) found.push_back(entry.path().string());
    std::ranges::sort(found);
    return found;
}

std::string text_in(const std::string& path) { return base::read_file(path).value_or(""); }

void Peer::simulate(const std::vector<std::string>& personalities, bool chatter) {
    std::string fleet = "phone,type,serial,firmware,password\n";
    for (int i = 1; i <= meters; ++i) fleet += phone(i) + ",GS04,011720163000" + three_digits(i) + ",2.0,12345678\n";
    std::vector<std::string> options{"--modems", std::to_string(personalities.size())};
    for (const auto* fast : {"--send-latency", "--reply-delay"}) options.insert(options.end(), {fast, "0"});
    for (const auto& one : personalities) options.insert(options.end(), {"--personality", one});
    if (!chatter) options.emplace_back("--quiet");
    simulator = std::make_unique<e2e::Simulator>(folder, write("fleet.csv", fleet), options);
}

std::string Peer::missing(const std::string& program, const std::string& package) {
    return fs::exists(program) ? "" : program + " is not installed (Debian: " + package + ")";
}

e2e::Ended Peer::run(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment) {
    return e2e::Program(words, folder, environment).wait();
}

std::string Peer::write(const std::string& name, const std::string& text) {
    const auto path = folder + "/" + name;
    EXPECT_TRUE(base::write_file(path, text, 0600));
    return path;
}

std::string Peer::make_folder(const std::string& name) {
    fs::create_directories(folder + "/" + name);
    return folder + "/" + name;
}

bool Peer::within(std::chrono::seconds limit, const e2e::Program& program, const std::function<bool()>& condition) {
    const auto end = clock.now() + limit;
    auto next = clock.now();
    bool holds = false;
    // Conditions read whole logs and spools: ten times a second is often enough.
    const bool runs = program.until([&] {
        const auto now = clock.now();
        if (now < next) return false;
        next = now + std::chrono::milliseconds(100);
        holds = condition();
        return holds || now >= end;
    });
    return runs && holds;
}

std::vector<base::Json> Peer::events(const std::string& name, int modem) const {
    auto found = log_ ? log_->contains(name) ? log_->at(name) : std::vector<base::Json>{} : simulator->truth(name);
    std::erase_if(found, [&](const base::Json& event) { return event.at("modem").integer() != modem; });
    return found;
}

Texts Peer::submitted(int modem) const {
    Texts texts;
    for (const auto& event : events("submitted", modem)) texts[text_at(event, "destination")] = text_at(event, "text");
    return texts;
}

Texts Peer::replies(int modem) const {
    Texts texts;
    for (const auto& event : events("reply", modem)) texts[text_at(event, "from")] = plain(text_at(event, "text"));
    return texts;
}

void Peer::stop() {
    simulator->stop();
    log_.emplace();
    for (const std::string name : {"submitted", "reply", "inbound", "deleted", "waiting"}) (*log_)[name] = simulator->truth(name);
}

void Peer::expect_exchanged(int modem, const Texts& sent) {
    EXPECT_EQ(events("submitted", modem).size(), sent.size()) << "each once";
    EXPECT_EQ(submitted(modem), sent);
    const auto answered = events("reply", modem);
    EXPECT_EQ(answered.size(), sent.size());
    EXPECT_EQ(replies(modem).size(), sent.size());
    const auto arrived = events("inbound", modem);
    EXPECT_EQ(arrived.size(), answered.size());
    const auto deleted = events("deleted", modem);
    EXPECT_EQ(deleted.size(), arrived.size()) << "nothing is left on the SIM";
    std::set<std::string> gone;
    for (const auto& event : deleted) {
        EXPECT_EQ(event.at("seen").boolean(), true);
        gone.insert(text_at(event, "tpdu"));
    }
    for (const auto& event : arrived) EXPECT_TRUE(gone.contains(text_at(event, "tpdu"))) << text_at(event, "from");
    EXPECT_EQ(events("waiting", modem).size(), 0U) << "the storage was never full";
}

}  // namespace gsmcfg::peer
