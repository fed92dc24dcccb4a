#include "worker.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/line_status.hpp"
#include "gsmcfg/store/owners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t least_open_limit = 4;
// After an absence the replies that the network kept need a moment to come in.
constexpr auto settle_after_open = 60s;
constexpr auto house_keeping_gap = 60s;
constexpr auto longest_pause = 30s;
// What needs a person is looked at again this often while other modems go on.
constexpr auto hold_pause = 5min;

}  // namespace

namespace {

// What can't be given back counts as sent: the safe side.
void give_back(DailyAllowance& allowance) {
    try {
        allowance.leave();
    } catch (const store::DatabaseError& error) {
        base::log::warning(std::string("the count of SMS: ") + error.what());
    }
}

// What was granted to the one before and can't be given back counts as sent.
void change_sim(DailyAllowance& allowance, const std::string& sim) {
    try {
        allowance.set_sim(sim);
    } catch (const store::DatabaseError& error) {
        base::log::warning(std::string("the count of SMS: ") + error.what());
        allowance.set_sim(sim);
    }
}

}  // namespace

LineReport Worker::run(base::StopToken stop, std::optional<channel::LineIdentity> already_open) {
    stop_ = stop;
    auto patience = channel_.clock().now() + options_.reopen_limit;
    std::chrono::seconds pause = 1s;
    for (;;) {
        pulse();
        auto opened = already_open ? base::Result<channel::LineIdentity>(std::move(*already_open)) : channel_.open(stop);
        already_open.reset();
        auto state = store::ModemState::lost;
        if (opened) {
            enter_line(*opened);
            const auto accepted_before = accepted_;
            const auto end = session(stop);
            if (end == SessionEnd::held && others_at_work()) {
                report_.reason = *std::exchange(hold_, std::nullopt);
                line_log_.add(store::LineEventKind::held, report_.reason, utc());
                state = store::ModemState::paused;
                pause = hold_pause;
            } else if (end != SessionEnd::line_lost) {
                return leave_line(end);
            } else {
                report_.reason = trouble_.value_or("");
                if (accepted_ != accepted_before) {
                    pause = 1s;
                    patience = channel_.clock().now() + options_.reopen_limit;
                }
            }
            if (!lost_at_) lost_at_ = utc();
        } else {
            // Once for each absence and reason: a stick in a drawer must not push everything else out of the record.
            if (report_.reason != opened.error().message())
                line_log_.add(store::LineEventKind::lost, opened.error().message(), utc());
            report_.reason = opened.error().message();
        }
        if (stop.requested()) {
            report_.end = LineReport::End::stopped;
            give_back(allowance_);
            return report_;
        }
        note_modem(state, report_.reason);
        // A modem that never worked needs a person now; one that did may only be unplugged or restarting.
        const bool hopeless = !report_.ever_ready || channel_.clock().now() >= patience;
        if (hopeless && !others_at_work()) {
            report_.end = LineReport::End::unusable;
            give_back(allowance_);
            return report_;
        }
        warn(report_.reason, pause);
        if (!rest(pause, stop)) return leave_line(SessionEnd::finished);
        pause = std::min<std::chrono::seconds>(pause * 2, longest_pause);
    }
}

// The same trouble once, and then once a minute; a service's once an hour.
void Worker::warn(const std::string& reason, std::chrono::seconds pause) {
    const auto now = channel_.clock().now();
    // A service may wait for days.
    const std::chrono::minutes gap = options_.campaign ? 1min : 60min;
    if (reason == warned_of_ && now < warned_at_ + gap) return;
    warned_of_ = reason;
    warned_at_ = now;
    const bool named = reason.starts_with(channel_.name() + ":");
    base::log::warning(fmt::format("{}{}; trying again in {} s", named ? "" : channel_.name() + ": ", reason, pause.count()));
}

// Other modems of this run go on, and this one may come back while they do.
bool Worker::others_at_work() {
    // A service is never without hope.
    if (!options_.campaign) return true;
    const auto modems = store_.registers.modems();
    return std::ranges::any_of(modems, [&](const store::ModemRecord& modem) {
        return modem.owner == owner_ && modem.name != modem_.name &&
               (modem.state == store::ModemState::ready || modem.state == store::ModemState::opening);
    });
}

// False if nothing is left to do.
bool Worker::rest(std::chrono::seconds time, base::StopToken stop) {
    const auto until = channel_.clock().now() + time;
    while (channel_.clock().now() < until && !stop.requested()) {
        pulse();
        channel_.clock().wait_until(std::min<base::MonoTime>(until, channel_.clock().now() + 1s), stop);
        if (finished()) return false;
    }
    return true;
}

LineReport Worker::leave_line(SessionEnd end) {
    switch (end) {
        case SessionEnd::finished: report_.end = LineReport::End::finished; break;
        case SessionEnd::stopped: report_.end = LineReport::End::stopped; break;
        case SessionEnd::blocked: report_.end = LineReport::End::blocked; break;
        case SessionEnd::shut: report_.end = LineReport::End::held; break;
        case SessionEnd::held:
        case SessionEnd::line_lost: report_.end = LineReport::End::unusable; break;
    }
    if (hold_) {
        report_.reason = *hold_;
        line_log_.add(store::LineEventKind::held, *hold_, utc());
    }
    note_modem(store::ModemState::closed, report_.reason);
    give_back(allowance_);
    return report_;
}

