#include "meter_run.hpp"

#include "course.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using store::Message;
using store::Outcome;
using store::Submission;
using store::Target;

// Between messages that nothing answers, where no delivery report has ever come.
constexpr std::chrono::seconds one_way_gap{30};

}  // namespace

MeterRun::Intent MeterRun::begin_submission(const Message& before, const std::string& modem, store::Id owner, base::UtcTime now) {
    const auto target = target_of(before);
    const auto& options = context(before.campaign).options;
    auto message = store_.messages.begin(before, owner);

    store::Attempt attempt;
    attempt.message = message.id;
    attempt.number = 1;
    if (const auto last = store_.messages.last_attempt(message.id)) {
        attempt.number = last->number + 1;
        if (last->submission == Submission::uncertain) ++counts_[message.campaign].possible_duplicates;
    }
    attempt.phone = message.phone;
    attempt.modem = modem;
    attempt.imsi = message.imsi;
    const auto& first = target.credential.empty() ? options.credential : target.credential;
    attempt.credential = credentials_.name_at(first, static_cast<std::size_t>(target.credential_step)).value_or(first);
    attempt.submitting_at = now;
    attempt.valid_until = now + options.validity_period();
    attempt.id = store_.messages.add_attempt(attempt);
    return {std::move(message), std::move(attempt)};
}

// The message as it is now: a cancel may have closed it while it was on its way.
Message MeterRun::current(const Intent& intent) {
    auto message = store_.messages.find(intent.message.id);
    if (!message) throw store::DatabaseError("message " + std::to_string(intent.message.id) + " is gone");
    return *message;
}

void MeterRun::accepted(const Intent& intent, const channel::SubmitResult& result, base::UtcTime now) {
    const auto before = current(intent);
    auto message = before;
    message.submission = Submission::accepted;
    message.owner.reset();
    ++message.attempts;
    if (message.outcome == Outcome::open) message.due_at = reply_deadline(message, now);
    store_.messages.update(before, message);

    auto attempt = intent.attempt;
    attempt.submission = Submission::accepted;
    attempt.result_at = now;
    attempt.valid_until = now + context(message.campaign).options.validity_period();
    attempt.parts = std::max<std::int64_t>(1, static_cast<std::int64_t>(result.references.size()));
    if (!result.references.empty()) attempt.reference = result.references.back();
    store_.messages.update(attempt);
    count_sent(message.campaign, attempt, now);
    if (message.proof != "none" || message.outcome != Outcome::open) return;
    // Nothing will answer; where the SIM gets delivery reports, they tell at least whether it arrived.
    const auto& options = context(message.campaign).options;
    if (options.status_reports && store_.registers.sim_has_reports(message.imsi))
        return wait_on(message, now + options.validity_period());
    // Whether it gets any is not known yet; and the network may deliver in another order what is sent in a burst.
    if (options.one_way) return wait_on(message, now + one_way_gap);
    close_message(message, Outcome::acknowledged, "sent; such a device does not answer", now);
    advance(target_of(message), now);
}

void MeterRun::uncertain(const Intent& intent, const channel::SubmitResult& result, base::UtcTime now) {
    const auto reason = result.failure ? result.failure->detail : std::string("no answer from the modem");
    const auto before = current(intent);
    auto message = before;
    message.submission = Submission::uncertain;
    message.owner.reset();
    ++message.attempts;
    message.detail = reason;
    // Perhaps it was never sent: a restart that may not happen is not waited for, and nothing is without limit.
    const auto& options = context(message.campaign).options;
    if (message.outcome == Outcome::open) message.due_at = now + options.reply_timeout.value_or(options.validity_period());
    store_.messages.update(before, message);

    auto attempt = intent.attempt;
    attempt.submission = Submission::uncertain;
    attempt.result_at = now;
    attempt.failure = reason;
    if (result.failure) {
        attempt.cms_error = result.failure->cms_error;
        attempt.cme_error = result.failure->cme_error;
    }
    store_.messages.update(attempt);
    count_sent(message.campaign, attempt, now);
}

void MeterRun::count_sent(store::Id campaign, const store::Attempt& attempt, base::UtcTime now) {
    counts_[campaign].sent += attempt.parts;
    if (!attempt.imsi.empty()) store_.registers.sim_sent(attempt.imsi, now, attempt.parts);
}

void MeterRun::not_accepted(const Intent& intent, const channel::SubmitResult& result, bool give_up, std::chrono::seconds delay,
                            base::UtcTime now) {
    const auto reached = result.outcome == channel::SubmitOutcome::refused ? Submission::refused : Submission::not_sent;
    const auto before = current(intent);
    auto message = before;
    message.submission = reached;
    message.owner.reset();
    ++message.retries;
    if (result.failure) message.detail = result.failure->detail;
    store_.messages.update(before, message);

    auto attempt = intent.attempt;
    attempt.submission = reached;
    attempt.result_at = now;
    attempt.valid_until = attempt.submitting_at;
    if (result.failure) {
        attempt.failure = result.failure->detail;
        if (result.failure->cms_error) attempt.cms_error = *result.failure->cms_error;
        if (result.failure->cme_error) attempt.cme_error = *result.failure->cme_error;
    }
    store_.messages.update(attempt);
    if (message.outcome != Outcome::open) return;
    if (!give_up) {
        plan_again(message, now + delay);
        return;
    }
    const auto reason = message.detail;
    close_message(message, Outcome::cancelled, reason, now);
    advance(target_of(message), now);
}

