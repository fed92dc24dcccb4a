#include "gsmcfg/service/inbound_assignment.hpp"

#include "meter_run.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/owners.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using Reason = AssignmentRefusal::Reason;
using Candidate = AssignmentCandidate;
using store::InboundKind;
using store::Message;
using store::Outcome;
template <typename T>
using Answer = tl::expected<T, AssignmentRefusal>;

tl::unexpected<AssignmentRefusal> refusal(Reason reason, std::string detail, std::vector<Candidate> candidates = {}) {
    return tl::unexpected<AssignmentRefusal>(AssignmentRefusal{reason, std::move(detail), std::move(candidates)});
}

// The outcome that the program would give the message. Nothing: it can't say, or it is not this message's answer.
std::optional<Outcome> outcome_of(Verdict::Kind kind) {
    switch (kind) {
        case Verdict::Kind::confirmed: return Outcome::confirmed;
        case Verdict::Kind::acknowledged: return Outcome::acknowledged;
        case Verdict::Kind::mismatch: return Outcome::mismatch;
        case Verdict::Kind::rejected:
        case Verdict::Kind::wrong_credential:
        case Verdict::Kind::damaged: return Outcome::rejected;
        case Verdict::Kind::unrecognised:
        case Verdict::Kind::foreign: return std::nullopt;
    }
    return std::nullopt;
}

bool being_sent(const Message& message) {
    return message.submission == store::Submission::leased || message.submission == store::Submission::submitting;
}

bool was_sent(const Message& message) {
    return message.attempts > 0 || message.submission == store::Submission::accepted ||
           message.submission == store::Submission::uncertain || being_sent(message);
}

std::string name_of(const Message& message) { return fmt::format("message {} of campaign {}", message.id, message.campaign); }

}  // namespace

struct InboundAssignment::Desk {
    Desk(store::Database& connection, const Credentials& credentials)
        : database(connection), store(connection), meters(connection), run(store, credentials) {}

    std::vector<Candidate> candidates(const std::string& phone, std::optional<store::Id> campaign);
    Answer<Assignment> carry_out(const AssignmentRequest& request, base::UtcTime now);

    Answer<store::InboundMessage> received(const AssignmentRequest& request);
    Answer<Candidate> named(store::Id id);
    Answer<Candidate> chosen(const AssignmentRequest& request, const store::InboundMessage& inbound);
    Answer<Candidate> one_of(const std::vector<Candidate>& all, const AssignmentRequest& request,
                             const store::InboundMessage& inbound);
    Verdict verdict_of(const Candidate& candidate, const store::InboundMessage& inbound);
    Answer<void> check(const Candidate& candidate, const AssignmentRequest& request, const store::InboundMessage& inbound);
    Answer<void> check_meter(const Candidate& candidate, const meter::Reply& reply);
    Answer<void> check_age(const Candidate& candidate, const AssignmentRequest& request, const store::InboundMessage& inbound,
                           const meter::Reply& reply);
    Message left_by_the_dead(const Message& message, base::UtcTime now);
    Answer<store::InboundMessage> taken(const Candidate& candidate, const AssignmentRequest& request,
                                        store::InboundMessage inbound, base::UtcTime now);
    bool finish_campaign(store::Id campaign, base::UtcTime now);

    store::Database& database;
    store::Repositories store;
    store::Meters meters;
    MeterRun run;
};

std::vector<Candidate> InboundAssignment::Desk::candidates(const std::string& phone, std::optional<store::Id> campaign) {
    std::vector<Candidate> found;
    if (phone.empty()) return found;
    for (auto& message : store.messages.assignable_of_number(phone)) {
        if (campaign && message.campaign != *campaign) continue;
        store.messages.settings_of(message);
        auto target = store.targets.find(message.target);
        if (target) found.push_back({std::move(message), std::move(*target)});
    }
    return found;
}

