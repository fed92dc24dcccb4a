#include "gsmcfg/base/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;

namespace gsmcfg::base {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_output = 64 * 1024;
constexpr auto look_again = 20ms;

// A file in memory: neither side can block the other, as with a pipe.
class MemoryFile {
public:
    explicit MemoryFile(const char* name) : fd_(memfd_create(name, MFD_CLOEXEC)) {}
    ~MemoryFile() {
        if (fd_ >= 0) close(fd_);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] bool fill(std::string_view text) {
        while (!text.empty()) {
            const auto count = write(fd_, text.data(), text.size());
            if (count < 0 && errno != EINTR) return false;
            if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
        }
        return lseek(fd_, 0, SEEK_SET) == 0;
    }
    [[nodiscard]] std::string read_all() const {
        std::string text(most_output, '\0');
        const auto count = pread(fd_, text.data(), text.size(), 0);
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return text;
    }

private:
    int fd_;
};

ErrorCode code_of(int error) {
    if (error == ENOENT) return ErrorCode::not_found;
    return error == EACCES || error == EPERM ? ErrorCode::permission : ErrorCode::io;
}

Result<pid_t> spawn(const std::vector<std::string>& arguments, int input, int output) {
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t pid = 0;
    const int error = posix_spawnp(&pid, argv.front(), &files, &attributes, argv.data(), environ);
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
                                  std::chrono::nanoseconds timeout, StopToken stop) {
    if (arguments.empty()) return fail(ErrorCode::invalid_argument, "program", "no program is named");
    MemoryFile in("gsmcfg-input");
    const MemoryFile out("gsmcfg-output");
    if (in.fd() < 0 || out.fd() < 0 || !in.fill(input)) return fail(ErrorCode::io, arguments.front(), std::strerror(errno));
    const auto pid = spawn(arguments, in.fd(), out.fd());
    if (!pid) return fail(pid.error());
    const MonoTime deadline = clock.now() + timeout;
    for (;;) {
        int status = 0;
        const auto ended = waitpid(*pid, &status, WNOHANG);
        if (ended == *pid) return ProgramResult{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.read_all()};
        if (ended < 0 && errno != EINTR) return fail(ErrorCode::io, arguments.front(), std::strerror(errno));
        const bool late = clock.now() >= deadline;
        if (!late && !stop.requested()) {
            clock.wait_until(clock.now() + look_again, stop);
            continue;
        }
        end(*pid);
        if (late) return fail(ErrorCode::timeout, arguments.front(), "did not end in time and was killed");
        return fail(ErrorCode::stopped, arguments.front(), "a stop was requested");
    }
}

}  // namespace gsmcfg::base
