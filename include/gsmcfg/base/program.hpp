// Another program, run to its end without a shell.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

struct ProgramResult {
    int status = 0;      // its exit status, or 128 and the signal that ended it
    std::string output;  // what it wrote to standard output and error: at most 64 KiB
};

// `arguments` begins with the program, which is looked up in PATH. `input` is its standard input. Killed (with its process
// group) at the time-out or a stop. Errors: invalid_argument (no program), not_found, permission, io, timeout, stopped.
[[nodiscard]] Result<ProgramResult> run_program(const std::vector<std::string>& arguments, std::string_view input, Clock& clock,
                                                std::chrono::nanoseconds timeout, StopToken stop);

}  // namespace gsmcfg::base
