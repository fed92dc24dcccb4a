#include "postgresql_address.hpp"

#include "libpq_on_demand.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <cctype>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace gsmcfg::store {
namespace {

using Options = std::map<std::string, std::string, std::less<>>;

// What is set unless the connection string or the environment says otherwise: a server that is cut off is noticed in half a
// minute, not when the kernel gives the connection up.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> defaults{{{"connect_timeout", "10"},
                                                                                 {"tcp_user_timeout", "30000"},
                                                                                 {"keepalives_idle", "10"},
                                                                                 {"keepalives_interval", "5"},
                                                                                 {"keepalives_count", "4"},
                                                                                 {"client_encoding", "UTF8"},
                                                                                 {"fallback_application_name", "gsmcfg"}}};

Options options_of(PQconninfoOption* list) {
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> owned(list, PQconninfoFree);
    Options options;
    for (auto* option = list; option != nullptr && option->keyword != nullptr; ++option)
        if (option->val != nullptr && *option->val != '\0') options[option->keyword] = option->val;
    return options;
}

// As it may stand in a URI; SOCI splits what it is given at blanks, and a URI in this form has none.
std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_') encoded += c;
        else encoded += fmt::format("%{:02X}", static_cast<unsigned>(byte));
    }
    return encoded;
}

std::string_view value_of(const Options& options, std::string_view key) {
    const auto found = options.find(key);
    return found == options.end() ? std::string_view() : std::string_view(found->second);
}

std::string shown_of(const Options& options) {
    auto host = value_of(options, "host");
    if (host.empty()) host = value_of(options, "hostaddr");
    const auto name = value_of(options, value_of(options, "dbname").empty() ? "user" : "dbname");
    const auto port = value_of(options, "port");
    if (host.empty() || host.front() == '/') return fmt::format("postgresql:///{}?host={}&port={}", name, host, port);
    return fmt::format("postgresql://{}:{}/{}", host, port, name);
}

// Where a "/" or "@" of a password is not written as %2F or %40, libpq takes the rest of it for a port, a name or a host, and
// tells it.
bool hides_a_password(std::string_view url, const Options& given) {
    const auto begin = url.find("://") + 3;
    const auto place = url.substr(begin, url.find('?', begin) - begin);
    const auto at = place.find('@');
    const bool odd_at =
        at != std::string_view::npos && (place.find('@', at + 1) != std::string_view::npos || place.find('/') < at);
    return odd_at || value_of(given, "port").find_first_not_of("0123456789,") != std::string_view::npos;
}

}  // namespace

base::Result<PostgresqlAddress> read_postgresql_address(const std::string& url) {
    if (!libpq_is_there())
        return base::fail(base::ErrorCode::unsupported, "database",
                          "PostgreSQL wants its client library, libpq.so.5 (Debian: apt-get install libpq5)");
    char* problem = nullptr;
    auto* const parsed = PQconninfoParse(url.c_str(), &problem);
    PQfreemem(problem);
    Options given = options_of(parsed);
    if (parsed == nullptr || hides_a_password(url, given))
        return base::fail(
            base::ErrorCode::invalid_argument, "database",
            "the connection string can't be read: postgresql://USER@HOST:PORT/NAME?sslmode=verify-full is its form; "
            "in names and passwords, / : @ ? # & = % are written as %2F, %3A, …");
    Options all = options_of(PQconndefaults());
    for (const auto& [key, value] : given) all[key] = value;
    for (const auto& [key, value] : defaults)
        if (value_of(all, key).empty() || key == "client_encoding") given[std::string(key)] = value;
    PostgresqlAddress address;
    for (const auto& [key, value] : given)
        address.connect += (address.connect.empty() ? "postgresql:///?" : "&") + key + "=" + percent_encoded(value);
    address.shown = shown_of(all);
    return address;
}

}  // namespace gsmcfg::store
