#include "worker.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t fallback_open_limit = 20;
constexpr int give_ups_per_step = 64;
// Replies that a deaf modem did not hear wait in the network and come when it is cured.
constexpr auto wait_after_cure = 60s;
// Other processes' changes are looked for this often while nothing is due.
constexpr auto look_around = 200ms;
// With somebody who wakes it.
constexpr auto look_around_if_woken = 1s;
constexpr auto counter_lock_patience = 2s;
// Less is an adjustment that no timer minds.
constexpr auto least_jump = 30s;

// Nothing if it can't be opened: only a cap needs it.
std::unique_ptr<store::SimCounter> counter_of(const RunOptions& options) {
    if (options.sim_counter.empty()) return nullptr;
    auto counter = store::SimCounter::open(options.sim_counter);
    if (counter) {
        (*counter)->set_lock_patience(counter_lock_patience);
        return std::move(*counter);
    }
    base::log::warning("the SMS of each SIM are not counted: " + counter.error().message());
    return nullptr;
}

base::TimeZone zone_named(const std::string& name) {
    auto zone = base::TimeZone::find(name);
    if (!zone) throw store::DatabaseError(zone.error().message());
    return std::move(*zone);
}

}  // namespace

Worker::Worker(store::Database& database, channel::Channel& channel, const Credentials& credentials, const RunOptions& options,
               store::Id owner)
    : store_(database),
      channel_(channel),
      credentials_(credentials),
      options_(options),
      owner_(owner),
      retry_policy_(options.hold_after),
      pace_(options.pacing.sms_per_minute),
      allowance_(counter_of(options), options.zone.empty() ? base::TimeZone::local() : zone_named(options.zone)),
      open_meters_(options.max_open.value_or(fallback_open_limit)) {
    report_.modem = modem_.name = modem_.device = channel_.name();
    modem_.owner = owner;
    line_log_.set_line(channel_.name(), "", "");
    run_.on_closed = [this](const store::Target& target) {
        open_meters_.closed(target.id);
        review_due_ = true;
    };
}

std::vector<store::Id> Worker::campaigns() {
    if (options_.campaign) return {*options_.campaign};
    return in_hands_;
}

void Worker::look_up_campaigns() {
    if (options_.campaign) return;
    in_hands_.clear();
    for (const auto& [id, options] : store::in_hands_of(store_.database, owner_)) {
        run_.renew_context(id, options);
        in_hands_.push_back(id);
    }
    run_.keep_contexts(in_hands_);
    std::erase_if(campaign_paces_, [&](const auto& pace) { return std::ranges::find(in_hands_, pace.first) == in_hands_.end(); });
}

std::vector<store::Id> Worker::in_turn(store::Id last) {
    auto all = campaigns();
    std::ranges::rotate(all, std::ranges::upper_bound(all, last));
    return all;
}

Worker::SessionEnd Worker::session(base::StopToken stop) {
    if (!receive(channel_.clock().now(), stop)) return SessionEnd::line_lost;
    for (;;) {
        try {
            if (const auto end = turn(stop)) return *end;
        } catch (const store::StorageTrouble& trouble) {
            stalled_ = storage_.failed(trouble);
        }
        if (!stalled_) continue;
        wait_for_storage(*std::exchange(stalled_, std::nullopt));
        // Replies that came meanwhile are heard before anything is given up for want of them.
        if (!trouble_) (void)receive(channel_.clock().now(), base::StopToken());
    }
}

