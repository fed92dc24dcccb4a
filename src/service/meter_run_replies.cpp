// The part of MeterRun that takes replies.
#include "course.hpp"
#include "meter_run.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/value.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using store::Message;
using store::Outcome;
using store::Target;

// How long after its validity an attempt may still bring a reply.
constexpr auto answer_grace = std::chrono::minutes(10);
// When waiting without limit, a doubtful reply still has to be settled some time.
constexpr auto doubt_limit = std::chrono::minutes(5);

bool all_as_wanted(const meter::Dialect& dialect, const std::vector<store::TargetSetting>& wanted, const meter::Reply& reply) {
    return std::ranges::all_of(wanted, [&](const store::TargetSetting& setting) {
        const auto shown = reply.values.find(setting.setting);
        return shown == reply.values.end() || !setting.wanted ||
               meter::same_value(dialect, setting.setting, *setting.wanted, shown->second);
    });
}

}  // namespace

// Whether a reply can belong to something else than the message that it fits: to another attempt that is still
// unanswered, or to one that was answered before (the network delivers some messages twice).
MeterRun::Doubt MeterRun::doubt(const Message& message, const Target& target, const store::InboundMessage& inbound) {
    const auto last = store_.messages.last_attempt(message.id);
    const auto since = inbound.received_at - answer_grace;
    Doubt doubt;
    doubt.unanswered = store_.messages.unanswered_attempts(message.phone, since, last ? last->id : 0) > 0;
    doubt.others = store_.messages.unanswered_attempts_of_others(message.phone, since, message.id) > 0;
    doubt.repeated = repetition(target, inbound);
    doubt.arrived = last && last->delivery == store::Delivery::delivered;
    for (const auto& setting : message.sets)
        if (store_.messages.unanswered_attempts(message.phone, since, last ? last->id : 0, setting) > 0) doubt.same_shape = true;
    return doubt;
}

bool MeterRun::repetition(const Target& target, const store::InboundMessage& inbound) {
    return store_.inbox.heard_before(inbound.phone, inbound.text, target.started_at.value_or(inbound.received_at), inbound.id);
}

// Why this reply is not of the meter that is meant: another serial number than the list's, else than the register's.
std::optional<std::string> MeterRun::other_meter(const CampaignContext& campaign, const Target& target,
                                                 const meter::Reply& reply) {
    if (base::trim(reply.serial).empty()) return std::nullopt;
    const auto words = "serial number " + base::escape_control(reply.serial);
    if (!target.serial.empty()) {
        if (meter::serial_equal(reply.serial, target.serial)) return std::nullopt;
        return words + ", the list says " + target.serial;
    }
    if (campaign.options.accept_swap) return std::nullopt;
    const auto known = store_.registers.meter_serial(target.phone);
    if (base::trim(known).empty() || meter::serial_equal(reply.serial, known)) return std::nullopt;
    return words + ", the register says " + known;
}

void MeterRun::take_swapped(const Message& message, const Target& target, const std::string& detail, base::UtcTime now) {
    if (message.outcome == Outcome::open) close_message(message, Outcome::mismatch, detail, now);
    block_rest(target.id, "another meter answers", now);
    close_target(target, store::MeterOutcome::swapped, detail, now);
}

bool MeterRun::answered(const Message& given, store::InboundMessage& inbound, base::UtcTime now) {
    auto message = given;
    store_.messages.settings_of(message);
    const auto target = target_of(message);
    const auto& campaign = context(message.campaign);
    const auto wanted = store_.targets.settings(target.id);
    const auto reply = meter::parse_reply(campaign.dialect, inbound.text);
    // What is only read has nothing to be compared with.
    auto verdict =
        judge(campaign.dialect, message, message.purpose == "read" ? std::vector<store::TargetSetting>{} : wanted, reply);
    if (verdict.kind == Verdict::Kind::foreign) return false;
    const bool is_late = message.outcome != Outcome::open;
    const bool shows_values = reply.kind == meter::Reply::Kind::values;
    // Once more the yes that has been taken already.
    if (message.outcome == Outcome::acknowledged && verdict.kind == Verdict::Kind::acknowledged) return false;
    if (is_late && verdict.kind == Verdict::Kind::unrecognised && message.outcome == Outcome::unrecognised) return false;

    inbound.message = message.id;
    inbound.campaign = message.campaign;
    inbound.kind = is_late ? store::InboundKind::late : store::InboundKind::reply;
    inbound.note = verdict.detail;
    inbound.unread = verdict.kind == Verdict::Kind::unrecognised;
    ++counts_[message.campaign].received;
    // A reply whose every value is right can do no harm, wherever it comes from, but for a restart.
    const bool harmless = verdict.kind == Verdict::Kind::confirmed && shows_values && !message.restarts && !is_late &&
                          all_as_wanted(campaign.dialect, wanted, reply);
    // Before anything was changed every answer shows what is.
    const bool only_read = message.purpose == "read" && !is_late;
    const auto in_doubt = harmless || only_read ? Doubt{} : doubt(message, target, inbound);
    // Only values tell which message they answer: the same yes or number again may be that of the message before.
    if (verdict.kind == Verdict::Kind::confirmed && !shows_values && (in_doubt.others || in_doubt.repeated))
        verdict = {Verdict::Kind::acknowledged, "it may have answered another message"};
    mark_answered(message.id);
    if (const auto other = other_meter(campaign, target, reply)) {
        take_swapped(message, target, *other, now);
        return true;
    }
    if (message.kind == "query" && message.purpose == "work" && verdict.kind == Verdict::Kind::confirmed)
        confirm_by_query(message, campaign.dialect, wanted, target.started_at.value_or(now), now);
    take_values(campaign, message, target, wanted, reply, !in_doubt.any(), inbound);
    if (is_late) take_late_reply(message, target, verdict, now);
    else take_reply(message, target, verdict, in_doubt, now);
    return true;
}

