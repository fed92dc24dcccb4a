#include "event_watch.hpp"

#include "hook_payload.hpp"

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/store/event_log.hpp"
#include "gsmcfg/store/line_events.hpp"
#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/watch_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace gsmcfg::service {
namespace {

using config::HookEvent;

constexpr std::int64_t page = 500;
// A modem that comes up and is given up again was never up.
constexpr auto settled_after = std::chrono::seconds(30);
const std::string inbound_mark = "inbound";
// A look stays short, though most of what comes in is for nobody.
constexpr std::int64_t longest_search = 1000;
// Texts in which somebody may have written a password.
constexpr std::array<std::string_view, 5> free_texts{"reason", "held_because", "detail", "note", "cause"};

}  // namespace

EventWatch::EventWatch(store::Database& database, const std::vector<config::Hook>& hooks, const Credentials& credentials)
    : store_(database),
      queue_(database),
      hooks_(hooks),
      credentials_(credentials),
      mask_(database, credentials),
      host_(base::current_actor().host) {}

bool EventWatch::wanted(HookEvent event) const {
    return std::ranges::any_of(hooks_, [&](const config::Hook& hook) { return hook.tells_of(event); });
}

void EventWatch::begin(base::UtcTime now) {
    auto& database = store_.database;
    std::vector<std::string> kinds;
    for (const auto event : {HookEvent::meter_done, HookEvent::campaign_done, HookEvent::inbound})
        if (wanted(event)) kinds.emplace_back(config::name(event));
    const auto start = [&](const std::string& name, bool is_wanted, store::Id newest) {
        if (!is_wanted) store::drop_watch_mark(database, name);
        else if (!store::watch_mark(database, name)) store::set_watch_mark(database, name, newest);
    };
    std::set<std::string> known;
    for (const auto& hook : hooks_) known.insert(hook.name);
    store::Transaction transaction(database);
    store::want_events(database, kinds);
    start(inbound_mark, wanted(HookEvent::inbound), store::newest_inbound(database));
    start(line_event_mark, wanted(HookEvent::storage_high), store::newest_line_event(database));
    for (const auto& [hook, count] : queue_.waiting()) {
        if (known.contains(hook)) continue;
        queue_.give_up_all(hook, "the hook is no longer in the configuration", now);
        base::log::warning(
            fmt::format("hook {}: no longer in the configuration; {} events are given up", base::escape_control(hook), count));
    }
    transaction.commit();
}

bool EventWatch::look(base::UtcTime now) {
    found_.clear();
    changes_.clear();
    bool more = false;
    if (!must_wait()) {
        more = look_at_log();
        more = look_at_inbox() || more;
    }
    look_at_modems(now);
    if (wanted(HookEvent::storage_high)) {
        look_at_storages(now);
        look_at_full_storages(now);
    }
    if (!found_.empty() || !changes_.empty()) commit(now);
    return more;
}

bool EventWatch::must_wait() {
    std::erase_if(full_, [&](const std::string& hook) { return queue_.waiting(hook) < most_waiting; });
    return std::ranges::any_of(full_, [&](const std::string& hook) { return !queue_.is_failing(hook); });
}

void EventWatch::commit(base::UtcTime now) {
    std::map<std::string, std::int64_t> room;
    std::map<std::string, std::int64_t> lost;
    for (const auto& one : found_) room.emplace(one.hook, 0);
    std::set<std::string> losing;
    for (auto& [hook, places] : room) {
        places = most_waiting - queue_.waiting(hook);
        if (full_.contains(hook) && queue_.is_failing(hook)) losing.insert(hook);
    }
    {
        store::Transaction transaction(store_.database);
        for (const auto& one : found_) {
            const bool waits = room[one.hook]-- > 0 || !losing.contains(one.hook);
            if (waits) queue_.add(one.hook, one.event, one.payload, now);
            else ++lost[one.hook];
        }
        for (const auto& [hook, count] : lost) queue_.count_given_up(hook, count);
        for (const auto& change : changes_) change();
        transaction.commit();
    }
    for (const auto& [hook, places] : room) {
        if (places <= 0) full_.insert(hook);
        if (!lost.contains(hook)) overflowing_.erase(hook);
        else if (overflowing_.insert(hook).second)
            base::log::warning(
                fmt::format("hook {}: it fails, and {} events wait for it; further ones are given up until there are fewer", hook,
                            most_waiting));
    }
}

void EventWatch::mark(const std::string& name, std::int64_t value) {
    changes_.emplace_back([this, name, value] { store::set_watch_mark(store_.database, name, value); });
}

void EventWatch::queue(const config::Hook& hook, HookEvent event, const base::Json& payload) {
    auto json = base::Json::object();
    json.set("event", config::name(event)).set("host", host_);
    for (const auto& key : payload.keys()) json.set(key, payload.at(key));
    for (const auto key : free_texts)
        if (const auto text = payload.at(key).string()) json.set(key, credentials_.hide(meter::masked_any_command(*text)));
    found_.push_back({hook.name, std::string(config::name(event)), json.dump()});
}

void EventWatch::queue_for_all(const EventFacts& facts, const base::Json& payload) {
    for (const auto& hook : hooks_)
        if (fits(hook, facts)) queue(hook, facts.event, payload);
}

