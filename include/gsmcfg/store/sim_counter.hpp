// How many SMS each SIM has sent on each day, in one place for all databases of this machine, or for all hosts of a database
// server: operators count by the card, not by the program that used it.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace gsmcfg::store {

// A small database of its own, or a table of the server's. Used by one thread; several threads and processes open it at once.
// What was granted and not given back, because its process died, counts as sent. All functions throw DatabaseError; none may be
// called in an open Transaction.
class SimCounter {
public:
    // A path: creates the file if it is not there, as Database::open() does. Or the URL of a database server. Errors: as there.
    [[nodiscard]] static base::Result<std::unique_ptr<SimCounter>> open(const std::string& where);
    ~SimCounter();

    // Counts `count` SMS for that SIM (ICCID or IMSI) and local day ("2026-03-29"), unless the day's sum would exceed `cap`.
    // False: nothing was counted. Durable when it returns.
    [[nodiscard]] bool take(const std::string& sim, const std::string& day, std::int64_t count, std::optional<std::int64_t> cap);
    // So many of them were not sent.
    void give_back(const std::string& sim, const std::string& day, std::int64_t count);
    [[nodiscard]] std::int64_t sent(const std::string& sim, const std::string& day);
    // How long it waits for other programs before StorageTrouble `locked`.
    void set_lock_patience(std::chrono::milliseconds patience);

private:
    struct Queries;
    SimCounter(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
