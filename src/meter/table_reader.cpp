#include "meter/table_reader.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::meter {

using base::ErrorCode;

std::string unknown_word(std::string_view kind, std::string_view word, const std::vector<std::string>& known) {
    const auto shown = base::escape_control(word.substr(0, 60));
    if (const auto near = base::nearest_word(base::to_lower(word), known))
        return fmt::format("{} '{}' is unknown; did you mean '{}'?", kind, shown, *near);
    return fmt::format("{} '{}' is unknown; known: {}", kind, shown, fmt::join(known, ", "));
}

TableReader::TableReader(base::TomlNode node, std::string what, std::vector<base::Error>& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {}

std::optional<base::TomlNode> TableReader::take(std::string_view key) {
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
    return node_.find(key);
}

bool TableReader::has(std::string_view key) { return take(key).has_value(); }

std::string TableReader::where(std::string_view key) const {
    const auto node = node_.find(key);
    return node && node->line() != 0 ? node->where() : node_.where();
}

void TableReader::complain(std::string_view key, std::string detail) {
    problems_.push_back({ErrorCode::malformed, where(key), std::move(detail), std::nullopt});
}

std::optional<std::string> TableReader::text(std::string_view key) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    auto value = node->string();
    if (!value) complain(key, fmt::format("{}: {} must be a text in quotes", what_, key));
    return value;
}

std::string TableReader::required_text(std::string_view key) {
    if (!has(key)) complain(key, fmt::format("{}: {} is missing", what_, key));
    auto value = text(key).value_or("");
    if (value.empty() && has(key)) complain(key, fmt::format("{}: {} is empty", what_, key));
    return value;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t greatest) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    const auto value = node->integer();
    if (!value || *value < least || *value > greatest) {
        complain(key, fmt::format("{}: {} must be a whole number from {} to {}", what_, key, least, greatest));
        return std::nullopt;
    }
    return value;
}

bool TableReader::flag(std::string_view key, bool otherwise) {
    const auto node = take(key);
    if (!node) return otherwise;
    const auto value = node->boolean();
    if (!value) complain(key, fmt::format("{}: {} must be true or false", what_, key));
    return value.value_or(otherwise);
}

std::vector<std::string> TableReader::texts(std::string_view key) {
    const auto node = take(key);
    if (!node) return {};
    auto value = node->strings();
    if (!value) complain(key, fmt::format("{}: {} must be a list of texts", what_, key));
    return value.value_or(std::vector<std::string>{});
}

std::chrono::seconds TableReader::seconds(std::string_view key, std::chrono::seconds otherwise) {
    constexpr std::int64_t week = 7 * 24 * 3600;
    const auto value = integer(key, 0, week);
    return value ? std::chrono::seconds(*value) : otherwise;
}

std::optional<base::Pattern> TableReader::compile(std::string_view expression, const std::string& place,
                                                  const std::vector<std::string>& captures) {
    const auto complain_here = [&](std::string detail) {
        problems_.push_back({ErrorCode::malformed, place, fmt::format("{}: {}", what_, detail), std::nullopt});
    };
    auto pattern = base::Pattern::compile(expression);
    if (!pattern) {
        complain_here("the pattern does not compile: " + pattern.error().detail);
        return std::nullopt;
    }
    if (pattern->match_whole("")) complain_here("the pattern matches an empty text");
    for (const auto& capture : pattern->names())
        if (std::ranges::find(captures, capture) == captures.end()) complain_here(unknown_word("the capture", capture, captures));
    return *pattern;
}

std::optional<base::Pattern> TableReader::pattern(std::string_view key, const std::vector<std::string>& captures) {
    const auto expression = text(key);
    if (!expression) return std::nullopt;
    return compile(*expression, where(key), captures);
}

std::vector<base::Pattern> TableReader::patterns(std::string_view key, const std::vector<std::string>& captures) {
    std::vector<base::Pattern> result;
    const auto node = take(key);
    if (!node) return result;
    if (!node->strings()) {
        complain(key, fmt::format("{}: {} must be a list of texts", what_, key));
        return result;
    }
    for (const auto& element : node->elements())
        if (auto compiled = compile(element.string().value_or(""), element.where(), captures))
            result.push_back(std::move(*compiled));
    return result;
}

std::vector<base::TomlNode> TableReader::tables(std::string_view key) {
    const auto node = take(key);
    if (!node) return {};
    auto elements = node->elements();
    const auto is_table = [](const base::TomlNode& element) { return element.is_table(); };
    if (!node->is_array() || !std::ranges::all_of(elements, is_table)) {
        complain(key, fmt::format("{}: {} must be written as [[{}]]", what_, key, key));
        return {};
    }
    return elements;
}

std::optional<base::TomlNode> TableReader::table(std::string_view key) {
    auto node = take(key);
    if (node && !node->is_table()) {
        complain(key, fmt::format("{}: {} must be a table", what_, key));
        return std::nullopt;
    }
    return node;
}

void TableReader::finish() {
    for (const auto& key : node_.keys())
        if (std::ranges::find(known_, key) == known_.end())
            complain(key, fmt::format("{}: {}", what_, unknown_word("the key", key, known_)));
}

}  // namespace gsmcfg::meter
