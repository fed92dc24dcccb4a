// A campaign over the simulated modem whose program is killed again and again, and what must be true when it ends at last.
#pragma once

#include "e2e/e2e_fixture.hpp"

#include "gsmcfg/store/repositories.hpp"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace gsmcfg::torture {

// The n-th time that the program comes to a point of kill_switch.cpp.
struct Kill {
    std::string point;
    std::int64_t time = 1;
    friend std::ostream& operator<<(std::ostream& out, const Kill& kill) { return out << kill.point << " " << kill.time; }
};

class Torture : public e2e::EndToEnd {
protected:
    static constexpr std::string_view password = "12345678";
    static constexpr int fleet_size = 4;
    // A minute passes in a second.
    static constexpr int clock_speed = 60;

    // A simulator with normal meters. Its clock and that of the programs run_under() starts are `clock_speed` times as fast.
    void start();
    // Begins the campaign, or goes on with it, and is killed there: true. False if it came to its end before.
    [[nodiscard]] bool killed(const Kill& kill);
    // Goes on to the end.
    void finish();
    // Every meter uses the profile, every received message is kept, whatever went twice is marked, the database is sound.
    void expect_everything_right();

    [[nodiscard]] std::unique_ptr<store::Database> database() const;
    [[nodiscard]] static std::vector<store::Id> campaigns_of(store::Database& database);
    // For another world.
    void clear();
    // Of all campaigns.
    [[nodiscard]] static std::vector<store::Message> messages_of(store::Repositories& store, store::Submission submission);
    // Runs gsmcfg with those words under the kill switch. Its exit code; checks that it was killed where it was to be, if it was.
    [[nodiscard]] e2e::Ended run_under(const Kill& kill, const std::vector<std::string>& given);

    // What begins the campaign, or goes on with it.
    [[nodiscard]] std::vector<std::string> next_words() const;
    // The environment of its programs.
    [[nodiscard]] std::map<std::string, std::string> fast_world() const;

private:
    [[nodiscard]] bool finished() const;
    int kills_ = 0;
};

}  // namespace gsmcfg::torture
