// C++ text as the rules see it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

struct Include {
    std::string path;
    std::size_t line = 0;  // 1-based
    bool quoted = false;
};

// The text without comments and with empty literals. Lines stay where they were; include lines stay as they are.
[[nodiscard]] std::string bare_code(std::string_view text);
[[nodiscard]] std::vector<Include> includes_of(std::string_view bare);
[[nodiscard]] std::size_t line_of(std::string_view text, std::size_t offset);
[[nodiscard]] bool is_word_character(char c);
// Offsets of `word` where it stands alone.
[[nodiscard]] std::vector<std::size_t> find_word(std::string_view text, std::string_view word);

}  // namespace gsmcfg::test
