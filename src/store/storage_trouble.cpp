#include "gsmcfg/store/storage_trouble.hpp"

#include "session.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace gsmcfg::store {
namespace {

constexpr int primary_code = 0xff;  // of an extended result code

std::optional<StorageTrouble::Kind> kind_of(int code) {
    switch (code & primary_code) {
        case SQLITE_FULL: return StorageTrouble::Kind::full;
        case SQLITE_READONLY: return StorageTrouble::Kind::read_only;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN: return StorageTrouble::Kind::io;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL: return StorageTrouble::Kind::locked;
        default: return std::nullopt;
    }
}

// "sqlite3_statement_backend::loadOne: database or disk is full": without what SOCI calls its function.
std::string without_function(const std::string& message) {
    constexpr std::string_view mark = "sqlite3_";
    const auto at = message.find(": ");
    return message.starts_with(mark) && at != std::string::npos ? message.substr(at + 2) : message;
}

}  // namespace

std::string words_of(const soci::soci_error& error) {
    const auto* const sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    switch (sqlite != nullptr ? sqlite->result() & primary_code : SQLITE_OK) {
        case SQLITE_NOTADB: return "is no database of gsmcfg";
        case SQLITE_CORRUPT:
            return "the database is damaged: gsmcfg db check says how, a backup (gsmcfg db backup) is the way back";
        case SQLITE_CANTOPEN: return "the database can't be opened";
        default: return without_function(error.get_error_message());
    }
}

void rethrow_without_values(const soci::soci_error& error) {
    const auto words = words_of(error);
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error))
        if (const auto kind = kind_of(sqlite->result())) throw StorageTrouble(*kind, words);
    throw DatabaseError(words);
}

void set_lock_patience(Database& database, std::chrono::milliseconds patience) { database.session().lock_patience = patience; }

}  // namespace gsmcfg::store