void MeterRun::take_reply(const Message& message, const Target& target, const Verdict& verdict, const Doubt& in_doubt,
                          base::UtcTime now) {
    const auto settle = [&](Outcome outcome) {
        close_message(message, outcome, verdict.detail, now);
        if (outcome == Outcome::mismatch && message.kind == "query" && message.purpose == "work") set_again(message, now);
        advance(target, now);
    };
    const auto provisional = [&](Outcome outcome) {
        auto doubted = message;
        doubted.provisional = outcome;
        doubted.provisional_detail = verdict.detail;
        if (!doubted.due_at) doubted.due_at = now + doubt_limit;
        store_.messages.update(message, doubted);
    };
    const auto settle_unless_doubtful = [&](Outcome outcome) { in_doubt.any() ? provisional(outcome) : settle(outcome); };
    switch (verdict.kind) {
        case Verdict::Kind::confirmed:
            // A restart is believed only if nothing else can have brought these words, or the network says that it arrived: else
            // the time-out asks, or, where it does no harm to restart again, the words stand unless better ones come.
            if (message.restarts && !message.idempotent && (in_doubt.repeated || in_doubt.same_shape) && !in_doubt.arrived)
                return;
            if (message.restarts && message.idempotent && (in_doubt.repeated || in_doubt.others))
                return provisional(Outcome::confirmed);
            return settle(Outcome::confirmed);
        case Verdict::Kind::acknowledged:
            if (message.kind != "text" && (in_doubt.repeated || in_doubt.others)) return provisional(Outcome::acknowledged);
            return settle(Outcome::acknowledged);
        case Verdict::Kind::mismatch: return settle_unless_doubtful(Outcome::mismatch);
        case Verdict::Kind::rejected: return settle_unless_doubtful(Outcome::rejected);
        case Verdict::Kind::wrong_credential:
            // It may be about the password before this one.
            if (in_doubt.unanswered && target.credential_step > 0) return provisional(Outcome::rejected);
            return wrong_credential(message, target, verdict.detail, now);
        case Verdict::Kind::damaged: {
            if (message.error_retries > 0 || in_doubt.any()) return settle_unless_doubtful(Outcome::rejected);
            if (!message.idempotent) {
                close_message(message, Outcome::no_reply, verdict.detail, now);
                query_instead(message, now);
                advance(target, now);
                return;
            }
            auto again = message;
            ++again.error_retries;
            again.attempts = 0;
            plan_again(again, now);
            return;
        }
        case Verdict::Kind::unrecognised: return provisional(Outcome::unrecognised);
        case Verdict::Kind::foreign: return;
    }
}

void MeterRun::take_late_reply(const Message& message, const Target& target, const Verdict& verdict, base::UtcTime now) {
    const auto outcome = [&]() -> std::optional<Outcome> {
        switch (verdict.kind) {
            case Verdict::Kind::confirmed: return Outcome::confirmed;
            case Verdict::Kind::acknowledged:
                // A yes may be another message's: only a person takes it for what could not be read.
                return message.outcome == Outcome::unrecognised ? std::nullopt : std::optional(Outcome::acknowledged);
            case Verdict::Kind::mismatch: return Outcome::mismatch;
            case Verdict::Kind::rejected:
            case Verdict::Kind::wrong_credential:
            case Verdict::Kind::damaged: return Outcome::rejected;
            case Verdict::Kind::unrecognised: return Outcome::unrecognised;
            case Verdict::Kind::foreign: return std::nullopt;
        }
        return std::nullopt;
    }();
    if (!outcome || !store::allowed(message.outcome, *outcome)) return;
    auto late = message;
    late.late = true;
    store_.messages.update(message, late);
    close_message(late, *outcome, verdict.detail, now);
    judge_anew(message, target, "answered late", now);
}

