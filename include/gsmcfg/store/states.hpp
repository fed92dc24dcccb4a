// The states of campaigns, meters and messages, their names in the database, and which changes are allowed.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace gsmcfg::store {

enum class CampaignKind { apply, status, send };

enum class CampaignState {
    draft,      // its list is still being written; invisible to workers
    ready,      // to be worked on
    running,    // a process is at work on it
    held,       // stopped by a cap, a window, too many failures or a person
    finished,   // every meter has its outcome
    cancelled,  // by a person
};

// Where a message stands on its way out.
enum class Submission {
    planned,     // not its turn yet, or its turn and waiting for a modem
    leased,      // a worker has taken it
    submitting,  // committed before the modem is given the text: from here on it may have been sent
    accepted,    // the network took it
    refused,     // the network or modem said no
    uncertain,   // the owner died or the link was lost between `submitting` and the result
    not_sent,    // failed before the text was given to the modem
};

enum class Delivery { unknown, delivered, failed, expired };

// What the meter's answer made of a message.
enum class Outcome {
    open,
    confirmed,     // the reply shows the wanted value
    skipped,       // an earlier reply had shown it already
    acknowledged,  // answered, but the answer proves no value
    rejected,      // the meter answered with an error
    mismatch,      // the reply shows another value
    unrecognised,  // the reply could not be understood
    no_reply,
    blocked,    // withheld because a setting before it is not confirmed
    cancelled,  // given up: by a person, or because it could not be sent
};

// How a meter ends. The recap has one key for each.
enum class MeterOutcome {
    confirmed,
    already_right,
    stored,  // all values confirmed, the module not restarted
    acknowledged,
    rejected,
    mismatch,
    unrecognised,
    no_reply,
    undeliverable,
    swapped,  // another serial number than expected
    uncertain,
    failed,   // the message could not be sent
    partial,  // begun and interrupted
    pending,  // not begun
    cancelled,
};

inline constexpr std::array meter_outcomes{MeterOutcome::confirmed,    MeterOutcome::already_right, MeterOutcome::stored,
                                           MeterOutcome::acknowledged, MeterOutcome::rejected,      MeterOutcome::mismatch,
                                           MeterOutcome::unrecognised, MeterOutcome::no_reply,      MeterOutcome::undeliverable,
                                           MeterOutcome::swapped,      MeterOutcome::uncertain,     MeterOutcome::failed,
                                           MeterOutcome::partial,      MeterOutcome::pending,       MeterOutcome::cancelled};

[[nodiscard]] std::string_view name(CampaignKind value);
[[nodiscard]] std::string_view name(CampaignState value);
[[nodiscard]] std::string_view name(Submission value);
[[nodiscard]] std::string_view name(Delivery value);
[[nodiscard]] std::string_view name(Outcome value);
[[nodiscard]] std::string_view name(MeterOutcome value);

// The value with that name. Throws DatabaseError for a word the schema does not know: the database is damaged.
template <typename Enum>
[[nodiscard]] Enum from_name(std::string_view text);

// The state tables. The store refuses every change that is not in them.
[[nodiscard]] bool allowed(CampaignState from, CampaignState to);
[[nodiscard]] bool allowed(Submission from, Submission to);
[[nodiscard]] bool allowed(Delivery from, Delivery to);
[[nodiscard]] bool allowed(Outcome from, Outcome to);

// What a campaign was asked to be content with, beside proven values.
struct Enough {
    bool stored = false;     // --no-restart
    bool delivered = false;  // --one-way
};
// Counts as "as wanted" for exit codes, canaries and --max-fail: for `status` as expected, for `send` answered.
[[nodiscard]] bool as_wanted(CampaignKind kind, Enough enough, MeterOutcome outcome);

}  // namespace gsmcfg::store
