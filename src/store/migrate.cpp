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

long long current_version(soci::session& session) {
    session << "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
    long long version = 0;
    soci::indicator indicator = soci::i_ok;
    session << "SELECT MAX(version) FROM schema_version", soci::into(version, indicator);
    return indicator == soci::i_null ? 0 : version;
}

base::Result<void> take_steps(Database::Session& session, std::span<const base::EmbeddedFile> steps) {
    auto& soci = session.soci;
    session.lock_schema();
    const auto version = current_version(soci);
    const auto newest = static_cast<long long>(steps.size());
    if (version > newest)
        return base::fail(base::ErrorCode::newer_schema, session.shown,
                          "written by a newer gsmcfg (schema " + std::to_string(version) + ", this program knows " +
                              std::to_string(newest) + "): use the newer program");
    for (auto step = version; step < newest; ++step) {
        for (const auto& statement : statements_of(steps[static_cast<std::size_t>(step)].text))
            soci << session.schema_statement(statement);
        const long long reached = step + 1;
        soci << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(reached);
    }
    return {};
}

}  // namespace

base::Result<void> migrate(Database::Session& session, std::span<const base::EmbeddedFile> steps) {
    session.begin();
    try {
        auto taken = take_steps(session, steps);
        if (taken) session.commit();
        else session.roll_back();
        return taken;
    } catch (...) {
        session.roll_back();
        throw;
    }
}

}  // namespace gsmcfg::store
