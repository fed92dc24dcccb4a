#include "program.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace gsmcfg::e2e {
namespace {

// A wait for a file to change has no event to wait for.
void pause_briefly() {
    base::SystemClock clock;
    clock.wait_until(clock.now() + std::chrono::milliseconds(5), base::StopToken());
}

std::string text_of(const std::string& path) { return base::read_file(path).value_or(""); }

std::vector<base::Json> json_lines(const std::string& text) {
    std::vector<base::Json> lines;
    for (const auto line : base::split(text, '\n'))
        if (auto json = base::Json::parse(line)) lines.push_back(std::move(*json));
    return lines;
}

std::vector<std::string> simulator_words(const std::string& folder, const std::string& fleet,
                                         const std::vector<std::string>& options) {
    std::vector<std::string> words{"gsmcfg-modemsim", "--fleet",           fleet,    "--dir", folder + "/modems",
                                   "--log",           folder + "/sim.log", "--seed", "1"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
}

}  // namespace

std::vector<base::Json> Ended::lines() const { return json_lines(out); }

Program::Program(const std::vector<std::string>& words, const std::string& folder,
                 const std::map<std::string, std::string>& environment) {
    static std::atomic<int> count{0};
    const auto stem = folder + "/program" + std::to_string(++count);
    out_path_ = stem + ".out";
    err_path_ = stem + ".err";
    const auto program = words.at(0).starts_with('/') ? words.at(0) : std::string(GSMCFG_PROGRAMS_DIR) + "/" + words.at(0);
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    // Nothing of the developer's own configuration, database or password.
    std::map<std::string, std::string> variables{{"HOME", folder}, {"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}, {"TZ", "UTC"}};
    for (const auto& [name, value] : environment) variables[name] = value;
    std::vector<std::string> texts;
    for (const auto& [name, value] : variables) texts.push_back(name + "=" + value);
    std::vector<char*> environment_block;
    for (auto& text : texts) environment_block.push_back(text.data());
    environment_block.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int failed = posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environment_block.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("can't start " + program + ": build the release preset first");
}

Program::~Program() {
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, &status_, 0);
}

bool Program::running() const {
    if (reaped_) return false;
    reaped_ = waitpid(pid_, &status_, WNOHANG) == pid_;
    return !reaped_;
}

void Program::signal(int number) const { kill(pid_, number); }
std::string Program::out() const { return text_of(out_path_); }
std::string Program::err() const { return text_of(err_path_); }

bool Program::until(const std::function<bool()>& condition) const {
    while (!condition()) {
        if (!running()) return condition();
        pause_briefly();
    }
    return true;
}

Ended Program::wait() {
    if (!reaped_) {
        waitpid(pid_, &status_, 0);
        reaped_ = true;
    }
    return {WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_), out(), err()};
}

Simulator::Simulator(const std::string& folder, const std::string& fleet, const std::vector<std::string>& options,
                     const std::map<std::string, std::string>& environment)
    : folder_(folder), log_(folder + "/sim.log"), program_(simulator_words(folder, fleet, options), folder, environment) {
    if (!program_.until([&] { return program_.out().starts_with("ready:"); }))
        throw std::runtime_error("simulator: " + program_.err());
}

std::string Simulator::modem(int index) const { return folder_ + "/modems/modem" + std::to_string(index); }

std::vector<base::Json> Simulator::truth(const std::string& event) const {
    std::vector<base::Json> found;
    for (auto& line : json_lines(text_of(log_)))
        if (line.at("event").string() == event) found.push_back(std::move(line));
    return found;
}

void Simulator::stop() {
    program_.signal(SIGTERM);
    (void)program_.wait();
}

std::size_t meters_with_profile(const Simulator& simulator) {
    const std::map<std::string, std::string> wanted{
        {"mode", "6"},    {"apn", "m2m.example"}, {"user", "meter"}, {"psw", "meter"}, {"dns", "collect.example"},
        {"port", "4059"}, {"timeout", "300"},     {"reset", "24"}};
    std::size_t count = 0;
    for (const auto& meter : simulator.truth("final")) {
        bool all = true;
        for (const auto& [name, value] : wanted) all = all && meter.at("applied").at(name).string() == value;
        if (all) ++count;
    }
    return count;
}

}  // namespace gsmcfg::e2e
