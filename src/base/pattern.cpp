#include "gsmcfg/base/pattern.hpp"

#include <re2/re2.h>

#include <array>

namespace gsmcfg::base {

struct Pattern::Compiled {
    re2::RE2 expression;
    explicit Compiled(std::string_view text, const re2::RE2::Options& options)
        : expression(re2::StringPiece(text.data(), text.size()), options) {}
};

Result<Pattern> Pattern::compile(std::string_view expression) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_shared<const Compiled>(expression, options);
    if (!compiled->expression.ok()) return fail(ErrorCode::malformed, "pattern", compiled->expression.error());
    return Pattern(std::move(compiled));
}

std::optional<Pattern::Captures> Pattern::run(std::string_view text, bool whole) const {
    const auto& expression = compiled_->expression;
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1);
    const auto anchor = whole ? re2::RE2::ANCHOR_BOTH : re2::RE2::UNANCHORED;
    const re2::StringPiece input(text.data(), text.size());
    if (!expression.Match(input, 0, input.size(), anchor, groups.data(), static_cast<int>(groups.size()))) return std::nullopt;
    Captures captures;
    for (const auto& [index, group_name] : expression.CapturingGroupNames()) {
        const auto& group = groups[static_cast<std::size_t>(index)];
        if (group.data() != nullptr) captures.emplace(group_name, std::string(group.data(), group.size()));
    }
    return captures;
}

std::optional<Pattern::Captures> Pattern::match_whole(std::string_view text) const { return run(text, true); }
std::optional<Pattern::Captures> Pattern::search(std::string_view text) const { return run(text, false); }

std::optional<std::string> Pattern::search_first_group(std::string_view text) const {
    const auto& expression = compiled_->expression;
    const int wanted = expression.NumberOfCapturingGroups() > 0 ? 1 : 0;
    std::array<re2::StringPiece, 2> groups;
    const re2::StringPiece input(text.data(), text.size());
    if (!expression.Match(input, 0, input.size(), re2::RE2::UNANCHORED, groups.data(), wanted + 1)) return std::nullopt;
    const auto& group = groups.at(static_cast<std::size_t>(wanted));
    if (group.data() == nullptr) return std::nullopt;
    return std::string(group.data(), group.size());
}

std::vector<std::string> Pattern::names() const {
    std::vector<std::string> result;
    for (const auto& [index, group_name] : compiled_->expression.CapturingGroupNames()) result.push_back(group_name);
    return result;
}

std::string Pattern::source() const { return compiled_->expression.pattern(); }

}  // namespace gsmcfg::base