std::optional<Worker::SessionEnd> Worker::turn(base::StopToken stop) {
    pulse();
    heed_lease();
    look_up_campaigns();
    heed_clock();
    const bool ending = stop.requested() || hold_ || trouble_ || !may_send();
    // What is known is written down before the modem is asked for anything else.
    const bool look = look_is_due(stop);
    const auto version = store_.database.data_version();
    const auto intent = step(!ending && !look && prepare_allowance());
    if (stalled_) return std::nullopt;
    if (look) {
        look_at_line(stop);
        return std::nullopt;
    }
    if (intent) {
        const auto parts = std::exchange(parts_wanted_, 1);
        allowance_.use(parts);
        unrecorded_ = Sent{*intent, parts, submit(*intent, stop)};
        (void)receive(channel_.clock().now(), base::StopToken());
        return std::nullopt;
    }
    if (hold_) return SessionEnd::held;
    if (trouble_) return SessionEnd::line_lost;
    if (stop.requested()) return SessionEnd::stopped;
    if (finished()) return SessionEnd::finished;
    if (auto reason = shut()) {
        report_.reason = std::move(*reason);
        return SessionEnd::shut;
    }
    if (blocked_by_abandoned_campaign()) return SessionEnd::blocked;
    wait_for_work(version, stop);
    return std::nullopt;
}

void Worker::heed_clock() {
    const auto steady = std::chrono::floor<std::chrono::milliseconds>(channel_.clock().now()).time_since_epoch();
    const auto ahead = utc().time_since_epoch() - steady;
    const auto jump = ahead - clock_ahead_.value_or(ahead);
    if (std::chrono::abs(jump) < least_jump) {
        clock_ahead_ = ahead;
        return;
    }
    base::log::warning(fmt::format("{}: the clock was set by {} s; what is waited for is waited for as long as before",
                                   channel_.name(), std::chrono::duration_cast<std::chrono::seconds>(jump).count()));
    patiently([&] {
        store::Transaction transaction(store_.database);
        for (const auto campaign : campaigns()) store_.messages.shift(campaign, line_.imsi, jump);
        commit(transaction);
    });
    clock_ahead_ = ahead;
    pace_.shift(jump);
    for (auto& [campaign, pace] : campaign_paces_) pace.shift(jump);
    open_meters_.shift(jump);
    hearing_.shift(jump);
    next_house_keeping_ += jump;
    if (lost_at_) *lost_at_ += jump;
}

std::optional<MeterRun::Intent> Worker::step(bool may_send) {
    auto intent = commit_step(may_send, utc());
    if (stalled_) return std::nullopt;
    if (unrecorded_ && (unrecorded_->result.outcome == channel::SubmitOutcome::refused ||
                        unrecorded_->result.outcome == channel::SubmitOutcome::not_sent))
        allowance_.refund(unrecorded_->parts);
    unrecorded_.reset();
    acknowledge_events();
    return intent;
}

std::optional<MeterRun::Intent> Worker::transact(bool with_next, base::UtcTime now) {
    std::optional<MeterRun::Intent> intent;
    store::Transaction transaction(store_.database);
    look_up_campaigns();
    if (unrecorded_) record(*unrecorded_, now);
    file_events(now);
    if (!trouble_) give_up_waiting(now);
    keep_house(now);
    // The limits are held against what was sent until now.
    run_.flush_counts();
    if (with_next && !hold_ && !trouble_) intent = choose(now);
    run_.flush_counts();
    line_log_.write();
    commit(transaction);
    line_log_.written();
    return intent;
}

void Worker::acknowledge_events() {
    std::vector<channel::Token> tokens;
    for (const auto& event : events_) {
        if (const auto* inbound = std::get_if<channel::Inbound>(&event)) tokens.push_back(inbound->token);
        if (const auto* report = std::get_if<channel::Report>(&event)) tokens.push_back(report->token);
    }
    events_.clear();
    if (tokens.empty() || channel_.acknowledge(tokens)) return;
    base::log::warning(
        fmt::format("{}: received messages could not be deleted from the modem; it is brought up again", channel_.name()));
    leave_for("received messages could not be deleted from the modem");
}

