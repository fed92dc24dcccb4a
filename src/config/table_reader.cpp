#include "config/table_reader.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gsmcfg::config {

std::optional<base::TomlNode> TableReader::take(std::string_view key) {
    known_.emplace_back(key);
    auto node = table_.find(key);
    if (node && !node->is_table()) loaded_.configuration.origins[prefix_ + std::string(key)] = node->where();
    return node;
}

void TableReader::complain(std::string_view key, std::string detail) {
    const auto node = table_.find(key);
    loaded_.problems.push_back({base::ErrorCode::invalid_argument, node ? node->where() : table_.where(),
                                fmt::format("{}{}: {}", prefix_, key, detail), std::nullopt});
}

std::optional<std::string> TableReader::string(std::string_view key) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    auto text = node->string();
    if (!text) complain(key, "must be a text in quotes");
    return text;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    const auto value = node->integer();
    if (value && *value >= least && *value <= most) return value;
    complain(key, fmt::format("must be a whole number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<double> TableReader::price(std::string_view key) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    const auto value = node->number();
    if (value && std::isfinite(*value) && *value >= 0) return value;
    complain(key, "must be a number, 0 or more");
    return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::strings(std::string_view key) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    auto texts = node->strings();
    if (!texts) complain(key, "must be a list of texts: [\"…\", \"…\"]");
    return texts;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
    const auto node = take(key);
    if (!node) return std::nullopt;
    if (auto text = node->string()) return std::vector{std::move(*text)};
    auto texts = node->strings();
    if (!texts) complain(key, "must be a text in quotes or a list of them: \"…\" or [\"…\", \"…\"]");
    return texts;
}

std::vector<base::TomlNode> TableReader::tables(std::string_view key) {
    const auto node = take(key);
    if (!node) return {};
    auto elements = node->elements();
    const bool all_tables = node->is_array() && std::ranges::all_of(elements, [](const auto& one) { return one.is_table(); });
    if (all_tables) return elements;
    complain(key, fmt::format("must be tables: [[{}{}]]", prefix_, key));
    return {};
}

std::optional<base::TomlNode> TableReader::table(std::string_view key) {
    auto node = take(key);
    if (!node || node->is_table()) return node;
    complain(key, fmt::format("must be a table: [{}{}]", prefix_, key));
    return std::nullopt;
}

void TableReader::finish() {
    for (const auto& key : table_.keys()) {
        if (std::ranges::find(known_, key) != known_.end()) continue;
        const auto nearest = base::nearest_word(key, known_);
        complain(key, nearest ? fmt::format("unknown key; did you mean '{}'?", *nearest) : std::string("unknown key"));
    }
}

}  // namespace gsmcfg::config