void MeterRun::judge_anew(const Message& answered, const Target& target, const std::string& detail, base::UtcTime now) {
    if (target.state != store::TargetState::closed) {
        skip_planned_queries(answered, now);
        advance(target, now);
        return;
    }
    if (target.outcome == store::MeterOutcome::swapped) return;
    const auto& campaign = context(target.campaign);
    const auto judged =
        judge_meter(campaign.dialect, campaign.rules(), store_.messages.of_target(target.id), store_.targets.settings(target.id));
    close_target(target, judged.outcome, judged.detail.empty() ? detail : judged.detail, now);
}

// The answer has come after all: the query that was to ask for it is not needed.
void MeterRun::skip_planned_queries(const Message& answered, base::UtcTime now) {
    for (const auto& message : store_.messages.of_target(answered.target))
        if (message.kind == "query" && message.ordinal == answered.ordinal + 1 && message.outcome == Outcome::open &&
            message.submission == store::Submission::planned) {
            close_message(message, Outcome::skipped, "the answer came late", now);
            ++counts_[message.campaign].saved;
        }
}

void MeterRun::take_values(const CampaignContext& campaign, const Message& message, const Target& target,
                           const std::vector<store::TargetSetting>& settings, const meter::Reply& reply, bool trusted,
                           const store::InboundMessage& inbound) {
    const auto at = inbound.received_at;
    if (reply.kind != meter::Reply::Kind::unrecognised) store_.registers.meter_heard(target.phone, reply.serial, reply.type, at);
    if (reply.kind != meter::Reply::Kind::values) return;
    for (const auto& [name, value] : reply.values) {
        const auto found = std::ranges::find(settings, name, &store::TargetSetting::setting);
        const bool right =
            found != settings.end() && found->wanted && meter::same_value(campaign.dialect, name, *found->wanted, value);
        if (!trusted && !right) continue;
        if (found != settings.end()) {
            store_.targets.see_setting(target.id, name, value, at, inbound.id);
            if (trusted && campaign.kind == store::CampaignKind::apply && untouched(message, name))
                store_.targets.was_setting(target.id, name, value, at);
        }
        store_.registers.meter_setting(target.phone, {name, value, at, campaign.dialect.is_secret(name)}, inbound.id);
    }
}

// Nothing that this campaign sent can have changed that setting.
bool MeterRun::untouched(const Message& answered, const std::string& setting) {
    if (answered.purpose == "read") return true;
    const bool own = std::ranges::find(answered.sets, setting) != answered.sets.end();
    return !own && !store_.messages.was_sent(answered.target, setting);
}

void MeterRun::wrong_credential(const Message& message, const Target& target, const std::string& detail, base::UtcTime now) {
    const auto& first = target.credential.empty() ? context(target.campaign).options.credential : target.credential;
    if (credentials_.name_at(first, static_cast<std::size_t>(target.credential_step) + 1)) {
        auto next = target;
        ++next.credential_step;
        store_.targets.update(target, next);
        auto again = message;
        again.attempts = 0;
        plan_again(again, now);
        return;
    }
    close_message(message, Outcome::rejected, detail, now);
    block_rest(target.id, "the password is wrong", now);
    advance(target, now);
}

// A message that went unanswered, and whose value was seen differently before it in this very run, must have arrived: the
// value has changed.
void MeterRun::confirm_by_query(const Message& query, const meter::Dialect& dialect,
                                const std::vector<store::TargetSetting>& wanted, base::UtcTime started_at, base::UtcTime now) {
    for (const auto& earlier : store_.messages.of_target(query.target)) {
        if (earlier.kind != "set" || earlier.outcome != Outcome::no_reply || earlier.ordinal >= query.ordinal) continue;
        for (const auto& name : earlier.sets) {
            const auto known = store_.registers.known_setting(query.phone, name);
            const auto target = std::ranges::find(wanted, name, &store::TargetSetting::setting);
            if (!known || target == wanted.end() || !target->wanted || known->seen_at < started_at) continue;
            if (meter::same_value(dialect, name, *target->wanted, known->value)) continue;
            close_message(earlier, Outcome::confirmed, "shown by a later query", now);
            break;
        }
    }
}

}  // namespace gsmcfg::service
