#include "worker.hpp"

#include "retry_policy.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/store/owners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t fallback_open_limit = 20;
constexpr std::size_t least_open_limit = 4;
constexpr int give_ups_per_step = 64;
// Other processes' changes are looked for this often while nothing is due.
constexpr auto look_around = 200ms;
// After an absence the replies that the network kept need a moment to come in.
constexpr auto settle_after_open = 60s;
constexpr auto house_keeping_gap = 60s;
// A database that refuses the next intent so often in a row will refuse it again.
constexpr int most_failed_steps = 8;
constexpr int starts_per_step = 32;

}  // namespace

Worker::Worker(store::Database& database, channel::Channel& channel, const Credentials& credentials, const RunOptions& options,
               store::Id owner)
    : store_(database),
      channel_(channel),
      credentials_(credentials),
      options_(options),
      owner_(owner),
      pace_(options.sms_per_minute),
      open_meters_(options.max_open.value_or(fallback_open_limit)) {
    report_.modem = modem_.name = modem_.device = channel_.name();
    modem_.owner = owner;
    run_.on_closed = [this](const store::Target& target) { open_meters_.closed(target.id); };
}

LineReport Worker::run(base::StopToken stop, std::optional<channel::LineIdentity> already_open) {
    auto patience = channel_.clock().now() + options_.reopen_limit;
    auto pause = 1s;
    for (;;) {
        auto opened = already_open ? base::Result<channel::LineIdentity>(std::move(*already_open)) : channel_.open(stop);
        already_open.reset();
        if (opened) {
            enter_line(*opened);
            const auto accepted_before = accepted_;
            const auto end = session(stop);
            if (end != SessionEnd::line_lost) return leave_line(end);
            report_.reason = "the modem answers but nothing can be sent through it";
            if (accepted_ != accepted_before) {
                pause = 1s;
                patience = channel_.clock().now() + options_.reopen_limit;
            }
        } else {
            report_.reason = opened.error().message();
        }
        if (stop.requested()) {
            report_.end = LineReport::End::stopped;
            return report_;
        }
        // A modem that never worked needs a person now; one that did may only be unplugged or restarting.
        const bool give_up = !report_.ever_ready || channel_.clock().now() >= patience;
        if (report_.ever_ready) note_modem(store::ModemState::lost, report_.reason);
        if (give_up) {
            report_.end = LineReport::End::unusable;
            return report_;
        }
        base::log::warning(fmt::format("{}: {}; trying again in {} s", channel_.name(), report_.reason, pause.count()));
        channel_.clock().wait_until(channel_.clock().now() + pause, stop);
        pause = std::min<std::chrono::seconds>(pause * 2, 30s);
    }
}

LineReport Worker::leave_line(SessionEnd end) {
    switch (end) {
        case SessionEnd::finished: report_.end = LineReport::End::finished; break;
        case SessionEnd::stopped: report_.end = LineReport::End::stopped; break;
        case SessionEnd::blocked: report_.end = LineReport::End::blocked; break;
        case SessionEnd::held:
        case SessionEnd::line_lost: report_.end = LineReport::End::unusable; break;
    }
    if (hold_) report_.reason = *hold_;
    note_modem(store::ModemState::closed, report_.reason);
    return report_;
}

void Worker::enter_line(const channel::LineIdentity& line) {
    line_ = line;
    report_.ever_ready = true;
    report_.reason.clear();
    reopen_ = false;
    filing_.set_line(channel_.name(), line_.imsi);
    if (!options_.max_open && line_.storage_places > 0) open_meters_.set_limit(std::max(line_.storage_places, least_open_limit));
    const auto now = utc();
    store::Transaction transaction(store_.database);
    if (!line_.imsi.empty()) store_.registers.sim_seen(line_.imsi, line_.iccid, now);
    modem_.imei = line_.imei;
    modem_.make = line_.make;
    modem_.model = line_.model;
    modem_.firmware = line_.firmware;
    modem_.imsi = line_.imsi;
    modem_.state = store::ModemState::ready;
    modem_.reason.clear();
    modem_.updated_at = now;
    store_.registers.save_modem(modem_);
    for (const auto campaign : campaigns()) {
        store_.messages.put_off(campaign, line_.imsi, now + settle_after_open);
        for (const auto& target : store_.targets.open(campaign, line_.imsi)) open_meters_.touch(target.id, now);
    }
    next_house_keeping_ = now;
    keep_house(now);
    transaction.commit();
}

