// Files that are part of the program: dialects, SQL.
#pragma once

#include <span>
#include <string_view>

namespace gsmcfg::base {

struct EmbeddedFile {
    std::string_view name;  // without its folder
    std::string_view text;
};

}  // namespace gsmcfg::base
