#include "gsmcfg/store/service.hpp"

#include "query.hpp"
#include "turns.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/owners.hpp"

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

Text names_json(const std::vector<std::string>& names) {
    auto json = base::Json::array();
    for (const auto& name : names) json.push(name);
    return json.dump();
}

std::vector<std::string> names_of(const Text& text) {
    std::vector<std::string> names;
    const auto json = base::Json::parse(text);
    for (std::size_t i = 0; json && i < json->size(); ++i) names.push_back(json->at(i).string().value_or(""));
    return names;
}

Text modems_json(const std::vector<ServiceModem>& modems) {
    auto json = base::Json::array();
    for (const auto& modem : modems) json.push(base::Json::object().set("name", modem.name).set("device", modem.device));
    return json.dump();
}

std::vector<ServiceModem> modems_of(const Text& text) {
    std::vector<ServiceModem> modems;
    const auto json = base::Json::parse(text);
    for (std::size_t i = 0; json && i < json->size(); ++i)
        modems.push_back({json->at(i).at("name").string().value_or(""), json->at(i).at("device").string().value_or("")});
    return modems;
}

std::optional<ServiceRecord> recorded_service(Database& database) {
    Query<Row<Number, Number, Text, Text, Text, Text>, Args<>> select(
        database,
        "SELECT service.owner_id, owner.pid, owner.host, service.modems, service.credentials, service.allow_prefixes "
        "FROM service JOIN owner ON owner.id = service.owner_id");
    const auto row = select.first();
    if (!row) return std::nullopt;
    const auto& [owner, pid, host, modems, credentials, prefixes] = *row;
    return ServiceRecord{owner, static_cast<int>(pid), host, modems_of(modems), names_of(credentials), names_of(prefixes)};
}

std::vector<Loan> all_loans(Database& database) {
    std::vector<Loan> all;
    Query<Row<Number, Text, Number, Number, Text, MaybeNumber>, Args<>> select(
        database,
        "SELECT loan.id, loan.modem, loan.owner_id, owner.pid, loan.command, loan.granted_at FROM loan "
        "JOIN owner ON owner.id = loan.owner_id ORDER BY loan.id");
    select.each([&](Number id, const Text& modem, Number owner, Number pid, const Text& command, MaybeNumber granted) {
        all.push_back({id, modem, owner, static_cast<int>(pid), command, granted.has_value()});
    });
    return all;
}

}  // namespace

void announce_service(Database& database, const ServiceRecord& record) {
    take_turn(database, Turn::service);
    if (const auto other = recorded_service(database);
        other && other->owner != record.owner && Owner::at_work(database, other->owner))
        throw StateConflict("a service is at work on this database already: process " + std::to_string(other->pid) + " on " +
                            other->host);
    Query<Row<>, Args<Number, Text, Text, Text>> put(
        database,
        "INSERT INTO service (id, owner_id, modems, credentials, allow_prefixes) VALUES (1, :owner, :modems, :credentials, "
        ":prefixes) ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, modems = excluded.modems, "
        "credentials = excluded.credentials, allow_prefixes = excluded.allow_prefixes");
    put.run(record.owner, modems_json(record.modems), names_json(record.credentials), names_json(record.allow_prefixes));
}

void withdraw_service(Database& database, Id owner) {
    Query<Row<>, Args<Number>> remove(database, "DELETE FROM service WHERE owner_id = :owner");
    remove.run(owner);
}

std::optional<ServiceRecord> service_at_work(Database& database) {
    auto record = recorded_service(database);
    if (record && !Owner::at_work(database, record->owner)) return std::nullopt;
    return record;
}

void set_with_service(Database& database, Id campaign, bool with_service) {
    Query<Row<>, Args<Number, Number>> update(database, "UPDATE campaign SET with_service = :value WHERE id = :id");
    update.run(with_service ? 1 : 0, campaign);
}