void Worker::record(Sent& sent, base::UtcTime now) {
    const auto& result = sent.result;
    if (result.failure && result.failure->kind != channel::FailureClass::stopped)
        line_log_.add(store::LineEventKind::submission, *result.failure, now);
    switch (result.outcome) {
        case channel::SubmitOutcome::accepted:
            ++accepted_;
            retry_policy_.accepted(sent.intent.message.id);
            without_validity_.erase(sent.intent.message.id);
            return run_.accepted(sent.intent, result, now);
        case channel::SubmitOutcome::uncertain: {
            run_.uncertain(sent.intent, result, now);
            if (result.failure && result.failure->kind == channel::FailureClass::port_lost) leave_for(result.failure->detail);
            return;
        }
        case channel::SubmitOutcome::refused:
        case channel::SubmitOutcome::not_sent: return record_failure(sent, now);
    }
}

void Worker::record_failure(Sent& sent, base::UtcTime now) {
    const auto failure =
        sent.result.failure.value_or(channel::Failure{channel::FailureClass::unknown, {}, {}, {}, "the modem gave no reason"});
    const bool unsent = sent.result.outcome == channel::SubmitOutcome::not_sent;
    const bool decided = sent.decision.has_value();
    if (!decided) sent.decision = retry_policy_.failed(sent.intent.message.id, failure, unsent);
    const auto& decision = *sent.decision;
    if (decision.message == MessageAction::accept) return run_.accepted(sent.intent, sent.result, now);
    if (decision.without_validity) without_validity_.insert(sent.intent.message.id);
    if (decision.message == MessageAction::give_up) without_validity_.erase(sent.intent.message.id);
    run_.not_accepted(sent.intent, sent.result, decision.message == MessageAction::give_up, decision.delay, now);
    switch (decision.line) {
        case LineAction::none: return;
        case LineAction::pause:
            pace_.pause_until(now + decision.delay);
            if (!decided)
                base::log::warning(
                    fmt::format("{}: {}; sending pauses for {} s", channel_.name(), failure.detail, decision.delay.count()));
            return;
        case LineAction::reopen: return leave_for(failure.detail);
        case LineAction::hold: hold_ = failure.detail; return;
    }
}

void Worker::leave_for(std::string trouble) { trouble_ = std::move(trouble); }

void Worker::file_events(base::UtcTime now) {
    for (const auto& event : events_) {
        if (const auto* inbound = std::get_if<channel::Inbound>(&event)) {
            filing_.take(*inbound, now);
            hearing_.heard(now);
        } else if (const auto* report = std::get_if<channel::Report>(&event)) {
            filing_.take(*report, now);
            hearing_.heard(now);
        } else if (const auto* notice = std::get_if<channel::LineNotice>(&event)) {
            line_log_.add(*notice, now);
        }
    }
}

void Worker::give_up_waiting(base::UtcTime now) {
    for (const auto campaign : campaigns())
        for (int count = 0; count < give_ups_per_step && !trouble_; ++count) {
            const auto message = store_.messages.next_to_give_up(campaign, line_.imsi, now);
            if (!message) break;
            give_up_waiting_for(*message, now);
        }
}

void Worker::give_up_waiting_for(const store::Message& message, base::UtcTime now) {
    // Its silence says nothing of the modem.
    if (message.proof == "none") return run_.give_up(message, now);
    const auto attempt = store_.messages.last_attempt(message.id);
    const auto sent = attempt ? attempt->result_at.value_or(attempt->submitting_at) : now;
    std::optional<base::UtcTime> next_reply;
    for (const auto campaign : campaigns()) {
        const auto time = store_.messages.next_give_up_time(campaign, line_.imsi, now);
        if (time && (!next_reply || *time < *next_reply)) next_reply = time;
    }
    switch (hearing_.missing(message.id, sent, now, next_reply.has_value())) {
        case Hearing::Verdict::no_reply: return run_.give_up(message, now);
        case Hearing::Verdict::wait: return run_.wait_on(message, *next_reply);
        case Hearing::Verdict::deaf: return take_for_deaf(now);
    }
}

