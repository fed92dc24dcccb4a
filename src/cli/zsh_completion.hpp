// Completion of the Z shell, made from the table of commands.
#pragma once

#include <string>

namespace gsmcfg::cli {

// A function for a folder of $fpath, to be called _gsmcfg: commands and options with their help, files elsewhere.
[[nodiscard]] std::string zsh_completion();

}  // namespace gsmcfg::cli
