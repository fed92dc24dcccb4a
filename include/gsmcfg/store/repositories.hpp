// All of the store's parts on one connection.
#pragma once

#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/inbox.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/registers.hpp"
#include "gsmcfg/store/targets.hpp"

namespace gsmcfg::store {

// Used by the connection's thread; the database must outlive it.
struct Repositories {
    explicit Repositories(Database& connection) : database(connection) {}

    Database& database;
    Campaigns campaigns{database};
    Targets targets{database};
    Messages messages{database};
    Inbox inbox{database};
    Registers registers{database};
};

}  // namespace gsmcfg::store
