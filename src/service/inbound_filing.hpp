// What the modem gave us goes into the store, and from there to the message it answers.
#pragma once

#include "meter_run.hpp"

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/service/inbound_desk.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <string>

namespace gsmcfg::service {

// Every function wants an open Transaction and throws DatabaseError. Used by one worker.
class InboundFiling {
public:
    InboundFiling(store::Repositories& repositories, MeterRun& run, const base::NumberingPlan& numbering)
        : store_(repositories), run_(run), numbering_(numbering) {}

    // The line that the next events come from.
    void set_line(std::string modem, std::string imsi);
    // One TPDU. A second reading of it changes nothing. Afterwards it may be acknowledged.
    void take(const channel::Inbound& inbound, base::UtcTime now);
    void take(const channel::Report& report, base::UtcTime now);
    void take(const KeptSubmit& submit, base::UtcTime now);
    // Long messages whose parts have not all come in time are filed as they are. Not too many at once: false if more are left.
    [[nodiscard]] bool expire_parts(base::UtcTime now);

private:
    void take_part(const channel::Inbound& inbound, const std::string& identity, std::int64_t reference, std::int64_t total,
                   std::int64_t part, base::UtcTime now);
    void join_parts(const std::string& originator, std::int64_t reference, std::int64_t total, bool complete, base::UtcTime now);
    // E.164, also of an originator that the network gave in national form; empty for a name or a short number.
    [[nodiscard]] std::string phone_of(const channel::Inbound& inbound) const;
    void file(store::InboundMessage& message, base::UtcTime now);
    void match(store::InboundMessage& message, base::UtcTime now);
    // A text that is one of our own commands, or repeats a password, is kept without it.
    [[nodiscard]] std::vector<const meter::Dialect*> dialects_of(const store::InboundMessage& message, base::UtcTime now);
    void strip(store::InboundMessage& message, base::UtcTime now);

    store::Repositories& store_;
    MeterRun& run_;
    const base::NumberingPlan& numbering_;
    std::string modem_;
    std::string imsi_;
};

}  // namespace gsmcfg::service
