// The walk through a stack of SIMs, with a clerk who makes mistakes.
#include "cli/master_sim_stack.hpp"

#include "support/virtual_clock.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

// What is in the modem at each look; the last one stays.
class Desk {
public:
    explicit Desk(std::deque<std::string> slot) : slot_(std::move(slot)) {}

    StackHooks hooks() {
        StackHooks hooks;
        hooks.look = [this]() -> base::Result<modem::SimLook> {
            ++looks;
            const auto now = slot_.front();
            if (slot_.size() > 1) slot_.pop_front();
            else if (++looks_at_the_end > 200) stop.request();
            if (now == "lost") return base::fail(base::ErrorCode::port_lost, "modem0", "unplugged");
            modem::SimLook look;
            look.absent = now.empty();
            look.ready = !now.empty();
            look.iccid = now == "?" ? "" : now;
            here_ = now;
            return look;
        };
        hooks.work = [this] {
            SimOutcome outcome;
            outcome.iccid = here_;
            worked.push_back(here_);
            if (bad.contains(here_)) {
                outcome.end = SimOutcome::End::failed;
                outcome.why = {"the SIM has 5 places, 8 are needed"};
                return outcome;
            }
            if (here_ == interrupts) {
                outcome.end = SimOutcome::End::interrupted;
                return outcome;
            }
            const bool again = numbers.contains(here_);
            if (!again) numbers[here_] = static_cast<std::int64_t>(numbers.size()) + 36;
            outcome.end = again ? SimOutcome::End::already : SimOutcome::End::written;
            store::MasterSim sim;
            sim.number = numbers[here_];
            sim.iccid = here_;
            sim.label = "Lesnaya 1";
            outcome.manifest = sim;
            return outcome;
        };
        hooks.say = [this](const std::string& text) { said += text; };
        hooks.label = [this](const store::MasterSim& sim) { labels.push_back(sim.number); };
        hooks.pressed = [this] { return std::exchange(pressed, false); };
        return hooks;
    }
    StackRecap walk(StackOptions options = {}) { return walk_stack(options, hooks(), clock, base::StopToken(stop)); }
    bool has_said(std::string_view text) const { return said.find(text) != std::string::npos; }

    test::VirtualClock clock;
    base::StopSource stop;
    std::map<std::string, std::int64_t> numbers;
    std::set<std::string> bad;
    std::string interrupts;
    std::vector<std::string> worked;
    std::vector<std::int64_t> labels;
    std::string said;
    bool pressed = false;
    int looks = 0;
    int looks_at_the_end = 0;

private:
    std::deque<std::string> slot_;
    std::string here_;
};

using Words = std::vector<std::string>;

TEST(StackWalk, WritesEachSimOnce) {
    struct Case {
        std::string name;
        std::deque<std::string> slot;
        Words worked;
    };
    for (const auto& [name, slot, worked] : {
             Case{"one after the other", {"A", "A", "", "B", "B", "", "C"}, {"A", "B", "C"}},
             Case{"a fast clerk", {"A", "B", "C"}, {"A", "B", "C"}},
             Case{"an empty modem first", {"", "", "A", "", "B"}, {"A", "B"}},
             Case{"the stick is unplugged for each", {"A", "lost", "lost", "B", "lost", "C"}, {"A", "B", "C"}},
             Case{"the same one put in again", {"A", "", "A", "A", "", "B"}, {"A", "B"}},
             Case{"one look can't read it", {"A", "?", "A", "?", "?", "", "B"}, {"A", "B"}},
             Case{"the next one can't be read at first", {"A", "?", "B", "?", "C"}, {"A", "B", "C"}},
             Case{"with its check digit once",
                  {"8999901000000000001", "", "89999010000000000017", "", "B"},
                  {"8999901000000000001", "B"}},
         }) {
        Desk desk(slot);
        const auto recap = desk.walk();
        EXPECT_EQ(desk.worked, worked) << name;
        EXPECT_EQ(recap.written, worked.size()) << name;
        EXPECT_EQ(recap.exit, 0) << name;
    }
}

TEST(StackWalk, SaysInBigWordsWhatIsDone) {
    Desk desk({"A", "", "B"});
    desk.walk();
    EXPECT_TRUE(desk.has_said("*** DONE ***  no. 36  SIM A  Lesnaya 1")) << desk.said;
    EXPECT_TRUE(desk.has_said("*** DONE ***  no. 37  SIM B")) << desk.said;
    EXPECT_EQ(desk.labels, (std::vector<std::int64_t>{36, 37}));
}

