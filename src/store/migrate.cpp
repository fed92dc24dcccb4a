#include "session.hpp"

#include "gsmcfg/base/embedded.hpp"
#include "gsmcfg/base/text.hpp"

#include <string>
#include <vector>

namespace gsmcfg::store {
namespace {

// SQLite runs only the first of several statements in one string.
std::vector<std::string> statements_of(std::string_view script) {
    std::vector<std::string> statements;
    std::string current;
    for (const auto line : base::split(script, '\n')) {
        const auto code = base::trim(line.substr(0, line.find("--")));
        if (code.empty()) continue;
        current.append(code).append("\n");
        if (code.ends_with(';')) statements.push_back(std::exchange(current, {}));
    }
    return statements;
}

// A number is never given again, also when its record is gone: audits, hooks' programs and people keep it.
std::string for_sqlite(std::string statement) {
    constexpr std::string_view mark = "{id}";
    for (auto at = statement.find(mark); at != std::string::npos; at = statement.find(mark, at))
        statement.replace(at, mark.size(), "INTEGER PRIMARY KEY AUTOINCREMENT");
    return statement;
}

long long current_version(soci::session& session) {
    session << "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
    long long version = 0;
    soci::indicator indicator = soci::i_ok;
    session << "SELECT MAX(version) FROM schema_version", soci::into(version, indicator);
    return indicator == soci::i_null ? 0 : version;
}

}  // namespace

base::Result<void> migrate(Database::Session& session, std::span<const base::EmbeddedFile> steps) {
    auto& soci = session.soci;
    soci << "BEGIN IMMEDIATE";
    try {
        const auto version = current_version(soci);
        const auto newest = static_cast<long long>(steps.size());
        if (version > newest) {
            soci << "ROLLBACK";
            return base::fail(base::ErrorCode::newer_schema, session.path,
                              "written by a newer gsmcfg (schema " + std::to_string(version) + ", this program knows " +
                                  std::to_string(newest) + "): use the newer program");
        }
        for (auto step = version; step < newest; ++step) {
            for (const auto& statement : statements_of(steps[static_cast<std::size_t>(step)].text)) soci << for_sqlite(statement);
            const long long reached = step + 1;
            soci << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(reached);
        }
        soci << "COMMIT";
    } catch (...) {
        try {
            soci << "ROLLBACK";
        } catch (const soci::soci_error&) {  // rolled back already
        }
        throw;
    }
    return {};
}

}  // namespace gsmcfg::store
