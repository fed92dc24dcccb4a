// Which machines work on a database.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/registers.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

// A process that has neither been buried nor given its lease back at its end.
struct HostProcess {
    Id owner = 0;
    std::string host;
    int pid = 0;
    base::UtcTime started_at;
    bool at_work = false;                                 // or dead, and not yet noticed by anybody
    std::optional<std::chrono::milliseconds> lease_left;  // negative: run out so long ago; nothing where no lease is needed
    bool service = false;                                 // or a command
    std::int64_t modems = 0;                              // of its service, or that the command works with
    std::int64_t modems_ready = 0;
    std::int64_t campaigns = 0;  // that it carries out
};

// By host and the time they began. Throws DatabaseError.
[[nodiscard]] std::vector<HostProcess> host_processes(Database& database);

struct HostedModem {
    std::string host;
    ModemRecord modem;
};
// Those that processes at work have. Throws DatabaseError.
[[nodiscard]] std::vector<HostedModem> hosted_modems(Database& database);

// What the host of that owner is called. Empty if there is none. Throws DatabaseError.
[[nodiscard]] std::string host_of(Database& database, Id owner);

}  // namespace gsmcfg::store
