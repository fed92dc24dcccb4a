// A person says which message of ours a received one answers: it came from another number, or could not be read.
#pragma once

#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/inbox.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/targets.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

struct AssignmentRequest {
    store::Id inbound = 0;
    std::string phone{};                  // E.164, of the meter; empty: the number that it came from, or the message's
    std::optional<store::Id> campaign{};  // one of its messages
    std::optional<store::Id> message{};   // this one
    // What the answer is worth: confirmed, rejected, mismatch or acknowledged. Nothing: the program judges, and must be able to.
    std::optional<store::Outcome> outcome{};
    std::string by{};  // who says so
};

// A message that may be told to be answered, and its meter.
struct AssignmentCandidate {
    store::Message message;  // with its sets and proves
    store::Target target;
};

struct Assignment {
    store::InboundMessage inbound;   // as it is filed now
    store::Message message;          // as it is now: still open if the judgement is in doubt
    store::Target before, after;     // its meter
    bool campaign_finished = false;  // no meter was left, and nobody was at work on it
};

// Nothing was changed. `detail` is a sentence for a person, secrets masked, control characters escaped.
struct AssignmentRefusal {
    enum class Reason {
        unknown,          // no such received message, message of ours or meter
        answers_already,  // it was taken as an answer, and that stands
        no_answer,        // such a message can't be one: a report, or never received
        no_candidate,     // no message of ours waits for it
        several,          // more than one may be meant: `candidates`
        not_understood,   // the program can't read it; a person must say what it is worth
        other_meter,      // its serial number is another meter's
        too_early,        // it came before the message was sent
        outdated,         // a later reply has shown the same values
        not_allowed,      // the message ended in a way that no answer changes
    } reason{};
    std::string detail;
    std::vector<AssignmentCandidate> candidates;
};

// Used by the connection's thread; database and credentials outlive it. Of the credentials only names and alternatives count.
class InboundAssignment {
public:
    InboundAssignment(store::Database& database, const Credentials& credentials);
    ~InboundAssignment();

    // Messages to that number that an answer is missing of, the open ones first. Throws DatabaseError.
    [[nodiscard]] std::vector<AssignmentCandidate> candidates(const std::string& phone, std::optional<store::Id> campaign);

    // Message, meter, tally, inbound and audit entry in one transaction; `audit` gets its campaign. Throws DatabaseError, and
    // StateConflict if another process is sending that very message.
    [[nodiscard]] tl::expected<Assignment, AssignmentRefusal> assign(const AssignmentRequest& request, store::AuditEntry audit,
                                                                     base::UtcTime now);

    // It answers nothing and waits no more; one transaction with the audit entry. It can still be assigned.
    [[nodiscard]] tl::expected<store::InboundMessage, AssignmentRefusal> set_aside(store::Id inbound, const std::string& by,
                                                                                   const store::AuditEntry& audit);

private:
    struct Desk;
    std::unique_ptr<Desk> desk_;
};

}  // namespace gsmcfg::service
