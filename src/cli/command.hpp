// A subcommand as data: what --help, the man page and the completion say of it, and the function that does it.
#pragma once

#include "failure.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

struct OptionSpec {
    std::string_view name;      // without the dashes
    std::string_view argument;  // "FILE"; empty: a flag
    std::string_view help;
    bool repeatable = false;
};

class Invocation;

struct Command {
    std::string_view name;       // "campaign list"
    std::string_view arguments;  // "PROFILE PHONES"
    std::size_t least = 0;       // how many arguments it takes
    std::size_t most = 0;
    std::string_view summary;
    std::string_view details;  // paragraphs; may be empty
    std::string_view example;  // command lines
    std::vector<OptionSpec> options;
    Outcome<int> (*run)(Invocation&);
};

// All commands, in the order of the help.
[[nodiscard]] std::span<const Command> commands();
// Options that every command takes, anywhere on the line.
[[nodiscard]] std::span<const OptionSpec> global_options();

}  // namespace gsmcfg::cli