Answer<store::InboundMessage> InboundAssignment::Desk::received(const AssignmentRequest& request) {
    auto inbound = store.inbox.find(request.inbound);
    if (!inbound) return refusal(Reason::unknown, fmt::format("there is no received message {}", request.inbound));
    if (inbound->kind == InboundKind::report) return refusal(Reason::no_answer, "a delivery report is no answer of a meter");
    if (!inbound->message && !inbound->set_aside && !is_unmatched(*inbound))
        return refusal(Reason::no_answer, "it was never received: the modem held it to be sent");
    if (!inbound->message || (request.outcome && request.message.value_or(*inbound->message) == *inbound->message))
        return std::move(*inbound);
    const auto message = store.messages.find(*inbound->message);
    if (!message) return std::move(*inbound);
    const bool unread = message->outcome == Outcome::unrecognised || message->provisional == Outcome::unrecognised;
    if (request.outcome || !unread || request.message.value_or(message->id) != message->id)
        return refusal(Reason::answers_already, fmt::format("it was taken as the answer to {} ({}), and that stands",
                                                            name_of(*message), store::name(message->outcome)));
    return refusal(Reason::not_understood, fmt::format("it is filed as the answer to {}, and could not be read: {}",
                                                       name_of(*message), base::escape_control(inbound->note)));
}

Answer<Candidate> InboundAssignment::Desk::named(store::Id id) {
    auto message = store.messages.find(id);
    if (!message) return refusal(Reason::unknown, fmt::format("there is no message {} of ours", id));
    store.messages.settings_of(*message);
    auto target = store.targets.find(message->target);
    if (!target) return refusal(Reason::unknown, fmt::format("message {} has no meter", id));
    return Candidate{std::move(*message), std::move(*target)};
}

Verdict InboundAssignment::Desk::verdict_of(const Candidate& candidate, const store::InboundMessage& inbound) {
    const auto& dialect = run.context(candidate.message.campaign).dialect;
    if (inbound.kind == InboundKind::incomplete) return {Verdict::Kind::unrecognised, "parts of it are missing"};
    // What is only read has nothing to be compared with.
    const auto wanted =
        candidate.message.purpose == "read" ? std::vector<store::TargetSetting>() : store.targets.settings(candidate.target.id);
    return judge(dialect, candidate.message, wanted, meter::parse_reply(dialect, inbound.text));
}

Answer<Candidate> InboundAssignment::Desk::chosen(const AssignmentRequest& request, const store::InboundMessage& inbound) {
    if (const auto id = request.message ? request.message : inbound.message) {
        auto candidate = named(*id);
        if (!candidate) return candidate;
        const auto& message = candidate->message;
        if (!request.phone.empty() && message.phone != request.phone)
            return refusal(Reason::unknown,
                           fmt::format("{} went to {}, not to {}", name_of(message), message.phone, request.phone));
        if (request.campaign && message.campaign != *request.campaign)
            return refusal(Reason::unknown, fmt::format("message {} is of campaign {}", message.id, message.campaign));
        return candidate;
    }
    const auto& phone = request.phone.empty() ? inbound.phone : request.phone;
    if (phone.empty()) return refusal(Reason::no_candidate, "it came from no phone number: say which meter it is from");
    return one_of(candidates(phone, request.campaign), request, inbound);
}

// Nothing is guessed: one message must be the only one that it can answer.
Answer<Candidate> InboundAssignment::Desk::one_of(const std::vector<Candidate>& all, const AssignmentRequest& request,
                                                  const store::InboundMessage& inbound) {
    if (all.empty()) {
        const auto& phone = request.phone.empty() ? inbound.phone : request.phone;
        const auto where = request.campaign ? fmt::format(" of campaign {}", *request.campaign) : std::string();
        return refusal(Reason::no_candidate, fmt::format("no message{} to {} lacks an answer", where, phone));
    }
    std::vector<Candidate> fitting;
    std::string why;
    for (const auto& candidate : all) {
        const auto verdict = verdict_of(candidate, inbound);
        const auto outcome = request.outcome ? request.outcome : outcome_of(verdict.kind);
        if (outcome && *outcome != candidate.message.outcome && store::allowed(candidate.message.outcome, *outcome))
            fitting.push_back(candidate);
        else if (why.empty()) why = verdict.detail;
    }
    if (fitting.size() == 1) return std::move(fitting.front());
    if (fitting.size() > 1) {
        const auto& first = fitting.front();
        const auto reply = meter::parse_reply(run.context(first.message.campaign).dialect, inbound.text);
        if (auto fits = check_meter(first, reply); !fits) return tl::unexpected(fits.error());
    }
    if (fitting.size() > 1) return refusal(Reason::several, "more than one message may be meant", std::move(fitting));
    if (request.outcome || why.empty())
        return refusal(Reason::not_allowed, "none of the messages to that number can take it", all);
    return refusal(Reason::not_understood, "the program can't read it as an answer: " + base::escape_control(why), all);
}

