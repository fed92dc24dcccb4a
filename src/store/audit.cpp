#include "gsmcfg/store/audit.hpp"

#include "query.hpp"

#include <limits>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::string_view columns =
    "id, at, action, user_name, sudo_user, host, command_line, program_version, campaign_id, profile_hash, list_hash, reason";
using AuditRow = Row<Number, Number, Text, Text, Text, Text, Text, Text, MaybeNumber, Text, Text, Text>;

constexpr Number page_size = 500;

AuditEntry entry_of(const AuditRow& row) {
    AuditEntry entry;
    Number at = 0;
    std::tie(entry.id, at, entry.action, entry.actor.user, entry.actor.sudo_user, entry.actor.host, entry.command_line,
             entry.program_version, entry.campaign, entry.profile_hash, entry.list_hash, entry.reason) = row;
    entry.at = from_millis(at);
    return entry;
}

Text condition_of(const AuditFilter& filter) {
    Text condition = "id < :before AND at >= :since AND at < :until";
    condition += filter.actions.empty() ? " AND :actions = ''" : " AND :actions LIKE '%|' || action || '|%'";
    condition += filter.user.empty() ? " AND :user = '' AND :same = ''" : " AND (user_name = :user OR sudo_user = :same)";
    condition += filter.campaign ? " AND campaign_id = :campaign" : " AND :campaign = 0";
    return condition;
}

Text joined(const std::vector<std::string>& actions) {
    Text text;
    for (const auto& action : actions) text += (text.empty() ? "|" : "") + action + "|";
    return text;
}

Number since_of(const AuditFilter& filter) { return to_millis(filter.since).value_or(std::numeric_limits<Number>::min()); }
Number until_of(const AuditFilter& filter) { return to_millis(filter.until).value_or(std::numeric_limits<Number>::max()); }

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
    Query<AuditRow, Args<>> select(database, "SELECT " + Text(columns) + " FROM audit ORDER BY id");
    select.each([&](const auto&... column) { take(entry_of(AuditRow(column...))); });
}

void newest_audit(Database& database, const AuditFilter& filter, const std::function<bool(const AuditEntry&)>& take) {
    Query<AuditRow, Args<Number, Number, Number, Text, Text, Text, Number, Number>> select(
        database, "SELECT " + Text(columns) + " FROM audit WHERE " + condition_of(filter) + " ORDER BY id DESC LIMIT :page");
    auto before = std::numeric_limits<Number>::max();
    for (;;) {
        std::vector<AuditEntry> page;
        select.each([&](const auto&... column) { page.push_back(entry_of(AuditRow(column...))); }, before, since_of(filter),
                    until_of(filter), joined(filter.actions), filter.user, filter.user, filter.campaign.value_or(0), page_size);
        for (const auto& entry : page)
            if (!take(entry)) return;
        if (page.size() < static_cast<std::size_t>(page_size)) return;
        before = page.back().id;
    }
}

std::int64_t count_audit(Database& database, const AuditFilter& filter) {
    Query<Row<Number>, Args<Number, Number, Number, Text, Text, Text, Number>> select(
        database, "SELECT COUNT(*) FROM audit WHERE " + condition_of(filter));
    const auto row = select.first(std::numeric_limits<Number>::max(), since_of(filter), until_of(filter), joined(filter.actions),
                                  filter.user, filter.user, filter.campaign.value_or(0));
    return std::get<0>(row.value());
}

std::vector<std::string> audit_actions(Database& database) {
    std::vector<std::string> actions;
    Query<Row<Text>, Args<>> select(database, "SELECT DISTINCT action FROM audit ORDER BY action");
    select.each([&](const Text& action) { actions.push_back(action); });
    return actions;
}

}  // namespace gsmcfg::store
