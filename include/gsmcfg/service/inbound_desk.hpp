// Files messages that a modem holds outside of a run, as a worker files what arrives: matched, masked, never twice.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/database.hpp"

#include <memory>
#include <span>
#include <string>
#include <variant>

namespace gsmcfg::service {

// A message kept in the modem to be sent, or after it was sent.
struct KeptSubmit {
    base::Octets tpdu;
    std::string recipient;
    std::string text;  // UTF-8
    bool sent = false;
};

// What could not be decoded is an Inbound with its problem.
using KeptItem = std::variant<channel::Inbound, channel::Report, KeptSubmit>;

// Used by the connection's thread; database and credentials outlive it.
class InboundDesk {
public:
    InboundDesk(store::Database& database, const Credentials& credentials, const base::NumberingPlan& numbering);
    ~InboundDesk();

    // All of them or none, durable when it returns: the modem may forget them then. A reply that an open message waits for is
    // taken as one. What is in the database already only counts as seen again. Throws DatabaseError.
    void file(const std::string& modem, const std::string& imsi, std::span<const KeptItem> items, base::UtcTime now);

private:
    struct Desk;
    std::unique_ptr<Desk> desk_;
};

}  // namespace gsmcfg::service