void MeterRun::reported(const store::Attempt& attempt, const channel::Report& report, base::UtcTime now) {
    if (report.delivery == channel::Delivery::still_trying) return;
    auto told = attempt;
    told.report_at = now;
    told.report_status = report.status;
    told.report_tpdu = base::to_hex(report.tpdu);
    switch (report.delivery) {
        case channel::Delivery::delivered: told.delivery = store::Delivery::delivered; break;
        case channel::Delivery::failed: told.delivery = store::Delivery::failed; break;
        case channel::Delivery::expired: told.delivery = store::Delivery::expired; break;
        case channel::Delivery::still_trying: break;
    }
    // The network has given it up: no reply will come of this attempt.
    if (told.delivery != store::Delivery::delivered) told.valid_until = std::min(told.valid_until, attempt.submitting_at);
    store_.messages.update(told);
    store_.registers.sim_reports(attempt.imsi);

    // An older attempt's report says nothing about the one that is on its way now.
    const auto last = store_.messages.last_attempt(attempt.message);
    if (!last || last->id != attempt.id) return;
    const auto before = store_.messages.find(attempt.message);
    if (!before || !store::allowed(before->delivery, told.delivery)) return;
    auto after = *before;
    after.delivery = told.delivery;
    const bool waiting = before->outcome == Outcome::open &&
                         (before->submission == Submission::accepted || before->submission == Submission::uncertain);
    if (waiting && (told.delivery != store::Delivery::delivered || before->proof == "none")) after.due_at = now;
    store_.messages.update(*before, after);
}

void MeterRun::flush_counts() {
    for (const auto& [campaign, counts] : counts_) store_.campaigns.count(campaign, counts);
    counts_.clear();
}

void MeterRun::advance(const Target& given, base::UtcTime now) {
    const auto target = store_.targets.find(given.id).value_or(given);
    if (target.state == store::TargetState::closed) return;
    const auto& campaign = context(target.campaign);
    for (;;) {
        const auto messages = store_.messages.of_target(target.id);
        const auto step = next_step(campaign.dialect, campaign.rules(), messages, store_.targets.settings(target.id));
        switch (step.kind) {
            case NextStep::Kind::wait: return;
            case NextStep::Kind::activate: {
                auto due = messages[step.index];
                due.due_at = due.purpose == "verify" ? now + due.query_after : now;
                store_.messages.update(messages[step.index], due);
                return;
            }
            case NextStep::Kind::skip:
                close_message(messages[step.index], Outcome::skipped, step.detail, now);
                ++counts_[target.campaign].saved;
                break;
            case NextStep::Kind::block: close_message(messages[step.index], Outcome::blocked, step.detail, now); break;
            case NextStep::Kind::finish: close_target(target, step.outcome, step.detail, now); return;
        }
    }
}

void MeterRun::close_target(const Target& before, store::MeterOutcome outcome, const std::string& detail, base::UtcTime now) {
    auto after = before;
    after.state = store::TargetState::closed;
    after.outcome = outcome;
    after.detail = detail;
    after.finished_at = now;
    store_.targets.update(before, after);
    if (on_closed) on_closed(after);
}

void MeterRun::block_rest(store::Id target, const std::string& detail, base::UtcTime now) {
    for (const auto& message : store_.messages.of_target(target))
        if (message.outcome == Outcome::open)
            close_message(message, message.submission == Submission::planned ? Outcome::blocked : Outcome::no_reply, detail, now);
}

void MeterRun::close_message(const Message& before, Outcome outcome, const std::string& detail, base::UtcTime now) {
    auto after = before;
    after.outcome = outcome;
    after.detail = detail;
    after.provisional.reset();
    after.provisional_detail.clear();
    after.due_at.reset();
    after.closed_at = now;
    store_.messages.update(before, after);
}

Message MeterRun::plan_again(Message before, base::UtcTime due) {
    // Changes that the caller has made to counters are written with it.
    auto after = before;
    after.submission = Submission::planned;
    after.owner.reset();
    after.provisional.reset();
    after.provisional_detail.clear();
    after.due_at = due;
    store_.messages.update(before, after);
    return after;
}

std::optional<base::UtcTime> MeterRun::reply_deadline(const Message& message, base::UtcTime now) {
    const auto timeout = context(message.campaign).options.reply_timeout;
    if (!timeout) return std::nullopt;
    return now + std::max(*timeout, message.least_wait);
}

Target MeterRun::target_of(const Message& message) {
    auto target = store_.targets.find(message.target);
    if (!target) throw store::DatabaseError("message " + std::to_string(message.id) + " has no meter");
    return *target;
}

}  // namespace gsmcfg::service
