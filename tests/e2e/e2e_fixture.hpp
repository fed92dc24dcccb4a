// Programs, a simulator and a folder of its own.
#pragma once

#include "program.hpp"

#include "support/temporary_directory.hpp"

#include "gsmcfg/base/file.hpp"
#include "support/source_dir.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace gsmcfg::e2e {

inline std::string sample(const std::string& name) { return test::source_dir() + "/sample-phones/" + name; }

class EndToEnd : public ::testing::Test {
protected:
    void simulate(const std::string& fleet, std::vector<std::string> options = {},
                  const std::map<std::string, std::string>& environment = {}) {
        for (const auto* fast : {"--send-latency", "--reply-delay", "--restart-time"})
            if (std::find(options.begin(), options.end(), fast) == options.end()) options.insert(options.end(), {fast, "0"});
        simulator = std::make_unique<Simulator>(folder, fleet, options, environment);
    }

    // The words after "gsmcfg", with this test's database; with the simulated modem if there is one.
    std::vector<std::string> words(std::vector<std::string> given, int modem = 0) {
        given.insert(given.begin(), "gsmcfg");
        given.insert(given.end(), {"--db", folder + "/gsmcfg.db"});
        if (simulator) given.insert(given.end(), {"--modem", simulator->modem(modem)});
        return given;
    }
    Ended gsmcfg(const std::vector<std::string>& given, const std::map<std::string, std::string>& environment = {}) {
        return Program(words(given), folder, environment).wait();
    }
    // Exactly these words.
    Ended bare(std::vector<std::string> given) {
        given.insert(given.begin(), "gsmcfg");
        return Program(given, folder).wait();
    }
    std::string write(const std::string& name, const std::string& text, unsigned mode = 0600) {
        const auto path = folder + "/" + name;
        EXPECT_TRUE(base::write_file(path, text, mode));
        return path;
    }

    test::TemporaryDirectory directory;
    std::string folder = directory.path().string();
    std::unique_ptr<Simulator> simulator;
};

}  // namespace gsmcfg::e2e
