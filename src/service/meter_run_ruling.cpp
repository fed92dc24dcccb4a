// The part of MeterRun that takes a person's word for what a reply says.
#include "meter_run.hpp"

#include <algorithm>

namespace gsmcfg::service {

using store::Message;
using store::Outcome;

void MeterRun::ruled(const Message& given, store::InboundMessage& inbound, Outcome outcome, const std::string& detail,
                     base::UtcTime now) {
    auto message = given;
    store_.messages.settings_of(message);
    const auto target = target_of(message);
    const bool fresh = inbound.message != message.id;
    const bool is_late = fresh && message.outcome != Outcome::open;
    if (fresh) {
        ++counts_[message.campaign].received;
        inbound.kind = is_late ? store::InboundKind::late : store::InboundKind::reply;
    }
    inbound.message = message.id;
    inbound.campaign = message.campaign;
    mark_answered(message.id);
    // What was only read has shown an old value, which nobody has compared.
    if (outcome == Outcome::confirmed && message.purpose != "read") see_as_wanted(message, inbound);
    const auto before = message;
    message.late = message.late || is_late;
    store_.messages.update(before, message);
    close_message(message, outcome, detail, now);
    if (message.kind == "query" && message.purpose == "work" && outcome == Outcome::confirmed)
        confirm_by_query(message, context(message.campaign).dialect, store_.targets.settings(target.id),
                         target.started_at.value_or(now), now);
    judge_anew(message, target, detail, now);
}

void MeterRun::see_as_wanted(const Message& message, const store::InboundMessage& inbound) {
    const auto& names = message.kind == "query" ? message.proves : message.sets;
    for (const auto& setting : store_.targets.settings(message.target))
        if (setting.wanted && std::ranges::find(names, setting.setting) != names.end())
            store_.targets.see_setting(message.target, setting.setting, *setting.wanted, inbound.received_at, inbound.id);
}

void MeterRun::mark_answered(store::Id message) {
    auto attempt = store_.messages.last_attempt(message);
    if (!attempt || attempt->answered) return;
    attempt->answered = true;
    store_.messages.update(*attempt);
}

}  // namespace gsmcfg::service
