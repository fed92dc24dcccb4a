// What a received message answers, and what a person can do with one that answers nothing or could not be read.
#pragma once

#include "inbound_view.hpp"

#include "gsmcfg/service/inbound_assignment.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/targets.hpp"

#include <string>
#include <vector>

namespace gsmcfg::cli {

// "message 7 of campaign 1 to +999… (label): no_reply: *** APN internet"; secrets masked, control characters escaped.
[[nodiscard]] std::string candidate_words(const service::AssignmentCandidate& candidate, InboundViewer& viewer);

class NextStep {
public:
    NextStep(store::Database& database, InboundViewer& viewer);

    // Lines to follow inbound_details(). Throws DatabaseError.
    [[nodiscard]] std::string text(const store::InboundMessage& message, std::size_t width);
    // Keys: answers (campaign, message, phone, text, outcome, detail; or null), candidates, next_step (or null).
    void add_to(base::Json& json, const store::InboundMessage& message);

private:
    struct Advice {
        std::optional<service::AssignmentCandidate> answers;
        std::vector<service::AssignmentCandidate> candidates;
        std::vector<std::string> remarks;  // what was found out
        std::string step;                  // what to do; empty: nothing
    };
    [[nodiscard]] Advice advice(const store::InboundMessage& message);
    void advise_unmatched(Advice& advice, const store::InboundMessage& message);
    // Candidates by the serial number in it.
    void find_by_serial(Advice& advice, const store::InboundMessage& message);
    void add_candidates(Advice& advice, const std::string& phone);
    [[nodiscard]] std::string command_for(const Advice& advice, const store::InboundMessage& message);
    [[nodiscard]] bool readable(const store::InboundMessage& message, store::Id campaign);

    store::Database& database_;
    InboundViewer& viewer_;
    service::Credentials no_credentials_;
    service::InboundAssignment assignment_;
    store::Messages messages_;
    store::Targets targets_;
};

}  // namespace gsmcfg::cli
