// Typed reading of one table of gsmcfg.toml: every fault is collected, with its line and the nearest known word.
#pragma once

#include "gsmcfg/base/toml_document.hpp"
#include "gsmcfg/config/configuration.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::config {

class TableReader {
public:
    // `prefix` is the table's name with a point ("modem.a."), empty for the root. All must outlive the reader.
    TableReader(const base::TomlNode& table, std::string prefix, Loaded& loaded)
        : table_(table), prefix_(std::move(prefix)), loaded_(loaded) {}

    [[nodiscard]] std::optional<std::string> string(std::string_view key);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
    [[nodiscard]] std::optional<double> price(std::string_view key);
    [[nodiscard]] std::optional<std::vector<std::string>> strings(std::string_view key);
    // One text or a list of texts.
    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key);
    // The tables of [[key]], in the order of the file.
    [[nodiscard]] std::vector<base::TomlNode> tables(std::string_view key);
    // A table within this one.
    [[nodiscard]] std::optional<base::TomlNode> table(std::string_view key);
    // Complains of every key that was not asked for.
    void finish();

    void complain(std::string_view key, std::string detail);

private:
    std::optional<base::TomlNode> take(std::string_view key);
    const base::TomlNode& table_;
    std::string prefix_;
    Loaded& loaded_;
    std::vector<std::string> known_;
};

}  // namespace gsmcfg::config