// Meters keep to the SIM they were begun with, since their replies go there; only when it has been away for long does
// another take over, and then what was on its way is uncertain.
void Worker::adopt_meters_of_absent_sims(base::UtcTime now) {
    const auto modems = store_.registers.modems();
    const auto at_work = [&](const std::string& imsi) {
        return std::ranges::any_of(modems, [&](const store::ModemRecord& modem) {
            return modem.imsi == imsi && (modem.state == store::ModemState::ready || modem.state == store::ModemState::opening);
        });
    };
    std::size_t waiting = 0;
    for (const auto campaign : campaigns()) {
        for (const auto& target : store_.targets.open(campaign, "")) {
            if (target.imsi == line_.imsi || at_work(target.imsi)) continue;
            const auto last_seen = store_.registers.sim_last_seen(target.imsi);
            if (last_seen && now - *last_seen < options_.move_after) {
                ++waiting;
                continue;
            }
            run_.move_to_sim(target, line_.imsi, now);
            open_meters_.touch(target.id, now);
        }
    }
    if (waiting > 0 && waiting != waiting_for_sims_)
        base::log::warning(
            fmt::format("{} meters were begun with another SIM, where their replies go; {} takes them over when it has been away "
                        "for {} minutes",
                        waiting, channel_.name(), options_.move_after.count() / 60));
    waiting_for_sims_ = waiting;
}

// Once a minute: this SIM is here, and others may have gone for good.
void Worker::keep_house(base::UtcTime now) {
    if (now < next_house_keeping_) return;
    next_house_keeping_ = now + house_keeping_gap;
    if (!line_.imsi.empty()) store_.registers.sim_seen(line_.imsi, line_.iccid, now);
    adopt_meters_of_absent_sims(now);
}

void Worker::note_modem(store::ModemState state, const std::string& reason) {
    modem_.state = state;
    modem_.reason = reason;
    modem_.updated_at = utc();
    store::Transaction transaction(store_.database);
    store_.registers.save_modem(modem_);
    transaction.commit();
}

std::vector<store::Id> Worker::campaigns() {
    if (options_.campaign) return {*options_.campaign};
    return store_.campaigns.active();
}

Worker::SessionEnd Worker::session(base::StopToken stop) {
    if (!receive(channel_.clock().now(), stop)) return SessionEnd::line_lost;
    for (;;) {
        const bool ending = stop.requested() || hold_ || reopen_;
        const auto version = store_.database.data_version();
        auto intent = step(!ending);
        if (intent) {
            unrecorded_ = Sent{*intent, submit(*intent, stop)};
            if (!receive(channel_.clock().now(), base::StopToken())) reopen_ = true;
            continue;
        }
        if (hold_) return SessionEnd::held;
        if (reopen_) return SessionEnd::line_lost;
        if (stop.requested()) return SessionEnd::stopped;
        if (finished()) return SessionEnd::finished;
        if (blocked_by_abandoned_campaign()) return SessionEnd::blocked;
        if (!wait_for_work(version, stop)) reopen_ = true;
    }
}

// Nothing of its own is left to do, and the meters it waits for were begun by a campaign that nobody works on.
bool Worker::blocked_by_abandoned_campaign() {
    if (!options_.campaign || !store_.targets.open(*options_.campaign, "").empty()) return false;
    const auto other = store_.targets.blocked_by(*options_.campaign);
    if (!other) return false;
    const auto campaign = store_.campaigns.find(*other);
    if (campaign && campaign->state == store::CampaignState::running && campaign->owner &&
        store::Owner::alive(store_.database, *campaign->owner))
        return false;
    report_.reason = fmt::format(
        "campaign {} has begun meters of this list and nobody works on it: gsmcfg campaign resume {} (or cancel {}) first",
        *other, *other, *other);
    return true;
}

