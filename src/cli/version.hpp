// The program's version.
#pragma once

#include <string_view>

namespace gsmcfg::cli {

// From the project() line of CMakeLists.txt.
inline constexpr std::string_view version = GSMCFG_VERSION;

}  // namespace gsmcfg::cli
