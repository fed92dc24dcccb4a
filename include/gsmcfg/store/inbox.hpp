// Every SMS that a modem gave us. Nothing is thrown away; what matches nothing waits here for a person.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

// What became of a received message. The names are those of the database.
enum class InboundKind { reply, late, unsolicited, report, undecodable, incomplete };

[[nodiscard]] std::string_view name(InboundKind kind);

struct InboundMessage {
    Id id = 0;
    std::string identity;  // SHA-256 of SIM and TPDU (originator and SCTS are in it): two readings of one message share it
    base::UtcTime received_at;
    std::string modem;
    std::string imsi;
    std::string originator;
    std::string phone;  // E.164, or empty
    std::optional<base::UtcTime> scts;
    std::string tpdu;  // hex; parts separated by a blank
    std::string text;
    InboundKind kind = InboundKind::unsolicited;
    std::string note;
    std::int64_t seen_again = 0;
    std::optional<Id> message;
    std::optional<Id> campaign;
};

struct InboundPart {
    std::string identity;
    base::UtcTime received_at;
    std::string modem;
    std::string imsi;
    std::string originator;
    std::int64_t reference = 0;
    std::int64_t total = 0;
    std::int64_t part = 0;
    std::string tpdu;  // hex
};

// All functions throw DatabaseError. Those that change something want an open Transaction.
class Inbox {
public:
    explicit Inbox(Database& database);
    ~Inbox();

    // True if a message or part with that identity is here already; counts the repetition.
    [[nodiscard]] bool seen_before(const std::string& identity);
    Id add(const InboundMessage& message);
    // Sets kind, note, message and campaign of a message that was added.
    void file(const InboundMessage& message);
    void add_part(const InboundPart& part);
    // The waiting parts of one long message, in their order.
    [[nodiscard]] std::vector<InboundPart> parts(const std::string& originator, std::int64_t reference, std::int64_t total);
    // The parts became a message (all of them, or as many as came).
    void complete_parts(const std::string& originator, std::int64_t reference, std::int64_t total, Id inbound);
    // The oldest waiting part received before `before`.
    [[nodiscard]] std::optional<InboundPart> oldest_part(base::UtcTime before);

    // True if this number said the very same since then, in another message than `except`.
    [[nodiscard]] bool heard_before(const std::string& phone, const std::string& text, base::UtcTime since, Id except);
    [[nodiscard]] std::vector<InboundMessage> of_message(Id message);
    // Oldest first.
    void each(const std::function<void(const InboundMessage&)>& take);

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
