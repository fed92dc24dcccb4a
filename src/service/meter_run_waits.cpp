// The part of MeterRun that waits: time-outs, what became of a message whose answer never came, and the way on.
#include "meter_run.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using store::Message;
using store::Outcome;
using store::Submission;
using store::Target;

}  // namespace

void MeterRun::give_up(const Message& message, base::UtcTime now) {
    const auto last = store_.messages.last_attempt(message.id);
    const bool undelivered = last && (last->delivery == store::Delivery::failed || last->delivery == store::Delivery::expired);
    if (message.proof == "none" && message.submission == Submission::accepted && !undelivered) {
        const bool arrived = last && last->delivery == store::Delivery::delivered;
        close_message(message, Outcome::acknowledged,
                      arrived ? "delivered; such a device does not answer" : "sent; such a device does not answer", now);
        advance(target_of(message), now);
        return;
    }
    const bool more_attempts = message.attempts < context(message.campaign).options.attempts;
    const bool understood = message.provisional && *message.provisional != Outcome::unrecognised;
    // What the network says it never delivered may go out again whatever it does.
    if (!understood && more_attempts && (message.idempotent || undelivered)) {
        plan_again(message, now);
        return;
    }
    if (message.provisional) {
        close_message(message, *message.provisional, message.provisional_detail, now);
        if (*message.provisional == Outcome::mismatch && message.kind == "query" && message.purpose == "work")
            set_again(message, now);
    } else {
        close_message(message, Outcome::no_reply, silence(message, last), now);
        if (!message.idempotent && !undelivered) query_instead(message, now);
    }
    advance(target_of(message), now);
}

std::string MeterRun::silence(const Message& message, const std::optional<store::Attempt>& last) {
    const auto delivery = last ? last->delivery : store::Delivery::unknown;
    if (delivery == store::Delivery::failed || delivery == store::Delivery::expired) return "the network could not deliver it";
    if (message.submission == Submission::uncertain) return "no reply, and it is not known whether it was sent";
    if (delivery == store::Delivery::delivered)
        return "delivered, but no reply: wrong password, SMS barred for its SIM, or its message storage is full";
    if (context(message.campaign).options.status_reports && last && store_.registers.sim_has_reports(last->imsi))
        return "no reply and no delivery report: switched off or out of reach";
    return "no reply";
}

void MeterRun::wait_on(const Message& before, base::UtcTime until) {
    auto message = before;
    message.due_at = until;
    store_.messages.update(before, message);
}

void MeterRun::excuse(const Message& before, base::UtcTime until) {
    auto message = before;
    message.attempts = std::max<std::int64_t>(0, message.attempts - 1);
    message.due_at = until;
    store_.messages.update(before, message);
}

void MeterRun::orphaned(const Message& message, base::UtcTime now) {
    if (message.submission == Submission::leased) {
        plan_again(message, now);
        return;
    }
    const auto attempt = store_.messages.last_attempt(message.id);
    if (!attempt) return;
    channel::SubmitResult unknown{channel::SubmitOutcome::uncertain, {}, channel::Failure{}};
    unknown.failure->detail = "the process that sent it died before it knew the result";
    uncertain({message, *attempt}, unknown, now);
}

void MeterRun::move_to_sim(const Target& before, const std::string& imsi, base::UtcTime now) {
    auto target = before;
    target.imsi = imsi;
    store_.targets.update(before, target);
    for (const auto& message : store_.messages.of_target(target.id)) {
        if (message.outcome != Outcome::open) continue;
        auto mine = message;
        mine.imsi = imsi;
        if (message.submission == Submission::accepted) {
            mine.submission = Submission::uncertain;
            // Sending it again may be a second time: its reply may wait on the other SIM.
            if (auto attempt = store_.messages.last_attempt(message.id)) {
                attempt->submission = Submission::uncertain;
                store_.messages.update(*attempt);
            }
        }
        if (mine.submission == Submission::uncertain) mine.due_at = now;
        store_.messages.update(message, mine);
    }
}

// The query showed that the value was not taken: the message goes out once more, if attempts are left.
void MeterRun::set_again(const Message& query, base::UtcTime now) {
    const auto messages = store_.messages.of_target(query.target);
    const Message* original = nullptr;
    std::int64_t copies = 0;
    for (const auto& message : messages) {
        if (message.kind != "set" || message.idempotent || message.outcome != Outcome::no_reply ||
            message.ordinal >= query.ordinal)
            continue;
        original = &message;
        ++copies;
    }
    if (original == nullptr || copies >= context(query.campaign).options.attempts) return;
    auto again = *original;
    again.ordinal = query.ordinal + 1;
    again.submission = Submission::planned;
    again.delivery = store::Delivery::unknown;
    again.outcome = Outcome::open;
    again.due_at = now;
    store_.messages.add(again);
}

}  // namespace gsmcfg::service
