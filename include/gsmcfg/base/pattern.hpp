// A regular expression for text from the air: linear time whatever the text (RE2 syntax).
#pragma once

#include "gsmcfg/base/result.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

// Immutable once compiled; safe from any thread.
class Pattern {
public:
    // UTF-8. `(?P<name>…)` captures. Errors: malformed with RE2's reason.
    static Result<Pattern> compile(std::string_view expression);

    using Captures = std::map<std::string, std::string, std::less<>>;
    // The named captures if the whole text matches; a group that took no part is left out.
    [[nodiscard]] std::optional<Captures> match_whole(std::string_view text) const;
    // The same for the first place that matches.
    [[nodiscard]] std::optional<Captures> search(std::string_view text) const;
    // The first group's text, named or not, at the first place that matches; the whole match if there is no group.
    [[nodiscard]] std::optional<std::string> search_first_group(std::string_view text) const;
    // Names of the captures, in the order of their groups.
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] std::string source() const;

private:
    struct Compiled;
    explicit Pattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    [[nodiscard]] std::optional<Captures> run(std::string_view text, bool whole) const;
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace gsmcfg::base
