// The service at work on a database as commands see it: its presence, the campaigns handed over to it, its modems on loan.
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
};

// All functions throw DatabaseError. Those that change something want an open Transaction.

// Makes the owner the service of this database, or renews what is known of it. Throws StateConflict, with its process id, if
// another one is at work. `pid` and `host` of the record are ignored.
void announce_service(Database& database, const ServiceRecord& record);
void withdraw_service(Database& database, Id owner);
// The service that is at work now; nothing if there is none.
[[nodiscard]] std::optional<ServiceRecord> service_at_work(Database& database);

// The service is to carry this campaign out from now on, or no longer.
void set_with_service(Database& database, Id campaign, bool with_service);
[[nodiscard]] bool is_with_service(Database& database, Id campaign);
// Handed over, in state ready, running or held, and not in the hands of `owner` as running or held yet.
[[nodiscard]] std::vector<Id> handed_over(Database& database, Id owner);
// Those in the hands of `owner`, running or held, with their options, by id.
[[nodiscard]] std::vector<std::pair<Id, std::string>> in_hands_of(Database& database, Id owner);
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
