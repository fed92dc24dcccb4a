// A simulator with meters, and what its log says of the messages that a peer sent and got.
#pragma once

#include "e2e/program.hpp"
#include "support/temporary_directory.hpp"

#include "gsmcfg/base/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gsmcfg::peer {

using Texts = std::map<std::string, std::string>;  // by number

// Meters 1 to 500: +99900300001 and so on.
[[nodiscard]] std::string phone(int number);
// What a peer makes of line ends and of blanks at the end is its own affair.
[[nodiscard]] std::string plain(std::string text);
// Whether the words are in the text; if not, the failure shows both.
[[nodiscard]] ::testing::AssertionResult holds(const std::string& text, const std::string& words);
[[nodiscard]] std::vector<std::string> files_in(const std::string& folder);
// The whole file; empty if there is none.
[[nodiscard]] std::string text_in(const std::string& path);

class Peer : public ::testing::Test {
protected:
    // Modems of these makes; sends and replies take no time.
    void simulate(const std::vector<std::string>& personalities, bool chatter = false);
    // Why the test can't run here: "gammu is not installed (Debian: gammu)". Empty if it can.
    [[nodiscard]] static std::string missing(const std::string& program, const std::string& package);
    // Runs it to its end.
    [[nodiscard]] e2e::Ended run(const std::vector<std::string>& words,
                                 const std::map<std::string, std::string>& environment = {});
    std::string write(const std::string& name, const std::string& text);
    std::string make_folder(const std::string& name);
    // Polls until the condition holds: false if the program ends first or the time is over.
    [[nodiscard]] bool within(std::chrono::seconds limit, const e2e::Program& program, const std::function<bool()>& condition);

    // Ends the simulator. Its log is complete now, and read once.
    void stop();
    // After stop(): through this modem each of the texts was submitted once and nothing else,
    // each meter answered once, all answers reached the modem, were read and then deleted, and none waits in the network.
    void expect_exchanged(int modem, const Texts& sent);
    // What the meters answered to this modem, plain.
    [[nodiscard]] Texts replies(int modem) const;
    [[nodiscard]] Texts submitted(int modem) const;
    // The events of that name of this modem.
    [[nodiscard]] std::vector<base::Json> events(const std::string& name, int modem) const;

    test::TemporaryDirectory directory;
    std::string folder = directory.path().string();
    std::unique_ptr<e2e::Simulator> simulator;
    base::SystemClock clock;

private:
    std::optional<std::map<std::string, std::vector<base::Json>>> log_;  // by the event's name
};

}  // namespace gsmcfg::peer
