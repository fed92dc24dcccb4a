// Too few descriptors, and too many programs on one database.
#include "torture_fixture.hpp"

#include <fmt/format.h>

namespace gsmcfg::torture {
namespace {

using Starved = Torture;

// With each number of descriptors it either does its work or says what is missing; nothing is lost or sent twice by it.
TEST_F(Starved, TooFewDescriptorsLoseNothing) {
    start();
    const auto program = std::string(GSMCFG_PROGRAMS_DIR) + "/gsmcfg";
    int refused = 0;
    int worked = 0;
    for (int descriptors = 4; descriptors <= 24; ++descriptors) {
        std::string line;
        for (const auto& word : words(next_words())) line += (line.empty() ? program : " " + word);
        const auto ended =
            e2e::Program({"/bin/bash", "-c", fmt::format("ulimit -n {}; exec {}", descriptors, line)}, folder, fast_world())
                .wait();
        if (ended.exit == 0) {
            ++worked;
            break;
        }
        ++refused;
        EXPECT_TRUE(ended.exit == 2 || ended.exit == 3 || ended.exit == 4 || ended.exit == 5 || ended.exit == 127 ||
                    ended.err.find("Unable to open") != std::string::npos)
            << descriptors << ": " << ended.exit << ended.err;
        EXPECT_FALSE(ended.err.empty()) << descriptors;
    }
    EXPECT_GT(refused, 3);
    EXPECT_EQ(worked, 1);
    finish();
    expect_everything_right();
}

TEST_F(Starved, SixteenProgramsOnOneDatabase) {
    constexpr int programs = 16;
    constexpr int meters_each = 2;
    std::string fleet = "phone,type,serial,firmware,password\n";
    for (int i = 0; i < programs * meters_each; ++i) fleet += fmt::format("+999001{:05},GS04,{:08},2.0,{}\n", i, i, password);
    simulate(write("fleet.csv", fleet), {"--modems", std::to_string(programs), "--send-latency", "20", "--reply-delay", "20"});
    std::vector<std::unique_ptr<e2e::Program>> running;
    for (int i = 0; i < programs; ++i) {
        std::string list;
        for (int meter = 0; meter < meters_each; ++meter) list += fmt::format("+999001{:05}\n", i * meters_each + meter);
        const auto file = write(fmt::format("list{}.txt", i), list);
        running.push_back(
            std::make_unique<e2e::Program>(words({"apply", e2e::sample("profile.toml"), file, "--yes", "--json"}, i), folder));
    }
    std::int64_t sent = 0;
    for (const auto& program : running) {
        const auto ended = program->wait();
        ASSERT_EQ(ended.exit, 0) << ended.err << ended.out;
        const auto recap = ended.lines().back();
        EXPECT_EQ(recap.at("confirmed").integer(), meters_each);
        EXPECT_EQ(recap.at("possible_duplicates").integer(), 0);
        sent += recap.at("sms_sent").integer().value();
    }
    EXPECT_EQ(sent, static_cast<std::int64_t>(simulator->submitted()));
    simulator->stop();
    EXPECT_EQ(e2e::meters_with_profile(*simulator), static_cast<std::size_t>(programs * meters_each));
    EXPECT_EQ(bare({"db", "check", "--full", "--db", folder + "/gsmcfg.db"}).exit, 0);
}

}  // namespace
}  // namespace gsmcfg::torture