// A modem's trouble costs no meter an attempt.
void Worker::take_for_deaf(base::UtcTime now) {
    const auto excused = hearing_.take_excused();
    for (const auto id : excused)
        if (const auto message = store_.messages.find(id); message && message->outcome == store::Outcome::open)
            run_.excuse(*message, now + wait_after_cure);
    const auto reason =
        fmt::format("nothing comes in any more though messages go out ({} replies are missing): it may be deaf", excused.size());
    base::log::warning(fmt::format("{}: {}; it is brought up anew", channel_.name(), reason));
    line_log_.add(store::LineEventKind::deaf, reason, now);
    channel_.suspect();
    suspected_ = true;
    leave_for(reason);
}

channel::SubmitResult Worker::submit(const MeterRun::Intent& intent, base::StopToken stop) {
    const auto failed = [](std::string why) {
        return channel::SubmitResult{
            channel::SubmitOutcome::not_sent, {}, channel::Failure{channel::FailureClass::message, {}, {}, {}, std::move(why)}};
    };
    const auto number = base::PhoneNumber::from_e164(intent.message.phone);
    if (!number) return failed(number.error().message());
    const auto& campaign = run_.context(intent.message.campaign);
    base::Secret password;
    if (meter::wants_credential(intent.message.text)) {
        auto found = credentials_.find(intent.attempt.credential);
        if (!found && intent.attempt.credential == campaign.dialect.factory_credential_name())
            found = campaign.dialect.factory_credential();
        if (!found) return failed("the password named " + intent.attempt.credential + " is not known here");
        password = std::move(*found);
    }
    channel::Outbound outbound{.to = *number, .text = meter::render(intent.message.text, password), .validity = {}};
    if (!without_validity_.contains(intent.message.id)) outbound.validity = campaign.options.validity_period();
    outbound.status_report = campaign.options.status_reports;
    outbound.may_go = [this] { return may_send(); };
    return channel_.submit(outbound, stop);
}

bool Worker::receive(base::MonoTime deadline, base::StopToken stop) {
    // Whoever waits with an open transaction stops every other process.
    assert(!store_.database.in_transaction());
    auto received = channel_.receive(deadline, stop);
    if (!received) {
        if (received.error().code == base::ErrorCode::stopped) return true;
        leave_for(received.error().message());
        line_log_.add(store::LineEventKind::lost, *trouble_, utc());
        base::log::warning(fmt::format("{}: {}", channel_.name(), *trouble_));
        return false;
    }
    for (const auto& event : *received)
        if (const auto* notice = std::get_if<channel::LineNotice>(&event))
            base::log::warning(fmt::format("{}: {}", channel_.name(), base::escape_control(notice->detail)));
    std::ranges::move(*received, std::back_inserter(events_));
    return true;
}

// Until something arrives, falls due, is changed by another process, a stop, or the line is lost.
void Worker::wait_for_work(std::int64_t version, base::StopToken stop) {
    const auto now = utc();
    const auto wake = next_wake(now);
    // By the clock that never jumps: the other one may be set while this waits.
    const auto until = wake ? channel_.clock().now() + (*wake - now) : base::MonoTime::max();
    const std::chrono::milliseconds gap = options_.wake ? look_around_if_woken : look_around;
    const auto woken = options_.wake ? options_.wake() : stop;
    if (options_.wake && store_.database.data_version() != version) return;
    while (events_.empty() && !stop.requested() && !woken.requested()) {
        pulse();
        if (until <= channel_.clock().now()) return;
        const auto next_look = std::min<base::MonoTime>(channel_.clock().now() + gap, until);
        if (!receive(next_look, woken) || watch_.changed_since(version, channel_.clock().now())) return;
    }
}

bool Worker::finished() { return options_.campaign && store_.targets.unfinished(*options_.campaign) == 0; }

}  // namespace gsmcfg::service