Answer<void> InboundAssignment::Desk::check(const Candidate& candidate, const AssignmentRequest& request,
                                            const store::InboundMessage& inbound) {
    const auto& message = candidate.message;
    if (!was_sent(message)) return refusal(Reason::not_allowed, name_of(message) + " was never sent");
    const auto verdict = verdict_of(candidate, inbound);
    const auto outcome = request.outcome ? request.outcome : outcome_of(verdict.kind);
    if (!outcome)
        return refusal(Reason::not_understood,
                       fmt::format("the program can't read it as the answer to {}: {}", name_of(message),
                                   base::escape_control(verdict.detail)),
                       {candidate});
    if (*outcome == message.outcome)
        return refusal(Reason::not_allowed, fmt::format("{} is {} already", name_of(message), store::name(*outcome)));
    if (!store::allowed(message.outcome, *outcome))
        return refusal(Reason::not_allowed, fmt::format("{} ended as {}: it can't become {}", name_of(message),
                                                        store::name(message.outcome), store::name(*outcome)));
    const auto reply = meter::parse_reply(run.context(message.campaign).dialect, inbound.text);
    if (auto fits = check_meter(candidate, reply); !fits) return fits;
    return check_age(candidate, request, inbound, reply);
}

// Most of all it is the choice that was wrong.
Answer<void> InboundAssignment::Desk::check_meter(const Candidate& candidate, const meter::Reply& reply) {
    if (reply.serial.empty()) return {};
    const auto refuse = [&](std::string_view who, const std::string& serial) -> Answer<void> {
        return refusal(Reason::other_meter,
                       fmt::format("its serial number is {}, and {} says {} for {}", base::escape_control(reply.serial), who,
                                   base::escape_control(serial), candidate.target.phone));
    };
    // What the list says goes before what the register remembers.
    if (const auto& listed = candidate.target.serial; !listed.empty())
        return meter::serial_equal(listed, reply.serial) ? Answer<void>() : refuse("the campaign's list", listed);
    if (run.context(candidate.message.campaign).options.accept_swap) return {};
    const auto known = meters.find(candidate.target.phone);
    if (known && !known->serial.empty() && !meter::serial_equal(known->serial, reply.serial))
        return refuse("the register of meters", known->serial);
    return {};
}

Answer<void> InboundAssignment::Desk::check_age(const Candidate& candidate, const AssignmentRequest& request,
                                                const store::InboundMessage& inbound, const meter::Reply& reply) {
    const auto attempts = store.messages.attempts_of(candidate.message.id);
    if (!attempts.empty() && inbound.received_at < attempts.front().submitting_at)
        return refusal(Reason::too_early, "it came before " + name_of(candidate.message) + " was sent");
    const auto refuse = [&](const std::string& setting) {
        return refusal(Reason::outdated, fmt::format("a later reply has shown the meter's {} already", setting));
    };
    const auto& message = candidate.message;
    const auto& proven = message.kind == "query" ? message.proves : message.sets;
    for (const auto& setting : store.targets.settings(candidate.target.id)) {
        const bool told =
            request.outcome ? request.outcome == Outcome::confirmed && std::ranges::find(proven, setting.setting) != proven.end()
                            : reply.values.contains(setting.setting);
        if (told && setting.seen_at && *setting.seen_at > inbound.received_at) return refuse(setting.setting);
    }
    if (request.outcome) return {};
    for (const auto& [name, value] : reply.values) {
        const auto known = store.registers.known_setting(message.phone, name);
        if (known && known->seen_at > inbound.received_at) return refuse(name);
    }
    return {};
}

// A run would do it at its end; here nobody is at work, and nothing is left to run for.
bool InboundAssignment::Desk::finish_campaign(store::Id id, base::UtcTime now) {
    using store::CampaignState;
    const auto campaign = store.campaigns.find(id);
    const bool idle = campaign && (campaign->state == CampaignState::ready || campaign->state == CampaignState::held);
    if (!idle || store.targets.unfinished(id) > 0) return false;
    store.campaigns.change_state(id, campaign->state, CampaignState::running, "", now);
    store.campaigns.change_state(id, CampaignState::running, CampaignState::finished, "", now);
    return true;
}