bool EventWatch::look_at_log() {
    const auto events = store::logged_events(store_.database, page);
    for (const auto& event : events) {
        if (event.kind == config::name(HookEvent::meter_done)) tell_of_meter(event.subject);
        else if (event.kind == config::name(HookEvent::campaign_done)) tell_of_campaign(event.subject, event.state);
        else if (const auto message = store_.inbox.find(event.subject)) tell_of_inbound(*message);
    }
    if (!events.empty()) changes_.emplace_back([this, last = events.back().id] { store::forget_events(store_.database, last); });
    return events.size() == static_cast<std::size_t>(page);
}

void EventWatch::tell_of_meter(store::Id id) {
    const auto target = store_.targets.find(id);
    if (!target) return;
    const EventFacts facts{HookEvent::meter_done, target->phone, "", "", std::string(store::name(target->outcome))};
    if (std::ranges::none_of(hooks_, [&](const config::Hook& hook) { return fits(hook, facts); })) return;
    if (const auto campaign = store_.campaigns.find(target->campaign)) queue_for_all(facts, meter_payload(*target, *campaign));
}

void EventWatch::tell_of_campaign(store::Id id, const std::string& state) {
    const auto campaign = store_.campaigns.find(id);
    if (campaign)
        queue_for_all({HookEvent::campaign_done, "", "", "", state},
                      campaign_payload(*campaign, store_.campaigns.tally(id), state));
}

bool EventWatch::look_at_inbox() {
    if (!wanted(HookEvent::inbound)) return false;
    auto& database = store_.database;
    const auto known = store::watch_mark(database, inbound_mark).value_or(0);
    const auto newest = store::newest_inbound(database);
    const auto ids = store::unmatched_after(database, known, page);
    for (const auto id : ids) {
        const auto message = store_.inbox.find(id);
        if (message && store::is_unmatched(*message)) tell_of_inbound(*message);
    }
    const bool whole_page = ids.size() == static_cast<std::size_t>(page);
    const auto reached = whole_page ? ids.back() : std::max(known, newest);
    if (!ids.empty() || reached - known > longest_search) mark(inbound_mark, reached);
    return whole_page;
}

void EventWatch::tell_of_inbound(const store::InboundMessage& message) {
    const auto text = mask_.text_of(message);
    const auto meter = message.phone.empty() ? std::nullopt : store::Meters(store_.database).find(message.phone);
    queue_for_all({HookEvent::inbound, message.phone, message.originator, text, ""}, inbound_payload(message, text, meter));
}

bool EventWatch::is_down(const std::string& name) const {
    return std::ranges::any_of(modems_, [&](const store::ModemRecord& modem) {
        switch (modem.state) {
            case store::ModemState::lost:
            case store::ModemState::paused: return modem.name == name;
            // Given up, and not only handed to somebody else.
            case store::ModemState::closed: return modem.name == name && !modem.reason.empty();
            case store::ModemState::opening:
            case store::ModemState::ready: return false;
        }
        return false;
    });
}

bool EventWatch::another_works(const std::string& name) const {
    return std::ranges::any_of(
        modems_, [&](const store::ModemRecord& modem) { return modem.name != name && modem.state == store::ModemState::ready; });
}

void EventWatch::look_at_modems(base::UtcTime now) {
    auto& database = store_.database;
    modems_ = store_.registers.modems();
    std::erase_if(modems_, [&](const auto& modem) { return !modem.owner || !store::Owner::alive(database, *modem.owner); });
    outages_ = store::open_outages(database);
    for (const auto& modem : modems_) {
        const auto outage = std::ranges::find(outages_, modem.name, &store::Outage::modem);
        if (is_down(modem.name)) {
            if (outage == outages_.end())
                changes_.emplace_back([&database, modem, now] {
                    store::begin_outage(database, modem.name, std::min(modem.updated_at, now), modem.reason);
                });
            else if (outage->cause != modem.reason)
                changes_.emplace_back([&database, id = outage->id, modem] { store::change_cause(database, id, modem.reason); });
        } else if (modem.state == store::ModemState::ready && outage != outages_.end() &&
                   now - modem.updated_at >= settled_after) {
            const auto until = std::max(modem.updated_at, outage->began_at);
            tell_of_outage(*outage, until, now);
            changes_.emplace_back([&database, id = outage->id, until] { store::end_outage(database, id, until); });
            outages_.erase(outage);
        }
    }
    for (const auto& outage : outages_)
        if (is_down(outage.modem)) tell_of_outage(outage, std::nullopt, now);
}

void EventWatch::tell_of_outage(const store::Outage& outage, std::optional<base::UtcTime> until, base::UtcTime now) {
    for (const auto& hook : hooks_) {
        if (until.value_or(now) - outage.began_at < hook.after) continue;
        if (hook.tells_of(HookEvent::modem_down) && !store::has_notice(store_.database, outage.id, hook.name)) {
            queue(hook, HookEvent::modem_down, outage_payload(outage, std::nullopt, now));
            changes_.emplace_back([this, id = outage.id, name = hook.name] { store::add_notice(store_.database, id, name); });
        }
        if (until && hook.tells_of(HookEvent::modem_up)) queue(hook, HookEvent::modem_up, outage_payload(outage, until, now));
    }
}

}  // namespace gsmcfg::service
