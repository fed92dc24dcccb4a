// Another program, run to its end without a shell.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

struct ProgramResult {
    int status = 0;      // its exit status, or 128 and the signal that ended it
    std::string output;  // the first of what it wrote to standard output and error
};

struct ProgramOptions {
    std::chrono::nanoseconds timeout{};
    std::size_t most_output = 64 * 1024;                    // what is more is read and dropped
    std::optional<std::vector<std::string>> environment{};  // NAME=VALUE; absent: that of this program
};

// `arguments` begins with the program, which is looked up in PATH. `input` is its standard input. No other file of this program
// is open in it. Killed (with its process group) at the time-out or a stop. What it leaves running in the background is left
// alone. Errors: invalid_argument (no program), not_found, permission, io, timeout, stopped.
[[nodiscard]] Result<ProgramResult> run_program(const std::vector<std::string>& arguments, std::string_view input, Clock& clock,
                                                const ProgramOptions& options, StopToken stop);
[[nodiscard]] inline Result<ProgramResult> run_program(const std::vector<std::string>& arguments, std::string_view input,
                                                       Clock& clock, std::chrono::nanoseconds timeout, StopToken stop) {
    return run_program(arguments, input, clock, ProgramOptions{timeout}, stop);
}

}  // namespace gsmcfg::base
