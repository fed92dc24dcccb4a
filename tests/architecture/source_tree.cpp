#include "source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace gsmcfg::test {
namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string layer_of(const std::string& path) {
    for (const std::string_view room : {"src/", "include/gsmcfg/"}) {
        if (!path.starts_with(room)) continue;
        const auto end = path.find('/', room.size());
        if (end != std::string::npos) return path.substr(room.size(), end - room.size());
    }
    return {};
}

bool is_left_out(const std::string& path) { return path == ".git" || path == "build"; }

}  // namespace

bool SourceTree::has_file(std::string_view path) const {
    const auto found = std::ranges::lower_bound(files, path, {}, &SourceFile::path);
    return found != files.end() && found->path == path;
}

SourceTree read_tree(const std::filesystem::path& root) {
    SourceTree tree{root, {}, {}};
    for (auto entry = std::filesystem::recursive_directory_iterator(root); entry != std::filesystem::end(entry); ++entry) {
        auto path = entry->path().lexically_relative(root).generic_string();
        if (entry->is_directory()) {
            if (is_left_out(path)) entry.disable_recursion_pending();
            else tree.folders.push_back(std::move(path));
            continue;
        }
        if (!entry->is_regular_file()) continue;
        SourceFile file{std::move(path), read(entry->path()), {}, {}, {}};
        if (file.text.find('\0') != std::string::npos) continue;
        if (file.is_code()) {
            file.bare = bare_code(file.text);
            file.includes = includes_of(file.bare);
            file.layer = layer_of(file.path);
        }
        tree.files.push_back(std::move(file));
    }
    std::ranges::sort(tree.files, {}, &SourceFile::path);
    std::ranges::sort(tree.folders);
    return tree;
}

std::string in_words(const Violations& violations) {
    std::string result;
    for (const auto& violation : violations) {
        result += violation.path;
        if (violation.line > 0) result += ":" + std::to_string(violation.line);
        result += ": " + violation.words + "\n";
    }
    return result;
}

}  // namespace gsmcfg::test
