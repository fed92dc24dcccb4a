#include "gsmcfg/store/storage_trouble.hpp"

#include "session.hpp"

namespace gsmcfg::store {
namespace {

Fault fault_of(const soci::soci_error& error) {
    if (auto fault = sqlite_fault(error)) return *fault;
    if (auto fault = postgresql_fault(error)) return *fault;
    return {error.get_error_message(), std::nullopt, false};
}

}  // namespace

std::string words_of(const soci::soci_error& error) { return fault_of(error).words; }

void rethrow_without_values(const soci::soci_error& error) {
    const auto fault = fault_of(error);
    if (fault.conflict) throw StateConflict(fault.words);
    if (fault.passes) throw StorageTrouble(*fault.passes, fault.words);
    throw DatabaseError(fault.words);
}

void reuse_log(Database& database) { database.session().reuse_log(); }

void shorten_log(Database& database) { database.session().shorten_log(); }

void set_lock_patience(Database& database, std::chrono::milliseconds patience) { database.session().set_lock_patience(patience); }

}  // namespace gsmcfg::store
