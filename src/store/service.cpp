#include "gsmcfg/store/service.hpp"

#include "lease.hpp"
#include "query.hpp"
#include "turns.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/hosts.hpp"
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

std::vector<ServiceRecord> recorded_services(Database& database) {
    std::vector<ServiceRecord> all;
    Query<Row<Number, Number, Text, Text, Text, Text, Number>, Args<>> select(
        database,
        "SELECT service.owner_id, owner.pid, owner.host, service.modems, service.credentials, service.allow_prefixes, "
        "service.tells FROM service JOIN owner ON owner.id = service.owner_id ORDER BY service.owner_id");
    select.each([&](Number owner, Number pid, const Text& host, const Text& modems, const Text& credentials, const Text& prefixes,
                    Number tells) {
        all.push_back(
            {owner, static_cast<int>(pid), host, modems_of(modems), names_of(credentials), names_of(prefixes), tells != 0});
    });
    return all;
}

bool is_file(Database& database) { return database.session().is(Backend::sqlite); }

// A name is one modem's, wherever it is: messages and loans know it by nothing else.
std::vector<Text> names_of_others(Database& database, const ServiceRecord& record, const std::vector<ServiceRecord>& services) {
    std::vector<Text> taken;
    for (const auto& other : services)
        if (other.owner != record.owner)
            for (const auto& modem : other.modems) taken.push_back(modem.name);
    if (is_file(database)) return {};
    Query<Row<Text, Number>, Args<Number>> select(
        database, "SELECT name, owner_id FROM modem WHERE owner_id IS NOT NULL AND owner_id <> :owner AND state <> 'closed'");
    std::vector<std::pair<Text, Id>> opened;
    select.each([&](const Text& name, Number owner) { opened.emplace_back(name, owner); }, record.owner);
    for (const auto& [name, owner] : opened)
        if (Owner::at_work(database, owner)) taken.push_back(name);
    return taken;
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

std::vector<std::string> announce_service(Database& database, const ServiceRecord& record) {
    Lease(database).hold(record.owner);
    take_turn(database, Turn::service);
    const auto services = services_at_work(database);
    const auto host = host_of(database, record.owner);
    for (const auto& other : services)
        if (other.owner != record.owner && (is_file(database) || other.host == host))
            throw StateConflict("a service is at work on this database already: process " + std::to_string(other.pid) + " on " +
                                other.host);
    const auto taken = names_of_others(database, record, services);
    std::vector<ServiceModem> own;
    std::vector<Text> left_out;
    for (const auto& modem : record.modems)
        if (std::ranges::find(taken, modem.name) == taken.end()) own.push_back(modem);
        else left_out.push_back(modem.name);
    Query<Row<>, Args<Number, Text, Text, Text, Number>> put(
        database,
        "INSERT INTO service (owner_id, modems, credentials, allow_prefixes, tells) VALUES (:owner, :modems, :credentials, "
        ":prefixes, :tells) ON CONFLICT (owner_id) DO UPDATE SET modems = excluded.modems, credentials = excluded.credentials, "
        "allow_prefixes = excluded.allow_prefixes, tells = excluded.tells");
    put.run(record.owner, modems_json(own), names_json(record.credentials), names_json(record.allow_prefixes),
            record.tells ? 1 : 0);
    return left_out;
}

void withdraw_service(Database& database, Id owner) {
    take_turn(database, Turn::service);
    Query<Row<>, Args<Number>> remove(database, "DELETE FROM service WHERE owner_id = :owner");
    remove.run(owner);
    std::vector<Id> campaigns;
    Query<Row<Number>, Args<Number>> select(database, "SELECT campaign_id FROM campaign_service WHERE owner_id = :owner");
    select.each([&](Number campaign) { campaigns.push_back(campaign); }, owner);
    for (const auto campaign : campaigns) let_go(database, campaign, owner);
}

std::vector<ServiceRecord> services_at_work(Database& database) {
    auto services = recorded_services(database);
    if (services.empty()) return services;
    const auto dead = Owner::dead(database);
    std::erase_if(services, [&](const ServiceRecord& service) {
        return std::ranges::find(dead, service.owner) != dead.end() || !Owner::alive(database, service.owner);
    });
    return services;
}

std::optional<ServiceRecord> service_at_work(Database& database, const std::string& host) {
    auto services = services_at_work(database);
    if (services.empty()) return std::nullopt;
    const auto own = std::ranges::find(services, host, &ServiceRecord::host);
    return std::move(own == services.end() ? services.front() : *own);
}

std::optional<ServiceRecord> service_of_host(Database& database, const std::string& host) {
    auto service = service_at_work(database, host);
    if (service && !is_file(database) && service->host != host) return std::nullopt;
    return service;
}

bool speaks_for_all(Database& database, const std::string& host, bool tells) {
    if (is_file(database)) return true;
    const auto services = services_at_work(database);
    const auto first = std::ranges::find(services, true, &ServiceRecord::tells);
    return tells ? first != services.end() && first->host == host : first == services.end();
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
        "SELECT id FROM campaign WHERE with_service = 1 AND (state = 'ready' OR (state IN ('running', 'held') AND NOT EXISTS "
        "(SELECT 1 FROM campaign_service hand WHERE hand.campaign_id = campaign.id AND hand.owner_id = :owner))) ORDER BY id");
    select.each([&](Number id) { ids.push_back(id); }, owner);
    return ids;
}

