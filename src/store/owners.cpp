#include "gsmcfg/store/owners.hpp"

#include "lease.hpp"

#include "gsmcfg/base/host.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;

const Text clock_now(database_clock);

bool leases(Database& database) { return database.session().is(Backend::postgresql); }

bool process_is_gone(std::int64_t pid) { return kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH; }

// True if nobody holds the file's lock; those who ask at the same time do not hold it against each other. A missing file proves
// nothing by itself: then the process must be gone.
bool lock_is_free(const std::string& path, std::int64_t pid) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT && process_is_gone(pid);
    const bool free = flock(fd, LOCK_SH | LOCK_NB) == 0;
    close(fd);
    return free;
}

// A server that has just started was away: nobody could renew a lease meanwhile. In milliseconds.
const Text server_is_settled =
    "EXTRACT(EPOCH FROM clock_timestamp() - pg_postmaster_start_time()) * 1000 >="
    " COALESCE(NULLIF(current_setting('gsmcfg.restart_patience', true), ''), '10000')::bigint";

// On the shared clock, or by what this machine knows of its own processes. A lease that was given back is 0.
const Text expired =
    "CASE WHEN COALESCE(lease_until, 0) = 0 OR (lease_until < " + clock_now + " AND " + server_is_settled + ") THEN 1 ELSE 0 END";

std::vector<Id> without_lease_or_process(Database& database) {
    const auto here = base::process_space();
    std::vector<Id> dead;
    Query<Row<Number, Text, Number, Number>, Args<>> select(
        database, "SELECT id, boot_id, pid, " + expired + " FROM owner WHERE ended_at IS NULL ORDER BY id");
    select.each([&](Number id, const Text& space, Number pid, Number late) {
        if (late != 0 || (!here.empty() && space == here && process_is_gone(pid))) dead.push_back(id);
    });
    return dead;
}

std::vector<Id> with_free_locks(Database& database) {
    const auto boot = base::boot_id();
    std::vector<Id> dead;
    Query<Row<Number, Text, Number, Text>, Args<>> select(database,
                                                          "SELECT id, boot_id, pid, lock_file FROM owner WHERE ended_at IS NULL");
    select.each([&](Number id, const Text& owner_boot, Number pid, const Text& lock_file) {
        const bool booted_anew = !boot.empty() && !owner_boot.empty() && owner_boot != boot;
        if (booted_anew || lock_is_free(lock_file, pid)) dead.push_back(id);
    });
    return dead;
}

}  // namespace

Owner::Owner(Database& database, base::UtcTime now, const std::string& host, std::chrono::milliseconds lease)
    : database_(database), lease_(lease) {
    if (!leases(database)) make_lock_file();
    Insertion<Args<Text, Text, Number, Text, Number>> insert(
        database, "INSERT INTO owner (host, boot_id, pid, lock_file, started_at) VALUES (:host, :boot, :pid, :lock, :at)");
    Transaction transaction(database);
    id_ = insert.run(host.empty() ? base::current_actor().host : host, leases(database) ? base::process_space() : base::boot_id(),
                     base::process_id(), lock_file_, to_millis(now));
    if (leases(database)) {
        Query<Row<>, Args<Number, Number>> begin(database,
                                                 "UPDATE owner SET lease_until = " + clock_now + " + :lease WHERE id = :id");
        begin.run(lease.count(), id_);
    }
    transaction.commit();
}

void Owner::make_lock_file() {
    lock_file_ = database_.path() + ".owner-XXXXXX";
    fd_ = mkostemp(lock_file_.data(), O_CLOEXEC);
    if (fd_ < 0 || flock(fd_, LOCK_EX | LOCK_NB) != 0)
        throw DatabaseError("can't make a lock file beside the database: " + Text(std::strerror(errno)));
    struct stat parent {};
    if (fstat(fd_, &parent) == 0 && stat(database_.path().c_str(), &parent) == 0) fchmod(fd_, parent.st_mode & 0660U);
}

// The record stays open on purpose: what this process left behind is looked through by the next one, which buries it.
Owner::~Owner() {
    if (!leases(database_)) {
        unlink(lock_file_.c_str());
        close(fd_);
        return;
    }
    try {
        Query<Row<>, Args<Number>> end(database_, "UPDATE owner SET lease_until = 0 WHERE id = :id");
        if (!database_.in_transaction()) end.run(id_);
    } catch (const DatabaseError&) {  // it ends by itself
    }
}

bool Owner::renew(Database& database) const {
    if (!leases(database)) return alive(database, id_);
    Query<Row<>, Args<Number, Number>> update(
        database, "UPDATE owner SET lease_until = " + clock_now + " + :lease WHERE id = :id AND ended_at IS NULL");
    Transaction transaction(database);
    const bool renewed = update.run(lease_.count(), id_) == 1;
    database.session().wrote = false;  // nobody waits for it
    transaction.commit();
    return renewed;
}

std::vector<Id> Owner::dead(Database& database) {
    return leases(database) ? without_lease_or_process(database) : with_free_locks(database);
}

bool Owner::alive(Database& database, Id owner) {
    Query<Row<Number>, Args<Number>> select(database, "SELECT 1 FROM owner WHERE id = :id AND ended_at IS NULL");
    return select.first(owner).has_value();
}

bool Owner::at_work(Database& database, Id owner) {
    if (!alive(database, owner)) return false;
    const auto gone = dead(database);
    return std::ranges::find(gone, owner) == gone.end();
}

bool Owner::condemn(Database& database, Id owner) {
    if (!leases(database)) return alive(database, owner);
    lock_owner(database, owner);
    const auto gone = dead(database);
    return std::ranges::find(gone, owner) != gone.end();
}

void Owner::bury(Database& database, Id owner, base::UtcTime now) {
    Query<Row<Text>, Args<Number>> select(database, "SELECT lock_file FROM owner WHERE id = :id");
    if (const auto row = select.first(owner); row && !std::get<0>(*row).empty()) unlink(std::get<0>(*row).c_str());
    Query<Row<>, Args<Number, Number>> update(database, "UPDATE owner SET ended_at = :at WHERE id = :id");
    update.run(to_millis(now), owner);
}

}  // namespace gsmcfg::store
