// The services at work on a database as commands see them: their presence, the campaigns handed over to them, their modems on
// loan. A file has one at most; on a database server each host may have one, and they share the work.
#pragma once

#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/database.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::store {

struct ServiceModem {
    std::string name;
    std::string device;  // as configured: a path, tcp://host:port, auto, imei:…, usb:…
};

struct ServiceRecord {
    Id owner = 0;
    int pid = 0;
    std::string host;
    std::vector<ServiceModem> modems;
    std::vector<std::string> credentials;     // names
    std::vector<std::string> allow_prefixes;  // empty: any number
    bool tells = false;                       // it has hooks, or a person to tell of modems that are down
};

// All functions throw DatabaseError. Those that change something want an open Transaction.

// Makes the owner the service of its host, or renews what is known of it. Returns the names of modems that another process has:
// they are left out. Throws StateConflict, with its process id, if another service is at work for this host, or at all on a file.
// `pid` and `host` of the record are ignored.
[[nodiscard]] std::vector<std::string> announce_service(Database& database, const ServiceRecord& record);
// Others go on with its campaigns, if there are any.
void withdraw_service(Database& database, Id owner);
// Oldest first.
[[nodiscard]] std::vector<ServiceRecord> services_at_work(Database& database);
// That of a host, else the oldest; nothing if there is none.
[[nodiscard]] std::optional<ServiceRecord> service_at_work(Database& database, const std::string& host = {});
// The one of that host whose modems are there to be borrowed. On a file that is the only one.
[[nodiscard]] std::optional<ServiceRecord> service_of_host(Database& database, const std::string& host);
// Whether the service of that host tells programs and people what happens, so that it is told once: the oldest that has any to
// tell (`tells`). Without one, each may see to it that nothing is written down for nobody.
[[nodiscard]] bool speaks_for_all(Database& database, const std::string& host, bool tells);

// The service is to carry this campaign out from now on, or no longer.
void set_with_service(Database& database, Id campaign, bool with_service);
[[nodiscard]] bool is_with_service(Database& database, Id campaign);
// Handed over, in state ready, running or held, and not in the hands of `owner` as running or held yet.
[[nodiscard]] std::vector<Id> handed_over(Database& database, Id owner);
// Those in the hands of `owner`, running or held, with their options, by id.
[[nodiscard]] std::vector<std::pair<Id, std::string>> in_hands_of(Database& database, Id owner);
// Throws LeaseLost.
void take_in_hand(Database& database, Id campaign, Id owner);
// If it was the campaign's owner, another service that carries it out is from now on, if there is one.
void let_go(Database& database, Id campaign, Id owner);
// No service carries it out any more.
void let_all_go(Database& database, Id campaign);
// Of those that carry it out and are not buried, without `but`.
[[nodiscard]] std::vector<Id> in_whose_hands(Database& database, Id campaign, Id but = 0);
// What its meters name; an empty name is the campaign's own credential. One pass over the list.
[[nodiscard]] std::vector<std::string> credentials_of_targets(Database& database, Id campaign);
// A number of its list that begins with none of the prefixes; nothing if there is none, or no prefix. One pass over the list.
[[nodiscard]] std::optional<std::string> forbidden_number(Database& database, Id campaign,
                                                          const std::vector<std::string>& allow_prefixes);

struct Loan {
    Id id = 0;
    std::string modem;
    Id owner = 0;
    int pid = 0;
    std::string command;
    bool granted = false;
};

// Throws StateConflict, with the borrower, if the modem is lent or about to be.
[[nodiscard]] Id ask_for_loan(Database& database, const std::string& modem, Id owner, const std::string& command,
                              base::UtcTime now);
void grant_loan(Database& database, Id loan, base::UtcTime now);
void end_loan(Database& database, Id loan);
[[nodiscard]] bool is_granted(Database& database, Id loan);
// Of borrowers that are at work, oldest first.
[[nodiscard]] std::vector<Loan> loans(Database& database);
// Those of borrowers that died.
void drop_dead_loans(Database& database);

}  // namespace gsmcfg::store
