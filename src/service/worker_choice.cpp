// The part of Worker that chooses what goes next, within the limits of the campaigns.
#include "worker.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/sms/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr int starts_per_step = 32;
// A count that nobody is held to and that can't be written holds nobody up.
constexpr auto count_pause = 30s;
constexpr auto uncounted_pause = 60s;
// Until the right to send is looked at again.
constexpr auto silence_gap = 200ms;

// A command is one SMS; a text of the user's own may be several.
std::int64_t parts_of(const store::Message& message) {
    if (message.kind != "text") return 1;
    return static_cast<std::int64_t>(sms::count_parts(message.text).value_or(1));
}

bool counts(const Limits& limits, bool capped) { return capped || limits.window || limits.max_sms || limits.max_cost; }

}  // namespace

std::optional<std::int64_t> Worker::daily_cap() {
    auto cap = options_.daily_cap;
    for (const auto campaign : campaigns()) {
        const auto own = run_.context(campaign).options.limits.daily_cap;
        if (!own || (cap && *cap <= *own)) continue;
        // One that is held and sends nothing holds no other back.
        if (!options_.campaign && store_.campaigns.standing(campaign).state == store::CampaignState::held &&
            store_.messages.outstanding_of_campaign(campaign) == 0)
            continue;
        cap = own;
    }
    return cap;
}

// False: the count of SMS can't be written now, so nothing is sent.
bool Worker::prepare_allowance() {
    const auto cap = daily_cap();
    if (cap && !allowance_.counts()) {
        const std::string trouble = "a daily cap needs the count of SMS for each SIM (sim_counter in the configuration)";
        if (options_.campaign) throw store::DatabaseError(trouble);
        // A service goes on receiving.
        warn(trouble + "; nothing is sent", uncounted_pause);
        pace_.pause_until(utc() + uncounted_pause);
        return false;
    }
    allowance_.set_cap(cap);
    if (!cap && channel_.clock().now() < next_count_) {
        allowance_.refund(parts_wanted_);
        return true;
    }
    try {
        allowance_.prepare(parts_wanted_, utc());
        counter_.works();
        return true;
    } catch (const store::StorageTrouble& trouble) {
        if (cap) pace_.pause_until(utc() + counter_.failed(trouble));
    } catch (const store::DatabaseError& error) {
        if (cap) {
            base::log::warning(fmt::format("{}: {}; nothing is sent for a second", channel_.name(), error.what()));
            pace_.pause_until(utc() + 1s);
        }
    }
    if (cap) return false;
    // Not counted, but sent: only a cap needs the count.
    next_count_ = channel_.clock().now() + count_pause;
    allowance_.refund(parts_wanted_);
    return true;
}

std::optional<MeterRun::Intent> Worker::choose(base::UtcTime now) {
    shut_sending_.clear();
    shut_starting_.clear();
    if (std::exchange(review_due_, false))
        for (const auto campaign : campaigns()) gate_.review(run_.context(campaign), now);
    if (pace_.next() > now) return std::nullopt;
    for (const auto campaign : campaigns()) {
        const auto& limits = run_.context(campaign).options.limits;
        if (limits.max_sms || limits.max_cost) store_.campaigns.count_alone(campaign);
    }
    const auto message = next_message(now);
    if (!message) {
        // The last meter of a stage may have been ended by another process.
        for (const auto campaign : campaigns()) gate_.review(run_.context(campaign), now);
        hold_shut_campaigns(now);
        return std::nullopt;
    }
    const auto parts = parts_of(*message);
    if (allowance_.granted() < parts) {
        if (std::exchange(parts_wanted_, parts) == parts)
            shut_sending_[message->campaign] = {fmt::format("the text is {} SMS, more than its SIM may still send today", parts),
                                                allowance_.next_day(now)};
        return std::nullopt;
    }
    parts_wanted_ = parts;
    open_meters_.touch(message->target, now);
    pace_.sent(now);
    if (const auto rate = run_.context(message->campaign).options.limits.sms_per_minute) {
        auto& pace = campaign_paces_.try_emplace(message->campaign, rate).first->second;
        pace.set_rate(rate);  // campaign resume may have changed it
        pace.sent(now);
    } else {
        campaign_paces_.erase(message->campaign);
    }
    last_sent_ = message->campaign;
    return run_.begin_submission(*message, channel_.name(), owner_, now);
}

// A meter that was begun goes before one that was not.
std::optional<store::Message> Worker::next_message(base::UtcTime now) {
    if (auto message = due_message(now)) return message;
    for (int starts = 0; starts < starts_per_step && open_meters_.room(now) && start_meter(now); ++starts)
        if (auto message = due_message(now)) return message;
    return std::nullopt;
}

