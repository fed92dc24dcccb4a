#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/inspection.hpp"

#include "session.hpp"

#include "gsmcfg/base/embedded.hpp"

namespace gsmcfg::embedded::sql {
std::span<const base::EmbeddedFile> files();
}

namespace gsmcfg::store {

Database::Database(std::unique_ptr<Session> session) : session_(std::move(session)) {}

Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::open(const std::string& url) {
    return open_database(url, embedded::sql::files());
}

base::Result<std::unique_ptr<Database>> open_database(const std::string& url, std::span<const base::EmbeddedFile> schema) {
    const bool as_is = schema.empty();
    auto session = is_postgresql(url) ? open_postgresql(url, as_is) : open_sqlite(url, as_is);
    if (!session) return base::fail(session.error());
    std::unique_ptr<Database> database(new Database(std::move(*session)));
    try {
        if (as_is) (void)schema_version(*database);  // is it a database at all?
        else if (auto migrated = migrate(*database->session_, schema); !migrated) return base::fail(migrated.error());
        return database;
    } catch (const soci::soci_error& error) {
        return base::fail(base::ErrorCode::database, database->shown(), words_of(error));
    } catch (const DatabaseError& error) {
        return base::fail(base::ErrorCode::database, database->shown(), error.what());
    }
}

base::Result<std::unique_ptr<Database>> open_as_is(const std::string& url) { return open_database(url, {}); }

std::int64_t newest_schema() { return static_cast<std::int64_t>(embedded::sql::files().size()); }

const std::string& Database::shown() const { return session_->shown; }

const std::string& Database::url() const { return session_->url; }

const std::string& Database::path() const { return session_->path; }

std::int64_t Database::data_version() { return session_->data_version(); }

void Database::mark_commits() { session_->mark_commits(); }

bool Database::last_commit_was_kept() { return session_->last_commit_was_kept(); }

bool Database::in_transaction() const { return session_->in_transaction; }

Transaction::Transaction(Database& database) : database_(database) {
    auto& session = database.session();
    session.begin();
    session.wrote = false;
    session.in_transaction = open_ = true;
}

void Transaction::commit() {
    auto& session = database_.session();
    try {
        session.commit();
    } catch (const CommitUnknown&) {
        session.in_transaction = open_ = false;
        throw;
    }
    session.in_transaction = open_ = false;
}

Transaction::~Transaction() {
    if (!open_) return;
    database_.session().roll_back();
    database_.session().in_transaction = false;
}

}  // namespace gsmcfg::store
