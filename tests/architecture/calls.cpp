#include "calls.hpp"

#include "source_text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace gsmcfg::test {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

std::string_view without_end_space(std::string_view text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view last_word(std::string_view text) {
    std::size_t start = text.size();
    while (start > 0 && is_word_character(text[start - 1])) --start;
    return text.substr(start);
}

// Arguments of the call whose bracket opens at `open`.
std::size_t count_arguments(std::string_view bare, std::size_t open) {
    std::size_t depth = 0;
    std::size_t commas = 0;
    bool any = false;
    for (std::size_t at = open; at < bare.size(); ++at) {
        const char c = bare[at];
        if (c == '(' || c == '[' || c == '{') ++depth;
        else if (c == ')' || c == ']' || c == '}') --depth;
        if (depth == 0) break;
        if (at == open) continue;
        if (c == ',' && depth == 1) ++commas;
        if (!is_space(c)) any = true;
    }
    return any ? commas + 1 : 0;
}

bool is_call(std::string_view before) {
    before = without_end_space(before);
    if (before.ends_with("::")) {
        before.remove_suffix(2);
        const auto qualifier = last_word(before);
        return qualifier.empty() || qualifier == "std" || qualifier == "this_thread";
    }
    if (before.ends_with('.') || before.ends_with("->")) return false;
    constexpr std::array keywords{"return", "else", "do", "co_return", "throw", "and", "or", "not"};
    const auto word = last_word(before);
    return word.empty() || std::ranges::find(keywords, word) != keywords.end();
}

}  // namespace

std::vector<std::size_t> find_calls(std::string_view bare, std::string_view name, std::size_t arguments) {
    std::vector<std::size_t> result;
    for (const auto at : find_word(bare, name)) {
        auto open = at + name.size();
        while (open < bare.size() && is_space(bare[open])) ++open;
        if (open >= bare.size() || bare[open] != '(') continue;
        if (is_call(bare.substr(0, at)) && count_arguments(bare, open) == arguments) result.push_back(at);
    }
    return result;
}

}  // namespace gsmcfg::test
