#include "numbered_parameters.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace gsmcfg::store {
namespace {

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view name_at(std::string_view sql, std::size_t at) {
    std::size_t end = at;
    while (end < sql.size() && is_name(sql[end])) ++end;
    return sql.substr(at, end - at);
}

}  // namespace

std::string with_numbered_parameters(std::string_view sql, std::span<const ParameterType> types) {
    std::string text;
    std::vector<std::string_view> names;
    bool quoted = false;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        if (sql[at] == '\'') quoted = !quoted;
        const bool cast = at > 0 && sql[at - 1] == ':';
        const auto name = !quoted && !cast && sql[at] == ':' ? name_at(sql, at + 1) : std::string_view();
        if (name.empty()) {
            text += sql[at];
            continue;
        }
        const auto known = std::ranges::find(names, name);
        const auto index = static_cast<std::size_t>(known - names.begin());
        if (known == names.end()) names.push_back(name);
        if (index >= types.size()) throw DatabaseError("a statement has more parameters than are bound: " + std::string(name));
        text += "$" + std::to_string(index + 1) + (types[index] == ParameterType::number ? "::bigint" : "::text");
        at += name.size();
    }
    if (names.size() != types.size()) throw DatabaseError("a statement has fewer parameters than are bound");
    return text;
}

}  // namespace gsmcfg::store
