#include "gsmcfg/store/states.hpp"

#include "gsmcfg/store/database.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace gsmcfg::store {
namespace {

template <typename Enum>
using Names = std::span<const std::pair<Enum, std::string_view>>;

constexpr std::pair<CampaignKind, std::string_view> campaign_kinds[] = {
    {CampaignKind::apply, "apply"}, {CampaignKind::status, "status"}, {CampaignKind::send, "send"}};
constexpr std::pair<CampaignState, std::string_view> campaign_states[] = {
    {CampaignState::draft, "draft"}, {CampaignState::ready, "ready"},       {CampaignState::running, "running"},
    {CampaignState::held, "held"},   {CampaignState::finished, "finished"}, {CampaignState::cancelled, "cancelled"}};
constexpr std::pair<Submission, std::string_view> submissions[] = {
    {Submission::planned, "planned"},   {Submission::leased, "leased"},   {Submission::submitting, "submitting"},
    {Submission::accepted, "accepted"}, {Submission::refused, "refused"}, {Submission::uncertain, "uncertain"},
    {Submission::not_sent, "not_sent"}};
constexpr std::pair<Delivery, std::string_view> deliveries[] = {{Delivery::unknown, "unknown"},
                                                                {Delivery::delivered, "delivered"},
                                                                {Delivery::failed, "failed"},
                                                                {Delivery::expired, "expired"}};
constexpr std::pair<Outcome, std::string_view> outcomes[] = {{Outcome::open, "open"},
                                                             {Outcome::confirmed, "confirmed"},
                                                             {Outcome::skipped, "skipped"},
                                                             {Outcome::acknowledged, "acknowledged"},
                                                             {Outcome::rejected, "rejected"},
                                                             {Outcome::mismatch, "mismatch"},
                                                             {Outcome::unrecognised, "unrecognised"},
                                                             {Outcome::no_reply, "no_reply"},
                                                             {Outcome::blocked, "blocked"},
                                                             {Outcome::cancelled, "cancelled"}};
constexpr std::pair<MeterOutcome, std::string_view> meter_outcome_names[] = {{MeterOutcome::confirmed, "confirmed"},
                                                                             {MeterOutcome::already_right, "already_right"},
                                                                             {MeterOutcome::stored, "stored"},
                                                                             {MeterOutcome::acknowledged, "acknowledged"},
                                                                             {MeterOutcome::rejected, "rejected"},
                                                                             {MeterOutcome::mismatch, "mismatch"},
                                                                             {MeterOutcome::unrecognised, "unrecognised"},
                                                                             {MeterOutcome::no_reply, "no_reply"},
                                                                             {MeterOutcome::undeliverable, "undeliverable"},
                                                                             {MeterOutcome::swapped, "swapped"},
                                                                             {MeterOutcome::uncertain, "uncertain"},
                                                                             {MeterOutcome::failed, "failed"},
                                                                             {MeterOutcome::partial, "partial"},
                                                                             {MeterOutcome::pending, "pending"},
                                                                             {MeterOutcome::cancelled, "cancelled"}};

// Every allowed change, a row each. A state may always be written again as it is.
constexpr std::pair<CampaignState, CampaignState> campaign_changes[] = {
    {CampaignState::draft, CampaignState::ready},
    {CampaignState::ready, CampaignState::running},
    {CampaignState::ready, CampaignState::held},
    {CampaignState::ready, CampaignState::cancelled},
    {CampaignState::running, CampaignState::ready},
    {CampaignState::running, CampaignState::held},
    {CampaignState::running, CampaignState::finished},
    {CampaignState::running, CampaignState::cancelled},
    {CampaignState::held, CampaignState::ready},
    {CampaignState::held, CampaignState::running},
    {CampaignState::held, CampaignState::finished},
    {CampaignState::held, CampaignState::cancelled},
    {CampaignState::draft, CampaignState::cancelled},
    // A retry opens a finished campaign's failed meters again.
    {CampaignState::finished, CampaignState::ready},
    {CampaignState::cancelled, CampaignState::ready}};
constexpr std::pair<Submission, Submission> submission_changes[] = {
    {Submission::planned, Submission::leased},
    {Submission::leased, Submission::planned},
    {Submission::leased, Submission::submitting},
    {Submission::submitting, Submission::accepted},
    {Submission::submitting, Submission::refused},
    {Submission::submitting, Submission::uncertain},
    {Submission::submitting, Submission::not_sent},
    {Submission::not_sent, Submission::planned},
    {Submission::refused, Submission::planned},
    {Submission::accepted, Submission::planned},
    {Submission::uncertain, Submission::planned},
    // The SIM that sent it is gone for good: whether its reply was lost can't be known.
    {Submission::accepted, Submission::uncertain}};
constexpr std::pair<Delivery, Delivery> delivery_changes[] = {{Delivery::unknown, Delivery::delivered},
                                                              {Delivery::unknown, Delivery::failed},
                                                              {Delivery::unknown, Delivery::expired},
                                                              // A later attempt got through.
                                                              {Delivery::failed, Delivery::delivered},
                                                              {Delivery::expired, Delivery::delivered}};
constexpr std::pair<Outcome, Outcome> outcome_changes[] = {{Outcome::open, Outcome::confirmed},
                                                           {Outcome::open, Outcome::skipped},
                                                           {Outcome::open, Outcome::acknowledged},
                                                           {Outcome::open, Outcome::rejected},
                                                           {Outcome::open, Outcome::mismatch},
                                                           {Outcome::open, Outcome::unrecognised},
                                                           {Outcome::open, Outcome::no_reply},
                                                           {Outcome::open, Outcome::blocked},
                                                           {Outcome::open, Outcome::cancelled},
                                                           // A reply after its time-out still counts.
                                                           {Outcome::no_reply, Outcome::confirmed},
                                                           {Outcome::no_reply, Outcome::acknowledged},
                                                           {Outcome::no_reply, Outcome::rejected},
                                                           {Outcome::no_reply, Outcome::mismatch},
                                                           {Outcome::no_reply, Outcome::unrecognised},
                                                           // A yes may have been that of another message.
                                                           {Outcome::acknowledged, Outcome::confirmed},
                                                           {Outcome::acknowledged, Outcome::rejected},
                                                           {Outcome::acknowledged, Outcome::mismatch},
                                                           {Outcome::unrecognised, Outcome::confirmed},
                                                           {Outcome::unrecognised, Outcome::mismatch},
                                                           {Outcome::unrecognised, Outcome::rejected},
                                                           // A person has read what the program could not.
                                                           {Outcome::unrecognised, Outcome::acknowledged},
                                                           // What was withheld or given up goes out after a resume or retry.
                                                           {Outcome::blocked, Outcome::open},
                                                           {Outcome::cancelled, Outcome::open}};

template <typename Enum, std::size_t Count>
std::string_view name_in(const std::pair<Enum, std::string_view> (&table)[Count], Enum value) {
    const auto* row = std::ranges::find(table, value, &std::pair<Enum, std::string_view>::first);
    return row == std::end(table) ? std::string_view("?") : row->second;
}

template <typename Enum, std::size_t Count>
Enum value_in(const std::pair<Enum, std::string_view> (&table)[Count], std::string_view text) {
    const auto* row = std::ranges::find(table, text, &std::pair<Enum, std::string_view>::second);
    if (row == std::end(table))
        throw DatabaseError("the database holds a state that this version does not know: " + std::string(text));
    return row->first;
}

template <typename Enum, std::size_t Count>
bool change_in(const std::pair<Enum, Enum> (&table)[Count], Enum from, Enum to) {
    return from == to || std::ranges::find(table, std::pair(from, to)) != std::end(table);
}

}  // namespace