// What a process that died was sending is not being sent any more.
Message InboundAssignment::Desk::left_by_the_dead(const Message& message, base::UtcTime now) {
    const auto dead = store::Owner::dead(database);
    const bool left =
        message.owner && std::ranges::find(dead, *message.owner) != dead.end() && store::Owner::condemn(database, *message.owner);
    if (!left) throw store::StateConflict(name_of(message) + " is being sent by another gsmcfg at this moment: try again later");
    run.orphaned(message, now);
    auto settled = store.messages.find(message.id).value();
    store.messages.settings_of(settled);
    return settled;
}

// As it is to be filed. Its text is judged as if it had come from the meter's own number.
Answer<store::InboundMessage> InboundAssignment::Desk::taken(const Candidate& candidate, const AssignmentRequest& request,
                                                             store::InboundMessage inbound, base::UtcTime now) {
    const auto& message = candidate.message;
    const auto by = "assigned by " + request.by;
    inbound.phone = message.phone;
    inbound.set_aside = false;
    if (request.outcome) {
        const auto verdict = verdict_of(candidate, inbound);
        run.ruled(message, inbound, *request.outcome, by, now);
        inbound.note =
            fmt::format("{} as {}{}{}", by, store::name(*request.outcome), verdict.detail.empty() ? "" : "; ", verdict.detail);
        return inbound;
    }
    if (!run.answered(message, inbound, now))
        return refusal(Reason::not_understood, "the program does not take it as the answer to " + name_of(message), {candidate});
    inbound.note = by + (inbound.note.empty() ? "" : "; " + inbound.note);
    return inbound;
}

Answer<Assignment> InboundAssignment::Desk::carry_out(const AssignmentRequest& request, base::UtcTime now) {
    auto inbound = received(request);
    if (!inbound) return tl::unexpected(inbound.error());
    auto candidate = chosen(request, *inbound);
    if (!candidate) return tl::unexpected(candidate.error());
    if (auto good = check(*candidate, request, *inbound); !good) return tl::unexpected(good.error());
    auto& message = candidate->message;
    if (being_sent(message)) message = left_by_the_dead(message, now);
    auto filed = taken(*candidate, request, *inbound, now);
    if (!filed) return tl::unexpected(filed.error());
    store.inbox.file(*filed);
    run.flush_counts();
    Assignment done;
    done.before = candidate->target;
    done.campaign_finished = finish_campaign(message.campaign, now);
    done.inbound = store.inbox.find(filed->id).value();
    done.message = store.messages.find(message.id).value();
    store.messages.settings_of(done.message);
    done.after = store.targets.find(candidate->target.id).value();
    return done;
}

InboundAssignment::InboundAssignment(store::Database& database, const Credentials& credentials)
    : desk_(new Desk(database, credentials)) {}
InboundAssignment::~InboundAssignment() = default;

std::vector<AssignmentCandidate> InboundAssignment::candidates(const std::string& phone, std::optional<store::Id> campaign) {
    return desk_->candidates(phone, campaign);
}

tl::expected<Assignment, AssignmentRefusal> InboundAssignment::assign(const AssignmentRequest& request, store::AuditEntry audit,
                                                                      base::UtcTime now) {
    desk_->run.drop_counts();
    store::Transaction transaction(desk_->database);
    auto done = desk_->carry_out(request, now);
    if (!done) return done;
    audit.campaign = done->message.campaign;
    store::write_audit(desk_->database, audit);
    transaction.commit();
    return done;
}

tl::expected<store::InboundMessage, AssignmentRefusal> InboundAssignment::set_aside(store::Id id, const std::string& by,
                                                                                    const store::AuditEntry& audit) {
    store::Transaction transaction(desk_->database);
    auto& inbox = desk_->store.inbox;
    auto inbound = inbox.find(id);
    if (!inbound) return refusal(Reason::unknown, fmt::format("there is no received message {}", id));
    if (inbound->message)
        return refusal(Reason::answers_already, fmt::format("it was taken as the answer to message {}", *inbound->message));
    if (!is_unmatched(*inbound)) return refusal(Reason::no_answer, "it waits for nobody");
    inbound->set_aside = true;
    inbound->note += (inbound->note.empty() ? "" : "; ") + ("set aside by " + by);
    inbox.file(*inbound);
    store::write_audit(desk_->database, audit);
    transaction.commit();
    return std::move(*inbound);
}

}  // namespace gsmcfg::service
