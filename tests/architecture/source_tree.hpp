// The project's files, as the rules look at them.
#pragma once

#include "source_text.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

struct SourceFile {
    std::string path;  // from the project's root, with /
    std::string text;
    std::string bare;   // C++ only
    std::string layer;  // of C++ below src/ and include/gsmcfg/; else empty
    std::vector<Include> includes;

    [[nodiscard]] bool is_code() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
    [[nodiscard]] bool is_public() const { return path.starts_with("include/"); }
    // In src/ or include/: what is shipped.
    [[nodiscard]] bool is_shipped() const { return is_public() || path.starts_with("src/"); }
};

struct SourceTree {
    std::filesystem::path root;
    std::vector<SourceFile> files;     // text files only, sorted by path
    std::vector<std::string> folders;  // sorted

    [[nodiscard]] bool has_file(std::string_view path) const;
};

struct Violation {
    std::string path;
    std::size_t line = 0;  // 0: the file as a whole
    std::string words;
};
using Violations = std::vector<Violation>;

// Without version control's own files and builds.
[[nodiscard]] SourceTree read_tree(const std::filesystem::path& root);
// One a line, for a test's message.
[[nodiscard]] std::string in_words(const Violations& violations);

}  // namespace gsmcfg::test
