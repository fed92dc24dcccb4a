// A TOML 1.0 file that remembers its lines, so that every complaint can name one.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

class TomlDocument;

// A view of one node; the document must outlive it.
class TomlNode {
public:
    [[nodiscard]] bool is_table() const;
    [[nodiscard]] bool is_array() const;
    // Keys of a table, in the order of the file. Empty for anything else.
    [[nodiscard]] std::vector<std::string> keys() const;
    // A table's member.
    [[nodiscard]] std::optional<TomlNode> find(std::string_view key) const;
    // An array's elements. Empty for anything else.
    [[nodiscard]] std::vector<TomlNode> elements() const;

    // The value if it has that type.
    [[nodiscard]] std::optional<std::string> string() const;
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<double> number() const;  // integers too
    [[nodiscard]] std::optional<bool> boolean() const;
    // A string, integer or boolean as the text a user would type.
    [[nodiscard]] std::optional<std::string> scalar_text() const;
    // An array whose elements are all strings.
    [[nodiscard]] std::optional<std::vector<std::string>> strings() const;

    // 1-based; 0 if unknown.
    [[nodiscard]] std::size_t line() const;
    // "profile.toml:12"
    [[nodiscard]] std::string where() const;

private:
    friend class TomlDocument;
    TomlNode(const void* node, const std::string* source) : node_(node), source_(source) {}
    const void* node_;
    const std::string* source_;
};

class TomlDocument {
public:
    // `source` is the name that errors carry. Errors: malformed, with where "source:line".
    static Result<TomlDocument> parse(std::string_view text, std::string source);
    TomlDocument(TomlDocument&&) noexcept;
    TomlDocument& operator=(TomlDocument&&) noexcept;
    ~TomlDocument();

    [[nodiscard]] TomlNode root() const;

private:
    struct Parsed;
    explicit TomlDocument(std::unique_ptr<Parsed> parsed);
    std::unique_ptr<Parsed> parsed_;
};

}  // namespace gsmcfg::base