TEST(StackWalk, KnowsWhatIsWrittenAlready) {
    Desk desk({"A", "", "B", "", "A", "", "C"});
    const auto recap = desk.walk();
    EXPECT_EQ(recap.written, 3U);
    EXPECT_EQ(recap.already, 1U);
    EXPECT_TRUE(desk.has_said("*** DONE, ALREADY WRITTEN ***  no. 36  SIM A")) << desk.said;
}

TEST(StackWalk, ABadSimDoesNotEndIt) {
    Desk desk({"A", "", "B", "", "C"});
    desk.bad = {"B"};
    const auto recap = desk.walk();
    EXPECT_EQ(recap.written, 2U);
    EXPECT_EQ(recap.failed, 1U);
    EXPECT_EQ(recap.exit, 1);
    EXPECT_TRUE(desk.has_said("*** NOT DONE ***  SIM B\n  the SIM has 5 places, 8 are needed\n")) << desk.said;
    EXPECT_EQ(desk.labels.size(), 2U);
}

TEST(StackWalk, EndsAfterItsCount) {
    Desk desk({"A", "", "B", "", "C", "", "D"});
    StackOptions options;
    options.count = 2;
    const auto recap = desk.walk(options);
    EXPECT_EQ(desk.worked, (Words{"A", "B"}));
    EXPECT_EQ(recap.exit, 0);
    EXPECT_FALSE(desk.stop.requested());
}

TEST(StackWalk, TheCountIsOfDifferentSims) {
    Desk desk({"A", "", "B", "", "A", "", "B", "", "C", "", "D"});
    StackOptions options;
    options.count = 3;
    const auto recap = desk.walk(options);
    EXPECT_EQ(desk.worked, (Words{"A", "B", "A", "B", "C"}));
    EXPECT_EQ(recap.written, 3U);
    EXPECT_EQ(desk.labels, (std::vector<std::int64_t>{36, 37, 38}));
}

TEST(StackWalk, InterruptedInTheMiddleOfOne) {
    Desk desk({"A", "", "B", "", "C"});
    desk.interrupts = "B";
    const auto recap = desk.walk();
    EXPECT_EQ(recap.exit, 130);
    EXPECT_EQ(desk.worked, (Words{"A", "B"}));
    EXPECT_TRUE(desk.has_said("*** NOT DONE ***  SIM B"));
}

TEST(StackWalk, AModemThatMissesTheSwapIsToBeReplugged) {
    Desk waiting({"A"});
    waiting.walk();
    EXPECT_TRUE(waiting.has_said("The modem still shows SIM A")) << waiting.said;
    EXPECT_TRUE(waiting.has_said("unplug the modem")) << waiting.said;

    // The clerk says that it has been swapped: the word comes after a few looks.
    Desk told({"A"});
    auto hooks = told.hooks();
    std::optional<std::chrono::nanoseconds> said_after;
    const auto begin = told.clock.now();
    hooks.say = [&](const std::string& text) {
        if (text.find("still shows") != std::string::npos && !said_after) said_after = told.clock.now() - begin;
    };
    told.pressed = true;
    const StackOptions options;
    const auto recap = walk_stack(options, hooks, told.clock, base::StopToken(told.stop));
    EXPECT_EQ(recap.written, 1U);
    ASSERT_TRUE(said_after);
    EXPECT_LE(*said_after, 5s);
}

TEST(StackWalk, ALabelIsALineOfCsv) {
    store::MasterSim sim;
    sim.number = 37;
    sim.iccid = "8999901000000000001";
    sim.phone = "+99900100001";
    sim.serial = "0117";
    sim.label = "=Lesnaya 1, flat 2";
    sim.profile_name = "folder/profile.toml";
    sim.way = "crsm";
    sim.records.resize(8);
    const auto line = label_line(sim);
    EXPECT_TRUE(line.starts_with("37,8999901000000000001,+99900100001,0117,\"'=Lesnaya 1, flat 2\",profile.toml,8,crsm,"))
        << line;
    EXPECT_TRUE(line.ends_with("\r\n"));
}

TEST(StackWalk, AFileOfLabelsKnowsItsSims) {
    store::MasterSim sim;
    sim.number = 7;
    sim.iccid = "8999901000000000001";
    auto file = label_header();
    EXPECT_FALSE(has_label(file, sim));
    auto other = sim;
    other.number = 37;
    other.iccid = "8999901000000000002";
    file += label_line(other);
    EXPECT_FALSE(has_label(file, sim));
    // The same number out of another database.
    other.number = 7;
    file += label_line(other);
    EXPECT_FALSE(has_label(file, sim));
    file += label_line(sim);
    EXPECT_TRUE(has_label(file, sim));
}

}  // namespace
}  // namespace gsmcfg::cli
