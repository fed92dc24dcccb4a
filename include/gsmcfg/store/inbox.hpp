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
    bool set_aside = false;  // a person has seen that it answers nothing
    bool unread = false;     // not kept: it came where an answer was awaited, and can't be read as one; an alarm may be that
};

// Answers nothing of ours and waits for a person: not set aside, no report, and nothing that a modem held to be sent.
[[nodiscard]] bool is_unmatched(const InboundMessage& message);
// The newest received message; 0: there is none. Throws DatabaseError, as the next.
[[nodiscard]] Id newest_inbound(Database& database);
// Received messages after that one that may be is_unmatched(), oldest first.
[[nodiscard]] std::vector<Id> unmatched_after(Database& database, Id after, std::int64_t limit);

// What is looked for; all that is given must hold.
struct InboundFilter {
    std::vector<InboundKind> kinds{};               // one of these; empty: all
    bool unmatched = false;                         // is_unmatched() alone
    std::string phone{};                            // E.164; empty: whoever
    std::string originator{};                       // a name or short number as the network gave it; empty: whoever
    std::optional<Id> campaign{};                   // whose messages they answered
    std::optional<base::UtcTime> since{}, until{};  // received: since <= time < until
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
    // Sets kind, note, message, campaign and whether it is set aside of a message that was added.
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
    [[nodiscard]] std::optional<InboundMessage> find(Id id);
    // Oldest first.
    void each(const std::function<void(const InboundMessage&)>& take);
    // Newest first, until `take` returns false. Read in pages: however long it takes, no snapshot is held, and `take` may use
    // the database.
    void newest(const InboundFilter& filter, const std::function<bool(const InboundMessage&)>& take);
    [[nodiscard]] std::int64_t count(const InboundFilter& filter);
    // Campaigns that have sent to this number, newest first; at most eight.
    [[nodiscard]] std::vector<Id> campaigns_of(const std::string& phone);

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
