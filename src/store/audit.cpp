#include "gsmcfg/store/audit.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

}  // namespace

void write_audit(Database& database, const AuditEntry& entry) {
    Query<Row<>, Args<Number, Text, Text, Text, Text, Text, Text, MaybeNumber, Text, Text, Text>> insert(
        database,
        "INSERT INTO audit (at, action, user_name, sudo_user, host, command_line, program_version, campaign_id, profile_hash, "
        "list_hash, "
        "reason) VALUES (:at, :action, :user, :sudo, :host, :command, :version, :campaign, :profile, :list, :reason)");
    insert.run(to_millis(entry.at), entry.action, entry.actor.user, entry.actor.sudo_user, entry.actor.host, entry.command_line,
               entry.program_version, entry.campaign, entry.profile_hash, entry.list_hash, entry.reason);
}

void each_audit(Database& database, const std::function<void(const AuditEntry&)>& take) {
    Query<Row<Number, Text, Text, Text, Text, Text, Text, MaybeNumber, Text, Text, Text>, Args<>> select(
        database,
        "SELECT at, action, user_name, sudo_user, host, command_line, program_version, campaign_id, profile_hash, list_hash, "
        "reason FROM "
        "audit ORDER BY id");
    select.each([&](Number at, const auto&... rest) {
        AuditEntry entry;
        entry.at = from_millis(at);
        std::tie(entry.action, entry.actor.user, entry.actor.sudo_user, entry.actor.host, entry.command_line,
                 entry.program_version, entry.campaign, entry.profile_hash, entry.list_hash, entry.reason) = std::tie(rest...);
        take(entry);
    });
}

}  // namespace gsmcfg::store