base::UtcTime Worker::may_send_at(store::Id campaign) {
    const auto own = campaign_paces_.find(campaign);
    return own == campaign_paces_.end() ? pace_.next() : std::max(pace_.next(), own->second.next());
}

std::optional<store::Message> Worker::due_message(base::UtcTime now) {
    for (const auto campaign : in_turn(last_sent_)) {
        if (shut_sending_.contains(campaign) || may_send_at(campaign) > now) continue;
        if (auto shut = gate_.sending(run_.context(campaign), now)) {
            shut_sending_.emplace(campaign, std::move(*shut));
            continue;
        }
        if (auto message = store_.messages.next_to_send(campaign, line_.imsi, now)) return message;
    }
    return std::nullopt;
}

// Begins a meter, or puts it off. False when none may begin.
bool Worker::start_meter(base::UtcTime now) {
    for (const auto id : in_turn(last_started_)) {
        if (shut_sending_.contains(id) || shut_starting_.contains(id) || may_send_at(id) > now) continue;
        const auto& campaign = run_.context(id);
        if (auto shut = gate_.held(campaign)) {
            shut_starting_.emplace(id, std::move(*shut));
            continue;
        }
        const auto target = store_.targets.next_waiting(id, now);
        if (!target || !may_start(campaign, *target, now)) continue;
        if (!run_.start(*target, line_.imsi, now) && !told_of_older_messages_) {
            told_of_older_messages_ = true;
            base::log::warning(
                fmt::format("{}: meters whose number an older message may still reach are begun when that has expired (minutes)",
                            channel_.name()));
        }
        last_started_ = id;
        return true;
    }
    return false;
}

bool Worker::may_start(const CampaignContext& campaign, const store::Target& target, base::UtcTime now) {
    if (!counts(campaign.options.limits, allowance_.cap().has_value())) return true;
    auto shut = gate_.starting(campaign, run_.messages_needed(target), line_.imsi, now);
    if (!shut) return true;
    shut_starting_.emplace(campaign.id, std::move(*shut));
    return false;
}

std::optional<std::string> Worker::shut() {
    if (!options_.campaign) return std::nullopt;
    const auto id = *options_.campaign;
    const auto sending = shut_sending_.find(id);
    const auto starting = shut_starting_.find(id);
    if (sending == shut_sending_.end() && starting == shut_starting_.end()) return std::nullopt;
    if (store_.messages.awaits_replies(id, line_.imsi)) return std::nullopt;
    if (sending != shut_sending_.end()) return sending->second.reason;
    if (store_.messages.next_send_time(id, line_.imsi)) return std::nullopt;
    return starting->second.reason;
}

void Worker::hold_shut_campaigns(base::UtcTime now) {
    if (options_.campaign) return;
    for (const auto id : campaigns()) {
        const auto sending = shut_sending_.find(id);
        const auto starting = shut_starting_.find(id);
        const bool sends_no_more = sending != shut_sending_.end() && !sending->second.opens;
        const bool begins_no_more = starting != shut_starting_.end() && !starting->second.opens;
        if (!sends_no_more && !begins_no_more) continue;
        if (store_.campaigns.standing(id).state != store::CampaignState::running || store_.messages.awaits_replies(id, ""))
            continue;
        if (!sends_no_more && !store_.targets.open(id, "").empty()) continue;
        store_.campaigns.change_state(id, store::CampaignState::running, store::CampaignState::held,
                                      sends_no_more ? sending->second.reason : starting->second.reason, now);
    }
}

std::optional<base::UtcTime> Worker::next_wake(base::UtcTime now) {
    if (!may_send()) return now + silence_gap;
    std::optional<base::UtcTime> wake = next_house_keeping_;
    const auto at_latest = [&](std::optional<base::UtcTime> time) {
        if (time && (!wake || *time < *wake)) wake = *time;
    };
    const auto not_before = [](std::optional<base::UtcTime> time, base::UtcTime earliest) {
        return time ? std::optional(std::max(*time, earliest)) : time;
    };
    for (const auto campaign : campaigns()) {
        at_latest(store_.messages.next_give_up_time(campaign, line_.imsi));
        if (const auto shut = shut_sending_.find(campaign); shut != shut_sending_.end()) {
            at_latest(shut->second.opens);
            continue;
        }
        const auto earliest = may_send_at(campaign);
        at_latest(not_before(store_.messages.next_send_time(campaign, line_.imsi), earliest));
        if (const auto shut = shut_starting_.find(campaign); shut != shut_starting_.end()) {
            at_latest(shut->second.opens);
            continue;
        }
        auto start = not_before(store_.targets.next_start(campaign), earliest);
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

}  // namespace gsmcfg::service