std::optional<MeterRun::Intent> Worker::step(bool may_send) {
    const auto now = utc();
    std::vector<channel::Token> tokens;
    std::optional<MeterRun::Intent> intent;
    const auto transact = [&](bool with_next) {
        tokens.clear();
        intent.reset();
        store::Transaction transaction(store_.database);
        if (unrecorded_) record(*unrecorded_, now);
        file_events(now);
        give_up_waiting(now);
        keep_house(now);
        if (with_next && !hold_ && !reopen_) intent = choose(now);
        run_.flush_counts();
        transaction.commit();
    };
    try {
        transact(may_send);
        failed_steps_ = 0;
    } catch (const std::exception& error) {
        // The result must not be lost because the next intent could not be written.
        if (++failed_steps_ >= most_failed_steps) throw;
        const auto pause = std::min<std::chrono::seconds>(std::chrono::seconds(1LL << failed_steps_), 30s);
        base::log::warning(fmt::format("{}: {}; the result is committed alone, nothing is sent for {} s", channel_.name(),
                                       error.what(), pause.count()));
        pace_.pause_until(now + pause);
        run_.drop_counts();
        transact(false);
    }
    unrecorded_.reset();
    for (const auto& event : events_) {
        if (const auto* inbound = std::get_if<channel::Inbound>(&event)) tokens.push_back(inbound->token);
        if (const auto* report = std::get_if<channel::Report>(&event)) tokens.push_back(report->token);
    }
    events_.clear();
    if (!tokens.empty() && !channel_.acknowledge(tokens)) {
        base::log::warning(
            fmt::format("{}: received messages could not be deleted from the modem; it is brought up again", channel_.name()));
        reopen_ = true;
    }
    return intent;
}

void Worker::record(const Sent& sent, base::UtcTime now) {
    const auto& result = sent.result;
    switch (result.outcome) {
        case channel::SubmitOutcome::accepted: line_failures_ = 0; return run_.accepted(sent.intent, result, now);
        case channel::SubmitOutcome::uncertain: {
            run_.uncertain(sent.intent, result.failure ? result.failure->detail : "no answer from the modem", now);
            if (result.failure && result.failure->kind == channel::FailureClass::port_lost) reopen_ = true;
            return;
        }
        case channel::SubmitOutcome::refused:
        case channel::SubmitOutcome::not_sent: break;
    }
    const auto failure =
        result.failure.value_or(channel::Failure{channel::FailureClass::unknown, {}, {}, {}, "the modem gave no reason"});
    const auto decision = decide(failure, sent.intent.message.retries);
    if (decision.message == MessageAction::accept) return run_.accepted(sent.intent, result, now);
    if (decision.without_validity) without_validity_.insert(sent.intent.message.id);
    run_.not_accepted(sent.intent, result, decision.message == MessageAction::give_up, decision.delay, now);
    switch (decision.line) {
        case LineAction::none: return;
        case LineAction::pause:
            pace_.pause_until(now + decision.delay);
            base::log::warning(
                fmt::format("{}: {}; sending pauses for {} s", channel_.name(), failure.detail, decision.delay.count()));
            if (decision.alarm && ++line_failures_ >= options_.hold_after) hold_ = failure.detail;
            return;
        case LineAction::reopen: reopen_ = true; return;
        case LineAction::hold: hold_ = failure.detail; return;
    }
}

void Worker::file_events(base::UtcTime now) {
    for (const auto& event : events_) {
        if (const auto* inbound = std::get_if<channel::Inbound>(&event)) filing_.take(*inbound, now);
        else if (const auto* report = std::get_if<channel::Report>(&event)) filing_.take(*report, now);
        else if (const auto* notice = std::get_if<channel::LineNotice>(&event))
            base::log::warning(fmt::format("{}: {}", channel_.name(), base::escape_control(notice->detail)));
    }
    filing_.expire_parts(now);
}

void Worker::give_up_waiting(base::UtcTime now) {
    for (const auto campaign : campaigns())
        for (int count = 0; count < give_ups_per_step; ++count) {
            const auto message = store_.messages.next_to_give_up(campaign, line_.imsi, now);
            if (!message) break;
            run_.give_up(*message, now);
        }
}

std::optional<MeterRun::Intent> Worker::choose(base::UtcTime now) {
    if (pace_.next() > now) return std::nullopt;
    const auto message = next_message(now);
    if (!message) return std::nullopt;
    open_meters_.touch(message->target, now);
    pace_.sent(now);
    return run_.begin_submission(*message, channel_.name(), owner_, now);
}

