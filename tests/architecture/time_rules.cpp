#include "calls.hpp"
#include "rules.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace gsmcfg::test {
namespace {

struct Function {
    std::string_view name;
    std::size_t arguments;
};

constexpr std::array clock_functions{
    Function{"clock_gettime", 2}, Function{"gettimeofday", 2}, Function{"timespec_get", 2},   Function{"time", 1},
    Function{"sleep_for", 1},     Function{"sleep_until", 1},  Function{"usleep", 1},         Function{"sleep", 1},
    Function{"nanosleep", 2},     Function{"thrd_sleep", 2},   Function{"sqlite3_sleep", 1},  Function{"clock_nanosleep", 4},
    Function{"alarm", 1},         Function{"setitimer", 3},    Function{"timerfd_create", 2},
};
// Named at all: a clock behind an alias is still a clock.
constexpr std::array clock_names{"steady_clock", "system_clock", "high_resolution_clock", "utc_clock", "file_clock"};
constexpr std::array wait_functions{
    Function{"poll", 3},       Function{"ppoll", 4},       Function{"select", 5},       Function{"pselect", 6},
    Function{"epoll_wait", 4}, Function{"epoll_pwait", 5}, Function{"epoll_pwait2", 5},
};
constexpr std::array wait_headers{"poll.h", "sys/poll.h", "sys/select.h", "sys/epoll.h"};

bool is_at_home(const SourceFile& file, std::span<const std::string_view> homes) {
    return std::ranges::any_of(homes, [&](std::string_view home) { return file.path.starts_with(home); });
}

// These ask no clock.
bool is_conversion(std::string_view after) {
    return after.starts_with("::to_time_t") || after.starts_with("::from_time_t") || after.starts_with("::duration");
}

void report_calls(const SourceFile& file, std::span<const Function> functions, Violations& result) {
    for (const auto& function : functions)
        for (const auto at : find_calls(file.bare, function.name, function.arguments))
            result.push_back({file.path, line_of(file.bare, at), "calls " + std::string(function.name)});
}

}  // namespace

Violations clock_and_sleep_calls(const SourceTree& tree) {
    constexpr std::array<std::string_view, 3> homes{"src/base/clock.cpp", "src/link/", "include/gsmcfg/base/clock.hpp"};
    Violations result;
    for (const auto& file : tree.files) {
        if (!file.is_code() || !file.is_shipped() || is_at_home(file, homes)) continue;
        report_calls(file, clock_functions, result);
        for (const std::string_view name : clock_names)
            for (const auto at : find_word(file.bare, name))
                if (!is_conversion(std::string_view(file.bare).substr(at + name.size())))
                    result.push_back({file.path, line_of(file.bare, at), "names " + std::string(name)});
    }
    return result;
}

Violations waits(const SourceTree& tree) {
    constexpr std::array<std::string_view, 5> homes{"src/base/clock.cpp", "src/base/stop.cpp", "src/link/",
                                                    "src/sim/pty_front.cpp", "src/store/change_listener.cpp"};
    Violations result;
    for (const auto& file : tree.files) {
        if (!file.is_code() || !file.is_shipped() || is_at_home(file, homes)) continue;
        report_calls(file, wait_functions, result);
        for (const auto& include : file.includes)
            if (std::ranges::find(wait_headers, include.path) != wait_headers.end())
                result.push_back({file.path, include.line, "includes " + include.path});
    }
    return result;
}

}  // namespace gsmcfg::test
