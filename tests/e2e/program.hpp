// Runs the built programs as a user does.
#pragma once

#include "gsmcfg/base/json.hpp"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gsmcfg::e2e {

struct Ended {
    int exit = -1;  // exit code, or 128 + signal
    std::string out;
    std::string err;

    // Standard output as JSON Lines.
    [[nodiscard]] std::vector<base::Json> lines() const;
};

// A started program. Killed and waited for in the destructor if it still runs.
class Program {
public:
    // `words` begin with gsmcfg or gsmcfg-modemsim, or with the path of another program. Output goes to files in `folder`.
    Program(const std::vector<std::string>& words, const std::string& folder,
            const std::map<std::string, std::string>& environment = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void signal(int number) const;
    // Waits for its end.
    [[nodiscard]] Ended wait();
    // Waits until the condition holds or the program has ended; false if it ended first. Polls: the condition is about files.
    [[nodiscard]] bool until(const std::function<bool()>& condition) const;
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

private:
    [[nodiscard]] bool running() const;
    pid_t pid_;
    std::string out_path_;
    std::string err_path_;
    mutable int status_ = -1;
    mutable bool reaped_ = false;
};

// The simulator with a fleet, until the object is gone.
class Simulator {
public:
    Simulator(const std::string& folder, const std::string& fleet, const std::vector<std::string>& options = {},
              const std::map<std::string, std::string>& environment = {});
    // The n-th modem's port.
    [[nodiscard]] std::string modem(int index = 0) const;
    // Events of its log with that name; after stop() with the final ones too.
    [[nodiscard]] std::vector<base::Json> truth(const std::string& event) const;
    [[nodiscard]] std::size_t submitted() const { return truth("submitted").size(); }
    void stop();

private:
    std::string folder_;
    std::string log_;
    Program program_;
};

// How many meters use what sample-phones/profile.toml wants, as the simulator's log says at its end.
[[nodiscard]] std::size_t meters_with_profile(const Simulator& simulator);

}  // namespace gsmcfg::e2e
