#include "gsmcfg/config/database_url.hpp"

#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <optional>

namespace gsmcfg::config {
namespace {

struct Range {
    std::size_t from;
    std::size_t to;
};

// user:PASSWORD@ before the first "/", or the query parameter password=.
std::optional<Range> password_range(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    const auto begin = scheme + 3;
    const auto end = std::min(url.find_first_of("/?", begin), url.size());
    const auto at = url.substr(0, end).rfind('@');
    if (at != std::string_view::npos && at >= begin) {
        const auto colon = url.substr(begin, at - begin).find(':');
        if (colon != std::string_view::npos && begin + colon + 1 < at) return Range{begin + colon + 1, at};
    }
    constexpr std::string_view key = "password=";
    for (auto from = url.find(key, end); from != std::string_view::npos; from = url.find(key, from + 1))
        if (url[from - 1] == '?' || url[from - 1] == '&')
            return Range{from + key.size(), std::min(url.find('&', from), url.size())};
    return std::nullopt;
}

// "word:" with at least two letters, so that a path with a colon further on stays a path.
std::string_view scheme_of(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon < 2) return {};
    const auto scheme = text.substr(0, colon);
    return std::ranges::all_of(scheme, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); })
               ? scheme
               : std::string_view{};
}

}  // namespace

base::Result<DatabaseUrl> DatabaseUrl::parse(std::string_view text) {
    const auto scheme = base::to_lower(scheme_of(text));
    if (scheme == "postgresql" || scheme == "postgres") {
        if (!text.substr(scheme.size()).starts_with("://"))
            return base::fail(
                base::ErrorCode::invalid_argument, "database",
                "a database of PostgreSQL is written postgresql://USER@HOST/NAME; this machine's server needs no HOST");
        return DatabaseUrl{Backend::postgresql, std::string(text)};
    }
    if (!scheme.empty() && scheme != "sqlite")
        return base::fail(base::ErrorCode::unsupported, "database",
                          "there is no database '" + scheme + ":'; write sqlite:PATH or a path");
    const auto path = scheme.empty() ? text : text.substr(scheme.size() + 1);
    if (path.empty()) return base::fail(base::ErrorCode::invalid_argument, "database", "the path of the database is empty");
    return DatabaseUrl{Backend::sqlite, std::string(path)};
}

std::string DatabaseUrl::shown() const {
    if (backend == Backend::sqlite) return "sqlite:" + location;
    const auto password = password_range(location);
    if (!password) return location;
    return location.substr(0, password->from) + "***" + location.substr(password->to);
}

bool DatabaseUrl::has_password() const { return backend == Backend::postgresql && password_range(location).has_value(); }

}  // namespace gsmcfg::config