bool is_with_service(Database& database, Id campaign) {
    Query<Row<Number>, Args<Number>> select(database, "SELECT with_service FROM campaign WHERE id = :id");
    const auto row = select.first(campaign);
    return row && std::get<0>(*row) != 0;
}

std::vector<Id> handed_over(Database& database, Id owner) {
    std::vector<Id> ids;
    Query<Row<Number>, Args<Number>> select(
        database,
        "SELECT id FROM campaign WHERE with_service = 1 AND (state = 'ready' OR (state IN ('running', 'held') AND "
        "COALESCE(owner_id, 0) <> :owner)) ORDER BY id");
    select.each([&](Number id) { ids.push_back(id); }, owner);
    return ids;
}

std::vector<std::pair<Id, std::string>> in_hands_of(Database& database, Id owner) {
    std::vector<std::pair<Id, std::string>> found;
    Query<Row<Number, Text>, Args<Number>> select(
        database, "SELECT id, options FROM campaign WHERE owner_id = :owner AND state IN ('running', 'held') ORDER BY id");
    select.each([&](Number id, const Text& options) { found.emplace_back(id, options); }, owner);
    return found;
}

std::vector<std::string> credentials_of_targets(Database& database, Id campaign) {
    std::vector<std::string> names;
    Query<Row<Text>, Args<Number>> select(database, "SELECT DISTINCT credential FROM target WHERE campaign_id = :campaign");
    select.each([&](const Text& name) { names.push_back(name); }, campaign);
    return names;
}

std::optional<std::string> forbidden_number(Database& database, Id campaign, const std::vector<std::string>& allow_prefixes) {
    if (allow_prefixes.empty()) return std::nullopt;
    std::optional<std::string> found;
    Query<Row<Text>, Args<Number>> select(database,
                                          "SELECT phone FROM target WHERE campaign_id = :campaign AND state <> 'closed'");
    select.each(
        [&](const Text& phone) {
            if (!found && std::ranges::none_of(allow_prefixes, [&](const auto& prefix) { return phone.starts_with(prefix); }))
                found = phone;
        },
        campaign);
    return found;
}

Id ask_for_loan(Database& database, const std::string& modem, Id owner, const std::string& command, base::UtcTime now) {
    take_turn(database, Turn::loans);
    drop_dead_loans(database);
    for (const auto& loan : all_loans(database))
        if (loan.modem == modem && loan.owner != owner)
            throw StateConflict("the modem " + modem + " is lent to another command (process " + std::to_string(loan.pid) +
                                "): try again when that is done");
    Insertion<Args<Text, Number, Text, Number>> insert(
        database, "INSERT INTO loan (modem, owner_id, command, asked_at) VALUES (:modem, :owner, :command, :at)");
    return insert.run(modem, owner, command, to_millis(now));
}

void grant_loan(Database& database, Id loan, base::UtcTime now) {
    Query<Row<>, Args<Number, Number>> update(database, "UPDATE loan SET granted_at = :at WHERE id = :id");
    update.run(to_millis(now), loan);
}

void end_loan(Database& database, Id loan) {
    Query<Row<>, Args<Number>> remove(database, "DELETE FROM loan WHERE id = :id");
    remove.run(loan);
}

bool is_granted(Database& database, Id loan) {
    Query<Row<MaybeNumber>, Args<Number>> select(database, "SELECT granted_at FROM loan WHERE id = :id");
    const auto row = select.first(loan);
    return row && std::get<0>(*row).has_value();
}

std::vector<Loan> loans(Database& database) {
    auto all = all_loans(database);
    if (!all.empty()) std::erase_if(all, [&](const Loan& loan) { return !Owner::at_work(database, loan.owner); });
    return all;
}

void drop_dead_loans(Database& database) {
    for (const auto& loan : all_loans(database))
        if (!Owner::at_work(database, loan.owner)) end_loan(database, loan.id);
}

}  // namespace gsmcfg::store
