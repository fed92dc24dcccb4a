#include "gsmcfg/base/toml_document.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace gsmcfg::base {
namespace {

const toml::node& as_node(const void* node) { return *static_cast<const toml::node*>(node); }

}  // namespace

struct TomlDocument::Parsed {
    toml::table table;
    std::string source;
};

TomlDocument::TomlDocument(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
TomlDocument::TomlDocument(TomlDocument&&) noexcept = default;
TomlDocument& TomlDocument::operator=(TomlDocument&&) noexcept = default;
TomlDocument::~TomlDocument() = default;

Result<TomlDocument> TomlDocument::parse(std::string_view text, std::string source) {
    try {
        auto table = toml::parse(text, std::string_view(source));
        return TomlDocument(std::make_unique<Parsed>(Parsed{std::move(table), std::move(source)}));
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::malformed, source + ":" + std::to_string(error.source().begin.line),
                    std::string(error.description()));
    }
}

TomlNode TomlDocument::root() const { return {static_cast<const toml::node*>(&parsed_->table), &parsed_->source}; }

bool TomlNode::is_table() const { return as_node(node_).is_table(); }
bool TomlNode::is_array() const { return as_node(node_).is_array(); }

std::vector<std::string> TomlNode::keys() const {
    const auto* table = as_node(node_).as_table();
    if (table == nullptr) return {};
    // toml++ sorts by name; a user thinks in the order of the file.
    std::vector<std::pair<toml::source_position, std::string>> found;
    for (const auto& [key, value] : *table) found.emplace_back(key.source().begin, std::string(key.str()));
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> result;
    for (auto& [position, key] : found) result.push_back(std::move(key));
    return result;
}

std::optional<TomlNode> TomlNode::find(std::string_view key) const {
    const auto* table = as_node(node_).as_table();
    if (table == nullptr) return std::nullopt;
    const auto* node = table->get(key);
    if (node == nullptr) return std::nullopt;
    return TomlNode(node, source_);
}

std::vector<TomlNode> TomlNode::elements() const {
    const auto* array = as_node(node_).as_array();
    if (array == nullptr) return {};
    std::vector<TomlNode> result;
    for (const auto& element : *array) result.push_back(TomlNode(&element, source_));
    return result;
}

std::optional<std::string> TomlNode::string() const { return as_node(node_).value_exact<std::string>(); }
std::optional<std::int64_t> TomlNode::integer() const { return as_node(node_).value_exact<std::int64_t>(); }
std::optional<bool> TomlNode::boolean() const { return as_node(node_).value_exact<bool>(); }
std::optional<double> TomlNode::number() const {
    if (const auto whole = integer()) return static_cast<double>(*whole);
    return as_node(node_).value_exact<double>();
}

std::optional<std::string> TomlNode::scalar_text() const {
    if (auto text = string()) return text;
    if (const auto whole = integer()) return std::to_string(*whole);
    if (const auto flag = boolean()) return *flag ? "true" : "false";
    return std::nullopt;
}

std::optional<std::vector<std::string>> TomlNode::strings() const {
    if (!is_array()) return std::nullopt;
    std::vector<std::string> result;
    for (const auto& element : elements()) {
        auto text = element.string();
        if (!text) return std::nullopt;
        result.push_back(std::move(*text));
    }
    return result;
}

std::size_t TomlNode::line() const { return as_node(node_).source().begin.line; }
std::string TomlNode::where() const { return *source_ + ":" + std::to_string(line()); }

}  // namespace gsmcfg::base
