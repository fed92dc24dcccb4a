#include "rules.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace gsmcfg::test {
namespace {

constexpr std::size_t most_lines = 500;
constexpr std::size_t least_comment = 15;  // "// " and some words

std::string_view next_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

bool has_contract(std::string_view text) {
    auto line = next_line(text);
    if (!line.starts_with("// ") || line.size() < least_comment) return false;
    while (line.starts_with("//") || (line.empty() && !text.empty())) line = next_line(text);
    return line == "#pragma once";
}

bool is_snake_case(std::string_view name) {
    const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (name.empty() || !is_lower(name.front()) || name.back() == '_') return false;
    if (name.find("__") != std::string_view::npos) return false;
    return std::ranges::all_of(name, [&](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

std::string empty_word(std::string_view name) {
    constexpr std::array empty_words{"util", "utils", "utility", "utilities", "helper", "helpers", "manager", "common"};
    for (const std::string_view word : empty_words)
        for (auto at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
            const auto end = at + word.size();
            if ((at == 0 || name[at - 1] == '_') && (end == name.size() || name[end] == '_')) return std::string(word);
        }
    return {};
}

bool is_named_by_us(std::string_view path) {
    return path.starts_with("src/") || path.starts_with("include/") || path.starts_with("tests/") || path == "src" ||
           path == "include" || path == "tests";
}

void check_name(const std::string& path, const std::string& name, Violations& result) {
    if (!is_snake_case(name)) result.push_back({path, 0, "is not in snake_case"});
    else if (const auto word = empty_word(name); !word.empty()) result.push_back({path, 0, "'" + word + "' says nothing"});
}

struct Word {
    std::string text;
    bool is_path_start;  // counts only where a path begins
};

// In two halves, or this file would break the rule.
const std::vector<Word>& forbidden_words() {
    using namespace std::string_literals;
    static const std::vector<Word> words{
        {"/wo"s + "rk/", true}, {"/ro"s + "ot/", true}, {"/tmp/br"s + "ief", false}, {"bash"s + "_jobs", false}};
    return words;
}

bool begins_path(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char before = text[at - 1];
    return !is_word_character(before) && std::string_view(".-~}*").find(before) == std::string_view::npos;
}

}  // namespace

Violations headers_without_contract(const SourceTree& tree) {
    Violations result;
    for (const auto& file : tree.files)
        if (file.is_public() && file.is_code() && !has_contract(file.text))
            result.push_back({file.path, 1, "does not begin with a comment about its purpose and #pragma once"});
    return result;
}

Violations layers_without_readme(const SourceTree& tree) {
    Violations result;
    for (const auto& folder : tree.folders) {
        const std::filesystem::path path(folder);
        if (path.parent_path() != "src") continue;
        const auto readme = folder + "/README.md";
        const auto found = std::ranges::find(tree.files, readme, &SourceFile::path);
        if (found == tree.files.end() || found->text.size() < least_comment) result.push_back({readme, 0, "is missing"});
    }
    return result;
}

Violations long_files(const SourceTree& tree) {
    Violations result;
    for (const auto& file : tree.files) {
        if (!file.is_code() || !file.is_shipped()) continue;
        const auto lines = static_cast<std::size_t>(std::ranges::count(file.text, '\n'));
        if (lines > most_lines) result.push_back({file.path, 0, "has " + std::to_string(lines) + " lines"});
    }
    return result;
}

Violations bad_names(const SourceTree& tree) {
    Violations result;
    for (const auto& file : tree.files)
        if (file.is_code()) check_name(file.path, std::filesystem::path(file.path).stem().string(), result);
    for (const auto& folder : tree.folders)
        if (is_named_by_us(folder)) check_name(folder, std::filesystem::path(folder).filename().string(), result);
    return result;
}

Violations workplace_words(const SourceTree& tree) {
    Violations result;
    for (const auto& file : tree.files)
        for (const auto& word : forbidden_words())
            for (auto at = file.text.find(word.text); at != std::string::npos; at = file.text.find(word.text, at + 1))
                if (!word.is_path_start || begins_path(file.text, at))
                    result.push_back({file.path, line_of(file.text, at), "holds " + word.text});
    return result;
}

}  // namespace gsmcfg::test
