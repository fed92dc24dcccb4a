// Manual pages and shell completions, made from the same table as --help, from the starter configuration and from the page on
// dialects, so that they can't differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// For `gsmcfg --reference man|config|bash|zsh` and `--reference dialect FILE`, which the build uses; nothing for any other
// command line.
[[nodiscard]] std::optional<std::string> reference_for(const std::vector<std::string>& words);

}  // namespace gsmcfg::cli
