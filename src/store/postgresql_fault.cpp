#include "postgresql_session.hpp"

#include <soci/postgresql/soci-postgresql.h>

namespace gsmcfg::store {
namespace {

using Kind = StorageTrouble::Kind;

// https://www.postgresql.org/docs/current/errcodes-appendix.html
std::optional<Kind> kind_of(std::string_view state) {
    if (state == "53100") return Kind::full;
    if (state == "25006") return Kind::read_only;
    if (state == "55P03" || state == "57014") return Kind::locked;
    // What the server did not say, libpq did: the connection is gone. 57P: the server ends or begins; 53: it has no room for one.
    if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53") || state.starts_with(' '))
        return Kind::lost;
    if (state.starts_with("58")) return Kind::io;
    return std::nullopt;
}

// A deadlock, a snapshot that is too old, or two that wrote the same key: the other one has won.
bool is_conflict(std::string_view state) { return state == "40P01" || state == "40001" || state == "23505"; }

// "Cannot execute query. Fatal error. ERROR:  deadlock detected": the last of it, whatever language "ERROR" is in.
std::string without_severity(std::string_view message) {
    constexpr std::string_view mark = ":  ";
    if (const auto at = message.find(mark); at != std::string_view::npos) message.remove_prefix(at + mark.size());
    return std::string(message.substr(0, message.find('\n')));
}

}  // namespace

std::optional<Fault> postgresql_fault(const soci::soci_error& error) {
    const auto* const postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    if (postgresql == nullptr) return std::nullopt;
    const auto state = postgresql->sqlstate();
    // What does not fit may be quoted.
    if (state.starts_with("22")) return Fault{"a value can't be stored as it is (SQLSTATE " + state + ")", std::nullopt, false};
    if (is_conflict(state)) return Fault{without_severity(error.get_error_message()), std::nullopt, true};
    const auto kind = kind_of(state);
    if (kind == Kind::lost && !state.starts_with("53")) return Fault{"the connection to the database is lost", kind, false};
    return Fault{without_severity(error.get_error_message()), kind, false};
}

std::string connection_trouble(const std::string& message) {
    constexpr std::string_view mark = "failed: ";  // "connection to server at "db" (10.0.0.1), port 5432 failed: …"
    std::string_view words = message;
    if (const auto at = words.find(mark); at != std::string_view::npos) words.remove_prefix(at + mark.size());
    else if (const auto line = words.find('\n'); line != std::string_view::npos && line + 1 < words.size())
        words.remove_prefix(line + 1);  // what SOCI says first
    return without_severity(words.substr(0, words.find('\n')));
}

}  // namespace gsmcfg::store