void Worker::enter_line(const channel::LineIdentity& line) {
    line_ = line;
    report_.ever_ready = true;
    report_.reason.clear();
    trouble_.reset();
    filing_.set_line(channel_.name(), line_.imsi);
    if (!options_.max_open && line_.storage_places > 0) open_meters_.set_limit(std::max(line_.storage_places, least_open_limit));
    heed_clock();
    change_sim(allowance_, line_.iccid.empty() ? line_.imsi : line_.iccid);
    review_due_ = true;
    if (std::exchange(suspected_, false)) hearing_.cured(utc());
    line_log_.set_line(channel_.name(), line_.imei, line_.imsi);
    patiently([this, lost_at = std::exchange(lost_at_, std::nullopt)] { note_line_up(lost_at); });
    line_log_.written();
}

void Worker::note_line_up(std::optional<base::UtcTime> lost_at) {
    const auto now = utc();
    const auto absence = lost_at ? now - *lost_at : 0ms;
    store::Transaction transaction(store_.database);
    look_up_campaigns();
    if (!line_.imsi.empty()) store_.registers.sim_seen(line_.imsi, line_.iccid, now);
    if (!line_.port.empty()) modem_.device = line_.port;
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
        store_.messages.put_off(campaign, line_.imsi, absence, now + settle_after_open);
        for (const auto& target : store_.targets.open(campaign, line_.imsi)) open_meters_.touch(target.id, now);
    }
    next_house_keeping_ = now;
    next_look_ = channel_.clock().now();
    keep_house(now);
    line_log_.write();
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
        for (const auto& imsi : store_.targets.open_sims(campaign)) {
            if (imsi == line_.imsi || at_work(imsi)) continue;
            const auto targets = store_.targets.open(campaign, imsi);
            const auto last_seen = store_.registers.sim_last_seen(imsi);
            const bool early = channel_.clock().now() < options_.move_not_before;
            if (early || (last_seen && now - *last_seen < options_.move_after)) {
                waiting += targets.size();
                continue;
            }
            for (const auto& target : targets) {
                run_.move_to_sim(target, line_.imsi, now);
                open_meters_.touch(target.id, now);
            }
        }
    }
    if (waiting > 0 && waiting != waiting_for_sims_)
        base::log::warning(
            fmt::format("{} meters were begun with another SIM, where their replies go; {} takes them over when it has been away "
                        "for {} minutes",
                        waiting, channel_.name(), options_.move_after.count() / 60));
    waiting_for_sims_ = waiting;
}

// Once a minute: this SIM is here, others may have gone for good, or closed meters of this one, and parts that did not come are
// not waited for any more.
void Worker::keep_house(base::UtcTime now) {
    if (now < next_house_keeping_) return;
    next_house_keeping_ = now + house_keeping_gap;
    if (!line_.imsi.empty()) store_.registers.sim_seen(line_.imsi, line_.iccid, now);
    adopt_meters_of_absent_sims(now);
    std::unordered_set<store::Id> open;
    for (const auto campaign : campaigns())
        for (const auto& target : store_.targets.open(campaign, line_.imsi)) open.insert(target.id);
    open_meters_.keep(open);
    if (!filing_.expire_parts(now)) next_house_keeping_ = now;
}

bool Worker::look_is_due(base::StopToken stop) const {
    return options_.watch_line && channel_.clock().now() >= next_look_ && !trouble_ && !stop.requested();
}

void Worker::look_at_line(base::StopToken stop) {
    next_look_ = channel_.clock().now() + house_keeping_gap;
    const auto seen = channel_.look(stop);
    if (!seen) return;
    store::LineStatus status;
    status.modem = channel_.name();
    status.at = utc();
    status.signal_dbm = seen->signal_dbm;
    status.registered = seen->registered;
    status.registration = seen->registration;
    status.storage_used = static_cast<std::int64_t>(seen->storage_used);
    status.storage_places = static_cast<std::int64_t>(seen->storage_places);
    try {
        store::Transaction transaction(store_.database);
        store::save_line_status(store_.database, status);
        transaction.commit();
    } catch (const store::DatabaseError& error) {
        // A disk that is full for a moment: no message depends on it.
        base::log::debug(fmt::format("{}: {}", channel_.name(), error.what()));
    }
}

void Worker::note_modem(store::ModemState state, const std::string& reason) {
    modem_.state = state;
    modem_.reason = reason;
    modem_.updated_at = utc();
    patiently([&] {
        store::Transaction transaction(store_.database);
        store_.registers.save_modem(modem_);
        line_log_.write();
        transaction.commit();
    });
    line_log_.written();
}

// Nothing of its own is left to do, and the meters it waits for were begun by a campaign that nobody works on.
bool Worker::blocked_by_abandoned_campaign() {
    const auto now = utc();
    if (!options_.campaign || may_send_at(*options_.campaign) > now || !store_.targets.open_sims(*options_.campaign).empty())
        return false;
    if (store_.targets.next_waiting(*options_.campaign, now)) return false;
    const auto other = store_.targets.blocked_by(*options_.campaign);
    if (!other) return false;
    const auto campaign = store_.campaigns.find(*other);
    if (campaign && campaign->state == store::CampaignState::running && campaign->owner &&
        store::Owner::at_work(store_.database, *campaign->owner))
        return false;
    report_.reason = fmt::format(
        "campaign {} has begun meters of this list and nobody works on it: gsmcfg campaign resume {} (or cancel {}) first",
        *other, *other, *other);
    return true;
}

}  // namespace gsmcfg::service
