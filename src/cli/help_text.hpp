// What --help prints.
#pragma once

#include "command.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace gsmcfg::cli {

// `width` in columns. The program's overview, a group's, or one command's.
[[nodiscard]] std::string overview_text(std::size_t width);
[[nodiscard]] std::string group_text(std::string_view group, std::size_t width);
[[nodiscard]] std::string command_text(const Command& command, std::size_t width);

}  // namespace gsmcfg::cli