// A meter that was begun goes before one that was not.
std::optional<store::Message> Worker::next_message(base::UtcTime now) {
    const auto due = [&]() -> std::optional<store::Message> {
        for (const auto campaign : campaigns())
            if (auto message = store_.messages.next_to_send(campaign, line_.imsi, now)) return message;
        return std::nullopt;
    };
    if (auto message = due()) return message;
    for (int starts = 0; starts < starts_per_step && open_meters_.room(now) && start_meter(now); ++starts)
        if (auto message = due()) return message;
    return std::nullopt;
}

// Begins a meter, or puts it off. False when none waits.
bool Worker::start_meter(base::UtcTime now) {
    for (const auto campaign : campaigns())
        if (const auto target = store_.targets.next_waiting(campaign, now)) {
            if (!run_.start(*target, line_.imsi, now) && !told_of_older_messages_) {
                told_of_older_messages_ = true;
                base::log::warning(fmt::format(
                    "{}: meters whose number an older message may still reach are begun when that has expired (minutes)",
                    channel_.name()));
            }
            return true;
        }
    return false;
}

channel::SubmitResult Worker::submit(const MeterRun::Intent& intent, base::StopToken stop) {
    const auto failed = [](std::string why) {
        return channel::SubmitResult{
            channel::SubmitOutcome::not_sent, {}, channel::Failure{channel::FailureClass::message, {}, {}, {}, std::move(why)}};
    };
    const auto number = base::PhoneNumber::from_e164(intent.message.phone);
    if (!number) return failed(number.error().message());
    base::Secret password;
    if (intent.message.text.find("{credential}") != std::string::npos) {
        auto found = credentials_.find(intent.attempt.credential);
        if (!found) return failed("the password named " + intent.attempt.credential + " is not known here");
        password = std::move(*found);
    }
    const auto& campaign = run_.context(intent.message.campaign);
    channel::Outbound outbound{.to = *number, .text = meter::render(intent.message.text, password), .validity = {}};
    if (!without_validity_.contains(intent.message.id)) outbound.validity = campaign.options.validity_period();
    outbound.status_report = campaign.options.status_reports;
    return channel_.submit(outbound, stop);
}

bool Worker::receive(base::MonoTime deadline, base::StopToken stop) {
    // Whoever waits with an open transaction stops every other process.
    assert(!store_.database.in_transaction());
    auto received = channel_.receive(deadline, stop);
    if (!received) {
        if (received.error().code == base::ErrorCode::stopped) return true;
        base::log::warning(fmt::format("{}: {}", channel_.name(), received.error().message()));
        return false;
    }
    std::ranges::move(*received, std::back_inserter(events_));
    return true;
}

// Until something arrives, falls due, is changed by another process, or a stop. False if the line is lost.
bool Worker::wait_for_work(std::int64_t version, base::StopToken stop) {
    const auto wake = next_wake(utc());
    while (events_.empty() && !stop.requested()) {
        const auto now = utc();
        if (wake && *wake <= now) return true;
        const auto slice =
            wake ? std::min<std::chrono::milliseconds>(*wake - now, look_around) : std::chrono::milliseconds(look_around);
        if (!receive(channel_.clock().now() + slice, stop)) return false;
        if (store_.database.data_version() != version) return true;
    }
    return true;
}

std::optional<base::UtcTime> Worker::next_wake(base::UtcTime now) {
    std::optional<base::UtcTime> wake = next_house_keeping_;
    const auto at_latest = [&](std::optional<base::UtcTime> time) {
        if (time && (!wake || *time < *wake)) wake = *time;
    };
    const auto not_before = [](std::optional<base::UtcTime> time, base::UtcTime earliest) {
        return time ? std::optional(std::max(*time, earliest)) : time;
    };
    for (const auto campaign : campaigns()) {
        at_latest(store_.messages.next_give_up_time(campaign, line_.imsi));
        at_latest(not_before(store_.messages.next_send_time(campaign, line_.imsi), pace_.next()));
        auto start = not_before(store_.targets.next_start(campaign), pace_.next());
        if (!start) continue;
        if (!open_meters_.room(now)) {
            const auto room = open_meters_.next_room(now);
            start = room ? not_before(start, *room) : std::nullopt;
        } else if (*start <= now) {
            // It could have begun and did not: its number is at work in another campaign.
            start = now + 1s;
        }
        at_latest(start);
    }
    return wake;
}

bool Worker::finished() { return options_.campaign && store_.targets.unfinished(*options_.campaign) == 0; }

}  // namespace gsmcfg::service