std::vector<std::pair<Id, std::string>> in_hands_of(Database& database, Id owner) {
    std::vector<std::pair<Id, std::string>> found;
    Query<Row<Number, Text>, Args<Number>> select(
        database,
        "SELECT id, options FROM campaign_service hand JOIN campaign ON campaign.id = hand.campaign_id WHERE hand.owner_id = "
        ":owner AND state IN ('running', 'held') ORDER BY id");
    select.each([&](Number id, const Text& options) { found.emplace_back(id, options); }, owner);
    return found;
}

void take_in_hand(Database& database, Id campaign, Id owner) {
    Lease(database).hold(owner);
    Query<Row<>, Args<Number, Number>> insert(
        database, "INSERT INTO campaign_service (campaign_id, owner_id) VALUES (:campaign, :owner) ON CONFLICT DO NOTHING");
    insert.run(campaign, owner);
}

void let_go(Database& database, Id campaign, Id owner) {
    Query<Row<>, Args<Number, Number>> remove(database,
                                              "DELETE FROM campaign_service WHERE campaign_id = :campaign AND owner_id = :owner");
    remove.run(campaign, owner);
    Query<Row<>, Args<Number, Number, Number>> pass_on(
        database,
        "UPDATE campaign SET owner_id = COALESCE((SELECT MIN(hand.owner_id) FROM campaign_service hand JOIN owner ON owner.id = "
        "hand.owner_id WHERE hand.campaign_id = :campaign AND owner.ended_at IS NULL), owner_id) WHERE id = :id AND owner_id = "
        ":owner");
    pass_on.run(campaign, campaign, owner);
}

void let_all_go(Database& database, Id campaign) {
    Query<Row<>, Args<Number>> remove(database, "DELETE FROM campaign_service WHERE campaign_id = :campaign");
    remove.run(campaign);
}

std::vector<Id> in_whose_hands(Database& database, Id campaign, Id but) {
    std::vector<Id> owners;
    Query<Row<Number>, Args<Number, Number>> select(
        database,
        "SELECT hand.owner_id FROM campaign_service hand JOIN owner ON owner.id = hand.owner_id WHERE hand.campaign_id = "
        ":campaign AND hand.owner_id <> :but AND owner.ended_at IS NULL ORDER BY hand.owner_id");
    select.each([&](Number owner) { owners.push_back(owner); }, campaign, but);
    return owners;
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
