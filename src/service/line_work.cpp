#include "line_work.hpp"

#include "log_fields.hpp"
#include "worker.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/service.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <exception>

namespace gsmcfg::service {
namespace {

// A worker says that it waits, hears its modem and heeds a stop in between.
constexpr auto worker_lock_patience = std::chrono::seconds(5);

}  // namespace

std::unique_ptr<store::Database> connect(const std::string& url) {
    auto opened = store::Database::open(url);
    if (!opened) throw store::DatabaseError(opened.error().message());
    return std::move(*opened);
}

namespace {

// What it was sending when it ended, and could not write down.
void settle_modem(store::Repositories& store, MeterRun& run, const std::string& name, store::Id owner, base::UtcTime now) {
    for (const auto& message : store.messages.left_by(owner))
        if (const auto attempt = store.messages.last_attempt(message.id); attempt && attempt->modem == name)
            run.orphaned(message, now);
    run.flush_counts();
}

// Of a worker that ran before on this modem for this owner.
void settle_leftovers(store::Database& database, const std::string& name, const Credentials& credentials, store::Id owner,
                      base::UtcTime now) {
    store::Repositories store(database);
    if (store.messages.left_by(owner).empty()) return;
    MeterRun run(store, credentials);
    store::Transaction transaction(database);
    settle_modem(store, run, name, owner, now);
    transaction.commit();
}

// Its SIM's meters are not to wait for it, nor the other workers for its return; what it was sending is uncertain.
void note_dead_worker(const std::string& url, const std::string& name, const std::string& reason, const Credentials& credentials,
                      store::Id owner, base::UtcTime now) {
    try {
        const auto database = connect(url);
        store::Repositories store(*database);
        MeterRun run(store, credentials);
        store::Transaction transaction(*database);
        for (auto& modem : store.registers.modems())
            if (modem.name == name) {
                modem.state = store::ModemState::lost;
                modem.reason = reason;
                store.registers.save_modem(modem);
            }
        settle_modem(store, run, name, owner, now);
        transaction.commit();
    } catch (const std::exception& error) {
        // The same trouble as the worker's, as a rule.
        base::log::debug(name + ": " + error.what());
    }
}

}  // namespace

LineReport work_on_line(const std::string& url, const Line& line, const Credentials& credentials, const RunOptions& options,
                        store::Id owner, base::StopToken stop) {
    const base::log::Scope scope(log_field::modem, line.channel->name());
    try {
        const auto database = connect(url);
        store::set_lock_patience(*database, worker_lock_patience);
        database->mark_commits();
        settle_leftovers(*database, line.channel->name(), credentials, owner, line.channel->clock().utc());
        return Worker(*database, *line.channel, credentials, options, owner).run(stop, line.opened);
    } catch (const std::exception& error) {
        note_dead_worker(url, line.channel->name(), error.what(), credentials, owner, line.channel->clock().utc());
        return {LineReport::End::database, line.channel->name(), error.what(), true};
    }
}

void settle_owner(store::Repositories& store, MeterRun& run, store::Id owner, base::UtcTime now) {
    for (const auto& message : store.messages.left_by(owner)) run.orphaned(message, now);
    for (auto& modem : store.registers.modems())
        if (modem.owner == owner && modem.state != store::ModemState::closed) {
            modem.state = store::ModemState::lost;
            modem.reason = "its process ended";
            store.registers.save_modem(modem);
        }
    run.flush_counts();
    store::withdraw_service(store.database, owner);
    store::Owner::bury(store.database, owner, now);
}

}  // namespace gsmcfg::service
