#include "rules.hpp"

#include <cctype>
#include <map>
#include <optional>
#include <vector>

namespace gsmcfg::test {
namespace {

struct Definition {
    std::string path;
    std::size_t line = 0;
};

// What stands before a brace decides what the brace opens.
class Definitions {
public:
    explicit Definitions(const SourceFile& file) : file_(file) {}

    // Types at the level of namespaces, by their whole names; not those of an unnamed namespace, which are the file's own.
    std::map<std::string, std::size_t> find() {
        std::size_t begin = 0;
        for (std::size_t at = 0; at < file_.bare.size(); ++at) {
            const char c = file_.bare[at];
            if (c == '{') open(std::string_view(file_.bare).substr(begin, at - begin), at);
            else if (c == '}' && !scopes_.empty()) scopes_.pop_back();
            if (c == '{' || c == '}' || c == ';') begin = at + 1;
        }
        return std::move(found_);
    }

private:
    static constexpr std::string_view unnamed = "{";

    void open(std::string_view before, std::size_t at) {
        if (const auto space = word_after(before, "namespace")) {
            scopes_.push_back(space->empty() ? std::string(unnamed) : *space);
            return;
        }
        auto name = word_after(before, "struct");
        if (!name) name = word_after(before, "class");
        const bool type =
            name && !name->empty() && before.find('(') == std::string_view::npos && find_word(before, "enum").empty();
        std::string whole;
        for (const auto& scope : scopes_) {
            if (scope.empty() || scope == unnamed) whole = unnamed;
            if (whole != unnamed) whole += scope + "::";
        }
        if (type && whole != unnamed && name->find("::") == std::string::npos)
            found_.emplace(whole + *name, line_of(file_.bare, at));
        scopes_.emplace_back();  // within a type or a function nothing is looked for
    }

    static std::optional<std::string> word_after(std::string_view text, std::string_view keyword) {
        const auto places = find_word(text, keyword);
        if (places.empty()) return std::nullopt;
        auto rest = text.substr(places.back() + keyword.size());
        while (!rest.empty() && std::isspace(static_cast<unsigned char>(rest.front())) != 0) rest.remove_prefix(1);
        std::size_t end = 0;
        while (end < rest.size() && (is_word_character(rest[end]) || rest[end] == ':')) {
            if (rest[end] == ':' && rest.substr(end, 2) != "::") break;
            end += rest[end] == ':' ? 2 : 1;
        }
        return std::string(rest.substr(0, end));
    }

    const SourceFile& file_;
    std::vector<std::string> scopes_;  // empty: of a type, a function or a value
    std::map<std::string, std::size_t> found_;
};

}  // namespace

Violations types_defined_twice(const SourceTree& tree) {
    Violations result;
    std::map<std::string, Definition> first;
    for (const auto& file : tree.files) {
        if (!file.is_shipped() || !file.is_code()) continue;
        for (const auto& [name, line] : Definitions(file).find()) {
            const auto [known, fresh] = first.try_emplace(name, Definition{file.path, line});
            if (!fresh) result.push_back({file.path, line, name + " is defined in " + known->second.path + " too"});
        }
    }
    return result;
}

}  // namespace gsmcfg::test
