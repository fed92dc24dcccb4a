// Man page and shell completion, made from the same table as --help, so that they can't differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// For `gsmcfg --reference man|bash`, which the build uses; nothing for any other command line.
[[nodiscard]] std::optional<std::string> reference_for(const std::vector<std::string>& words);

}  // namespace gsmcfg::cli
