#include "gsmcfg/base/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

extern char** environ;

namespace gsmcfg::base {

namespace {

using namespace std::chrono_literals;

constexpr auto look_again = 20ms;

// The program's standard input: a file in memory, so that it need not be read.
class Input {
public:
    explicit Input(std::string_view text) : fd_(memfd_create("gsmcfg-input", MFD_CLOEXEC)) {
        while (fd_ >= 0 && !text.empty()) {
            const auto count = write(fd_, text.data(), text.size());
            if (count < 0 && errno != EINTR) return;
            if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
        }
        whole_ = fd_ >= 0 && lseek(fd_, 0, SEEK_SET) == 0;
    }
    ~Input() {
        if (fd_ >= 0) close(fd_);
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    [[nodiscard]] bool whole() const { return whole_; }
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_;
    bool whole_ = false;
};

// Its standard output and error: a pipe that is read as long as it runs, so that it never waits and needs no memory.
class Output {
public:
    explicit Output(std::size_t most) : most_(most) {
        if (pipe2(ends_.data(), O_CLOEXEC) != 0) return;
        fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    }
    ~Output() {
        if (ends_[0] >= 0) close(ends_[0]);
        close_writer();
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    [[nodiscard]] bool open() const { return ends_[0] >= 0; }
    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_writer() {
        if (ends_[1] >= 0) close(std::exchange(ends_[1], -1));
    }
    // Reads what is there, a few pipes full at most. True if there was something.
    bool drain() {
        std::array<char, 65536> buffer;
        for (int round = 0; round < 64; ++round) {
            const auto count = read(ends_[0], buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return round > 0;
            const auto room = most_ - std::min(most_, text_.size());
            text_.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
        }
        return true;
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::size_t most_;
    std::array<int, 2> ends_{-1, -1};
    std::string text_;
};

ErrorCode code_of(int error) {
    if (error == ENOENT) return ErrorCode::not_found;
    return error == EACCES || error == EPERM ? ErrorCode::permission : ErrorCode::io;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

Result<pid_t> spawn(const std::vector<std::string>& arguments, int input, int output,
                    const std::optional<std::vector<std::string>>& environment) {
    auto argv = pointers_to(arguments);
    auto variables = environment ? pointers_to(*environment) : std::vector<char*>{};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // What this program blocks or ignores is no matter of another.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = 0;
    const int error =
        posix_spawnp(&pid, argv.front(), &files, &attributes, argv.data(), environment ? variables.data() : environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) return fail(code_of(error), arguments.front(), std::string("can't be run: ") + std::strerror(error));
    return pid;
}

void end(pid_t pid) {
    kill(-pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {}
}

}  // namespace

Result<ProgramResult> run_program(const std::vector<std::string>& arguments, std::string_view input, Clock& clock,
                                  const ProgramOptions& options, StopToken stop) {
    if (arguments.empty()) return fail(ErrorCode::invalid_argument, "program", "no program is named");
    const Input in(input);
    Output out(options.most_output);
    if (!in.whole() || !out.open()) return fail(ErrorCode::io, arguments.front(), std::strerror(errno));
    const auto pid = spawn(arguments, in.fd(), out.writer(), options.environment);
    if (!pid) return fail(pid.error());
    out.close_writer();
    const MonoTime deadline = clock.now() + options.timeout;
    for (;;) {
        const bool talks = out.drain();
        int status = 0;
        const auto ended = waitpid(*pid, &status, WNOHANG);
        if (ended == *pid) {
            out.drain();
            return ProgramResult{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.take()};
        }
        if (ended < 0 && errno != EINTR) return fail(ErrorCode::io, arguments.front(), std::strerror(errno));
        const bool late = clock.now() >= deadline;
        if (!late && !stop.requested()) {
            clock.wait_until(clock.now() + (talks ? 1ms : look_again), stop);
            continue;
        }
        end(*pid);
        if (late) return fail(ErrorCode::timeout, arguments.front(), "did not end in time and was killed");
        return fail(ErrorCode::stopped, arguments.front(), "a stop was requested");
    }
}

}  // namespace gsmcfg::base
