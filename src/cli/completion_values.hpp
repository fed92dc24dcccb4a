// What a shell offers as the value of an option.
#pragma once

#include "command.hpp"

#include <string>
#include <vector>

namespace gsmcfg::cli {

struct CompletionValues {
    bool files = false;
    std::vector<std::string> words;  // neither files nor words: nothing can be offered
};

// By what the option calls its argument.
[[nodiscard]] CompletionValues completion_values(const OptionSpec& option);

}  // namespace gsmcfg::cli
