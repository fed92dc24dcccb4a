// How a command fails, and the exit codes.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::cli {

namespace exit_code {
inline constexpr int as_wanted = 0;
inline constexpr int not_all = 1;  // some meters are not as wanted
inline constexpr int usage = 2;    // usage or input
inline constexpr int modem = 3;
inline constexpr int database = 4;
inline constexpr int unfinished = 5;  // held; can be resumed
inline constexpr int internal = 70;   // a fault of this program (EX_SOFTWARE of sysexits.h)
inline constexpr int another_run = 75;
inline constexpr int interrupted = 130;  // can be resumed
}  // namespace exit_code

struct ExitCode {
    int code;
    std::string_view words;
};
// As --help and the man page say them.
inline constexpr ExitCode exit_codes[] = {{exit_code::as_wanted, "all as wanted"},
                                          {exit_code::not_all, "some meters are not"},
                                          {exit_code::usage, "usage or input"},
                                          {exit_code::modem, "modem"},
                                          {exit_code::database, "database"},
                                          {exit_code::unfinished, "unfinished and resumable"},
                                          {exit_code::internal, "an error of the program: please report it"},
                                          {exit_code::another_run, "another run is at work"},
                                          {exit_code::interrupted, "interrupted and resumable"}};

// Each line is a sentence for the user, shown after the program's name.
struct Failure {
    int exit = exit_code::usage;
    std::vector<std::string> lines;
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

[[nodiscard]] inline tl::unexpected<Failure> refuse(int exit, std::string line) {
    return tl::unexpected<Failure>(Failure{exit, {std::move(line)}});
}
[[nodiscard]] inline tl::unexpected<Failure> refuse(Failure failure) { return tl::unexpected<Failure>(std::move(failure)); }
// Input that is wrong in several places: all of them at once.
[[nodiscard]] Failure all_problems(const std::vector<base::Error>& problems);

}  // namespace gsmcfg::cli
