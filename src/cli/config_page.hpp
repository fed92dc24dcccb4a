// gsmcfg.toml(5), made from the commented configuration that `gsmcfg init` writes.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::cli {

// A man(7) page. `starter` is a TOML file whose comments explain the keys after them, or on the same line; a key that is a
// comment itself ("# key = value") counts as one. Blocks end with an empty line; a table's block begins with its header.
[[nodiscard]] std::string config_page(std::string_view starter);

}  // namespace gsmcfg::cli
