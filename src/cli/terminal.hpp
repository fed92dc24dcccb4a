// What the program is connected to, and how it asks.
#pragma once

#include <cstddef>
#include <string>

namespace gsmcfg::cli {

[[nodiscard]] bool output_is_terminal();
[[nodiscard]] bool errors_are_terminal();
[[nodiscard]] bool input_is_terminal();
// It knows no control sequences, by TERM of the environment.
[[nodiscard]] bool terminal_is_dumb();
// Columns of the terminal, 40 or more; 80 without one.
[[nodiscard]] std::size_t terminal_width();
// Asks on the terminal; true for y or yes.
[[nodiscard]] bool confirm(const std::string& question);

}  // namespace gsmcfg::cli
