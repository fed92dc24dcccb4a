#include "gsmcfg/base/toml_document.hpp"

#include <toml++/toml.h>

#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <cctype>

namespace gsmcfg::base {
namespace {

// The commonest slip, of which the parser says that it is no number: apn = internet. The value may be a password, and is not
// told.
std::optional<std::string> bare_text(std::string_view text, std::size_t line) {
    for (std::size_t i = 1; i < line; ++i) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find_first_of("\r\n"));
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = trim(text.substr(0, equals));
    const auto value = trim(text.substr(equals + 1));
    const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '/'; };
    if (key.empty() || value.empty() || std::isalpha(static_cast<unsigned char>(value[0])) == 0 ||
        !std::ranges::all_of(value, is_word))
        return std::nullopt;
    return std::string(key) + " = \"…\"";
}

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
        const auto line = error.source().begin.line;
        auto words = std::string(error.description());
        if (const auto bare = bare_text(text, line)) words = "a text needs quotes: " + *bare;
        return fail(ErrorCode::malformed, source + ":" + std::to_string(line), std::move(words));
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
