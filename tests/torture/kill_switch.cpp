// Preloaded before a program: kills it at the n-th time that it comes to a point in its talk with the modem or with the disk, and
// leaves word in a file where that was. Nothing of the program knows of it.
//   GSMCFG_KILL_POINT=NAME:N   GSMCFG_KILL_WORD=FILE
// Without gsmcfg_options: it is loaded into programs that know no sanitizers.
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace {

constexpr char end_of_text = '\x1a';

struct Order {
    std::string_view point;
    std::atomic<long> left{0};

    Order() {
        const char* const given = std::getenv("GSMCFG_KILL_POINT");
        const std::string_view words = given != nullptr ? given : "";
        const auto colon = words.find(':');
        if (colon == std::string_view::npos) return;
        point = words.substr(0, colon);
        left = std::strtol(words.data() + colon + 1, nullptr, 10);
    }
};

Order& order() {
    static Order one;
    return one;
}

void leave_word(std::string_view point) {
    const char* const path = std::getenv("GSMCFG_KILL_WORD");
    if (path == nullptr) return;
    const long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    syscall(SYS_write, file, point.data(), point.size());
    syscall(SYS_write, file, "\n", 1);
}

void reach(std::string_view point) {
    auto& ordered = order();
    if (ordered.point != point || --ordered.left != 0) return;
    leave_word(point);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

// The write-ahead log of a database.
bool is_log(int file) {
    std::array<char, 32> link{};
    std::array<char, 4096> target{};
    auto* at = link.data();
    for (const char c : std::string_view("/proc/self/fd/")) *at++ = c;
    std::array<char, 12> digits{};
    auto* digit = digits.data();
    for (int rest = file; rest > 0 || digit == digits.data(); rest /= 10) *digit++ = static_cast<char>('0' + rest % 10);
    while (digit != digits.data()) *at++ = *--digit;
    const auto length = readlink(link.data(), target.data(), target.size());
    return length > 0 && std::string_view(target.data(), static_cast<std::size_t>(length)).ends_with("gsmcfg.db-wal");
}

bool says(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

std::atomic<bool> log_is_synced{true};

}  // namespace

extern "C" {

ssize_t write(int file, const void* data, size_t size) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
    const std::string_view text(static_cast<const char*>(data), size);
    reach("call");
    if (text.ends_with(end_of_text)) reach("prompt");
    if (text.starts_with("AT+CMGD=")) reach("delete");
    const auto written = real(file, data, size);
    if (text.ends_with(end_of_text)) reach("ctrl-z");
    if (text.starts_with("AT+CMGD=")) reach("deleting");
    return written;
}

ssize_t read(int file, void* data, size_t size) {
    static const auto real = next<ssize_t (*)(int, void*, size_t)>("read");
    reach("call");
    const auto count = real(file, data, size);
    if (count <= 0) return count;
    const std::string_view text(static_cast<const char*>(data), static_cast<std::size_t>(count));
    if (says(text, "+CMGS: ") || says(text, "+CMGW: ")) reach("taken");
    if (says(text, "+CMGR: ") || says(text, "+CMGL: ") || says(text, "+CMT: ") || says(text, "+CDS: ")) reach("received");
    return count;
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    reach("call");
    const bool log = is_log(file);
    if (log && log_is_synced.exchange(false)) reach("before-commit");
    const auto written = real(file, data, size, at);
    if (log) reach("in-commit");
    return written;
}

int fdatasync(int file) {
    static const auto real = next<int (*)(int)>("fdatasync");
    reach("call");
    const bool log = is_log(file);
    if (log) reach("before-sync");
    const int result = real(file);
    if (log) {
        log_is_synced = true;
        reach("after-commit");
    }
    return result;
}

int ppoll(struct pollfd* files, nfds_t count, const struct timespec* limit, const sigset_t* signals) {
    static const auto real = next<int (*)(struct pollfd*, nfds_t, const struct timespec*, const sigset_t*)>("ppoll");
    reach("call");
    return real(files, count, limit, signals);
}

int ftruncate64(int file, off64_t size) {
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    reach("call");
    return real(file, size);
}
}