std::string_view name(CampaignKind value) { return name_in(campaign_kinds, value); }
std::string_view name(CampaignState value) { return name_in(campaign_states, value); }
std::string_view name(Submission value) { return name_in(submissions, value); }
std::string_view name(Delivery value) { return name_in(deliveries, value); }
std::string_view name(Outcome value) { return name_in(outcomes, value); }
std::string_view name(MeterOutcome value) { return name_in(meter_outcome_names, value); }

template <>
CampaignKind from_name(std::string_view text) {
    return value_in(campaign_kinds, text);
}
template <>
CampaignState from_name(std::string_view text) {
    return value_in(campaign_states, text);
}
template <>
Submission from_name(std::string_view text) {
    return value_in(submissions, text);
}
template <>
Delivery from_name(std::string_view text) {
    return value_in(deliveries, text);
}
template <>
Outcome from_name(std::string_view text) {
    return value_in(outcomes, text);
}
template <>
MeterOutcome from_name(std::string_view text) {
    return value_in(meter_outcome_names, text);
}

bool allowed(CampaignState from, CampaignState to) { return change_in(campaign_changes, from, to); }
bool allowed(Submission from, Submission to) { return change_in(submission_changes, from, to); }
bool allowed(Delivery from, Delivery to) { return change_in(delivery_changes, from, to); }
bool allowed(Outcome from, Outcome to) { return change_in(outcome_changes, from, to); }

bool as_wanted(CampaignKind kind, Enough enough, MeterOutcome outcome) {
    switch (kind) {
        case CampaignKind::apply:
            return outcome == MeterOutcome::confirmed || outcome == MeterOutcome::already_right ||
                   (enough.stored && outcome == MeterOutcome::stored) ||
                   (enough.delivered && outcome == MeterOutcome::acknowledged);
        case CampaignKind::status: return outcome == MeterOutcome::confirmed;
        case CampaignKind::send: return outcome == MeterOutcome::acknowledged || outcome == MeterOutcome::confirmed;
    }
    return false;
}

}  // namespace gsmcfg::store
