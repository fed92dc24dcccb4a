// Preloaded before programs that live in a world of their own: their clocks run faster, and they wait shorter by as much. All of
// one world get the same two words, so that their calendars agree.
//   GSMCFG_CLOCK_SPEED=FACTOR   GSMCFG_CLOCK_START=SECONDS since 1970, where both calendars agree
// Or their calendar is wrong:
//   GSMCFG_CLOCK_AHEAD=SECONDS
// Without gsmcfg_options: it is loaded into programs that know no sanitizers.
#include <dlfcn.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t number_of(const char* name, std::int64_t otherwise) {
    const char* const given = std::getenv(name);
    return given != nullptr ? std::strtoll(given, nullptr, 10) : otherwise;
}

std::int64_t speed() {
    static const auto factor = number_of("GSMCFG_CLOCK_SPEED", 1);
    return factor;
}

std::int64_t start() {
    static const auto time = number_of("GSMCFG_CLOCK_START", 0) * second;
    return time;
}

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * second + time.tv_nsec; }
timespec timespec_of(std::int64_t time) { return {time / second, time % second}; }

std::int64_t calendar() {
    timespec now{};
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    static const auto ahead = number_of("GSMCFG_CLOCK_AHEAD", 0) * second;
    return start() + (nanoseconds(now) - start()) * speed() + ahead;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    if (clock == CLOCK_REALTIME) {
        *time = timespec_of(calendar());
        return 0;
    }
    const long result = syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && clock == CLOCK_MONOTONIC) *time = timespec_of(nanoseconds(*time) * speed());
    return static_cast<int>(result);
}

time_t time(time_t* time) noexcept {
    const time_t now = calendar() / second;
    if (time != nullptr) *time = now;
    return now;
}

int gettimeofday(timeval* time, void* /*zone*/) noexcept {
    const auto now = calendar();
    *time = {now / second, now % second / 1000};
    return 0;
}

int ppoll(pollfd* files, nfds_t count, const timespec* limit, const sigset_t* signals) {
    using Ppoll = int (*)(pollfd*, nfds_t, const timespec*, const sigset_t*);
    static const auto next = reinterpret_cast<Ppoll>(dlsym(RTLD_NEXT, "ppoll"));
    if (limit == nullptr) return next(files, count, limit, signals);
    const auto shorter = timespec_of(nanoseconds(*limit) / speed());
    return next(files, count, &shorter, signals);
}
}
