// A table of a TOML file, read key by key; what is wrong or unknown is collected, never thrown.
#pragma once

#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/toml_document.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

class TableReader {
public:
    // `node` is a table, of which `what` is the name in complaints: "[message]".
    TableReader(base::TomlNode node, std::string what, std::vector<base::Error>& problems);

    [[nodiscard]] bool has(std::string_view key);
    [[nodiscard]] std::string where(std::string_view key) const;
    [[nodiscard]] std::string where() const { return node_.where(); }

    // An absent key gives the default; a required one complains.
    std::optional<std::string> text(std::string_view key);
    std::string required_text(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t greatest);
    bool flag(std::string_view key, bool otherwise);
    std::vector<std::string> texts(std::string_view key);
    std::chrono::seconds seconds(std::string_view key, std::chrono::seconds otherwise);
    std::optional<base::Pattern> pattern(std::string_view key, const std::vector<std::string>& captures);
    std::vector<base::Pattern> patterns(std::string_view key, const std::vector<std::string>& captures);
    // An array of tables (or one table): its members.
    std::vector<base::TomlNode> tables(std::string_view key);
    std::optional<base::TomlNode> table(std::string_view key);

    void complain(std::string_view key, std::string detail);
    // After everything was read: complains about keys that nobody asked for.
    void finish();

private:
    std::optional<base::TomlNode> take(std::string_view key);
    std::optional<base::Pattern> compile(std::string_view expression, const std::string& place,
                                         const std::vector<std::string>& captures);

    base::TomlNode node_;
    std::string what_;
    std::vector<base::Error>& problems_;
    std::vector<std::string> known_;
};

// "the setting 'prot' is unknown; did you mean 'port'?", or else the known words.
[[nodiscard]] std::string unknown_word(std::string_view kind, std::string_view word, const std::vector<std::string>& known);

}  // namespace gsmcfg::meter
