#include "torture_fixture.hpp"

#include "support/send_accounts.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>

namespace gsmcfg::torture {
namespace {

std::string phone_of(int number) { return fmt::format("+999001{:05}", number); }

}  // namespace

std::map<std::string, std::string> Torture::fast_world() const {
    // Where the test began: that world's calendar is ahead of ours by sixty times as much as has passed since.
    static const auto start = base::SystemClock().utc().time_since_epoch() / std::chrono::seconds(1);
    return {{"LD_PRELOAD", GSMCFG_FAST_CLOCK},
            {"GSMCFG_CLOCK_SPEED", std::to_string(clock_speed)},
            {"GSMCFG_CLOCK_START", std::to_string(start)}};
}

void Torture::start() {
    std::string fleet = "phone,type,serial,firmware,password,mode,apn,user,psw,dns,port,timeout,reset,behaviour\n";
    std::string list;
    for (int i = 1; i <= fleet_size; ++i) {
        fleet += fmt::format("{},GS04,{:08},2.0,{},0,internet,,,,8000,300,24,\n", phone_of(i), i, password);
        list += phone_of(i) + "\n";
    }
    write("list.txt", list);
    simulate(write("fleet.csv", fleet), {"--send-latency", "300", "--reply-delay", "300"}, fast_world());
}

std::unique_ptr<store::Database> Torture::database() const {
    auto opened = store::Database::open(folder + "/gsmcfg.db");
    if (!opened) throw std::runtime_error(opened.error().message());
    return std::move(*opened);
}

std::vector<store::Id> Torture::campaigns_of(store::Database& database) {
    std::vector<store::Id> ids;
    for (const auto& campaign : store::Campaigns(database).list())
        if (campaign.state != store::CampaignState::draft) ids.push_back(campaign.id);
    return ids;
}

std::vector<store::Message> Torture::messages_of(store::Repositories& store, store::Submission submission) {
    std::vector<store::Message> found;
    for (const auto campaign : campaigns_of(store.database))
        store.targets.each(campaign, [&](const store::Target& target) {
            for (auto& message : store.messages.of_target(target.id))
                if (message.submission == submission) found.push_back(std::move(message));
        });
    return found;
}

// A list that was half written when the program was killed is begun anew; a campaign is gone on with.
std::vector<std::string> Torture::next_words() const {
    if (std::filesystem::exists(folder + "/gsmcfg.db")) {
        const auto opened = database();
        if (const auto all = campaigns_of(*opened); !all.empty())
            return {"campaign", "resume", std::to_string(all.front()), "--json"};
    }
    return {"apply", e2e::sample("profile.toml"), folder + "/list.txt", "--yes", "--json", "--reply-timeout", "60", "--attempts",
            "10"};
}

e2e::Ended Torture::run_under(const Kill& kill, const std::vector<std::string>& given) {
    const auto word = folder + "/kills";
    auto environment = fast_world();
    environment["LD_PRELOAD"] += std::string(":") + GSMCFG_KILL_SWITCH;
    environment["GSMCFG_KILL_POINT"] = kill.point + ":" + std::to_string(kill.time);
    environment["GSMCFG_KILL_WORD"] = word;
    auto ended = e2e::Program(words(given), folder, environment).wait();
    if (ended.exit != 128 + SIGKILL) return ended;
    const auto text = base::read_file(word).value_or("");
    const auto said = base::split(base::trim(text), '\n');
    EXPECT_EQ(said.size(), static_cast<std::size_t>(++kills_)) << "every kill leaves word";
    EXPECT_EQ(said.back(), kill.point);
    return ended;
}

// Killed after the last commit it has nothing to go on with.
bool Torture::finished() const {
    if (!std::filesystem::exists(folder + "/gsmcfg.db")) return false;
    const auto opened = database();
    const auto all = campaigns_of(*opened);
    return !all.empty() && store::Campaigns(*opened).find(all.front())->state == store::CampaignState::finished;
}

bool Torture::killed(const Kill& kill) {
    if (finished()) return false;
    const auto ended = run_under(kill, next_words());
    if (ended.exit == 128 + SIGKILL) return true;
    EXPECT_EQ(ended.exit, 0) << ended.err << ended.out;
    return false;
}

void Torture::clear() {
    simulator.reset();
    kills_ = 0;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
}

void Torture::finish() {
    if (finished()) return;
    const auto ended = gsmcfg(next_words(), fast_world());
    if (ended.exit == 0) return;
    // Killed at the message that restarts, and again at its repetition: which of them was answered nobody can tell, so that
    // "stored" is the most that may be said. Whether the meter is right the simulator knows.
    EXPECT_EQ(ended.exit, 1) << ended.err << ended.out;
    const auto recap = ended.lines().back();
    EXPECT_EQ(recap.at("confirmed").integer().value() + recap.at("stored").integer().value(), fleet_size) << ended.out;
}

void Torture::expect_everything_right() {
    simulator->stop();
    EXPECT_EQ(e2e::meters_with_profile(*simulator), static_cast<std::size_t>(fleet_size));

    const auto opened = database();
    store::Repositories store(*opened);
    EXPECT_EQ(test::faults_of(store, campaigns_of(*opened), simulator->truth("submitted"), simulator->truth("deleted"), password),
              std::vector<std::string>{});
    const auto checked = bare({"db", "check", "--db", folder + "/gsmcfg.db"});
    EXPECT_EQ(checked.exit, 0) << checked.out << checked.err;
}

}  // namespace gsmcfg::torture
