#include "rules.hpp"

#include <filesystem>
#include <optional>

namespace gsmcfg::test {
namespace {

constexpr std::string_view public_prefix = "gsmcfg/";

std::string first_segment(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

// The layer of "gsmcfg/<layer>/…".
std::optional<std::string> included_layer(const Include& include) {
    if (!include.path.starts_with(public_prefix)) return std::nullopt;
    return first_segment(std::string_view(include.path).substr(public_prefix.size()));
}

std::string beside(const SourceFile& file, const std::string& include) {
    return (std::filesystem::path(file.path).parent_path() / include).lexically_normal().generic_string();
}

// The file in src/ that the compiler would find.
std::optional<std::string> private_header(const SourceTree& tree, const SourceFile& file, const Include& include) {
    const auto near = beside(file, include.path);
    if (include.quoted && near.starts_with("src/") && tree.has_file(near)) return near;
    const auto below_src = std::filesystem::path("src/" + include.path).lexically_normal().generic_string();
    if (tree.has_file(below_src)) return below_src;
    return std::nullopt;
}

}  // namespace

Violations declared_beyond_design(const LayerTable& declared, const LayerTable& design) {
    Violations result;
    for (const auto& [layer, uses] : declared) {
        const auto row = design.find(layer);
        if (row == design.end()) {
            result.push_back({"src/" + layer + "/CMakeLists.txt", 0, "the design has no layer " + layer});
            continue;
        }
        for (const auto& used : uses)
            if (!row->second.contains(used))
                result.push_back({"src/" + layer + "/CMakeLists.txt", 0, layer + " may not use " + used});
    }
    return result;
}

Violations undeclared_includes(const SourceTree& tree, const LayerTable& declared) {
    Violations result;
    for (const auto& file : tree.files) {
        if (file.layer.empty() || file.layer == "assets") continue;
        const auto row = declared.find(file.layer);
        if (row == declared.end()) {
            result.push_back({file.path, 0, "no gsmcfg_layer declares " + file.layer});
            continue;
        }
        for (const auto& include : file.includes) {
            const auto layer = included_layer(include);
            if (!layer || *layer == file.layer || row->second.contains(*layer)) continue;
            result.push_back({file.path, include.line, file.layer + " does not declare " + *layer});
        }
    }
    return result;
}

Violations foreign_private_headers(const SourceTree& tree) {
    Violations result;
    for (const auto& file : tree.files) {
        if (file.layer.empty() || file.layer == "assets") continue;
        for (const auto& include : file.includes) {
            if (included_layer(include)) continue;
            const auto found = private_header(tree, file, include);
            if (!found && !include.quoted) continue;
            if (file.is_public()) result.push_back({file.path, include.line, "a public header includes " + include.path});
            else if (!found) result.push_back({file.path, include.line, include.path + " is not in src/" + file.layer});
            else if (!found->starts_with("src/" + file.layer + "/"))
                result.push_back({file.path, include.line, *found + " is private to another layer"});
        }
    }
    return result;
}

}  // namespace gsmcfg::test
