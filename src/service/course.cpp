#include "course.hpp"

#include "gsmcfg/meter/value.hpp"

#include <algorithm>
#include <optional>

namespace gsmcfg::service {
namespace {

using store::CampaignKind;
using store::Message;
using store::MeterOutcome;
using store::Outcome;
using Messages = std::vector<Message>;
using Settings = std::vector<store::TargetSetting>;

bool proven_right(const meter::Dialect& dialect, const store::TargetSetting& setting) {
    return !setting.wanted || (setting.seen && meter::same_value(dialect, setting.setting, *setting.wanted, *setting.seen));
}

bool all_right(const meter::Dialect& dialect, const Settings& settings, const std::vector<std::string>& names) {
    return std::ranges::all_of(names, [&](const std::string& name) {
        const auto found = std::ranges::find(settings, name, &store::TargetSetting::setting);
        return found != settings.end() && proven_right(dialect, *found);
    });
}

// Not wanted as it was shown, or never shown though its message's proof is a value.
bool unproven(const meter::Dialect& dialect, const Messages& messages, const store::TargetSetting& setting) {
    if (proven_right(dialect, setting)) return false;
    return setting.seen || std::ranges::any_of(messages, [&](const Message& message) {
               const auto& names = message.kind == "query" ? message.proves : message.sets;
               return message.proof == "value" && std::ranges::find(names, setting.setting) != names.end();
           });
}

bool sent(const Message& message) {
    return message.outcome != Outcome::skipped && message.outcome != Outcome::blocked && message.outcome != Outcome::cancelled;
}

bool contains_all(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
    return std::ranges::all_of(wanted, [&](const auto& name) { return std::ranges::find(names, name) != names.end(); });
}

// One of them sets it or asks for it.
bool concerns(const Messages& messages, const std::string& setting) {
    return std::ranges::any_of(messages, [&](const Message& message) {
        return contains_all(message.kind == "query" ? message.proves : message.sets, {setting});
    });
}

bool is_read(const Message& message) { return message.purpose == "read"; }
bool is_verify(const Message& message) { return message.purpose == "verify"; }

// A later message asks for what this one has set, or sets (once more) what this one has set or asked for. Questions that were
// planned from the start are not meant: they say nothing of a message that went unanswered.
bool followed_up(const Messages& messages, std::size_t index) {
    const auto& first = messages[index];
    if (is_read(first) || is_verify(first)) return false;
    for (std::size_t i = index + 1; i < messages.size(); ++i) {
        const auto& later = messages[i];
        if (is_verify(later)) continue;
        if (first.kind == "set" && !first.sets.empty() &&
            contains_all(later.kind == "query" ? later.proves : later.sets, first.sets))
            return true;
        const auto asked_for = [&](const Message& earlier) { return earlier.kind == "set" && earlier.sets == later.sets; };
        if (first.kind == "query" && later.kind == "set" && contains_all(first.proves, later.sets) &&
            std::any_of(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(index), asked_for))
            return true;
    }
    return false;
}

// The query that showed the right value after this message went unanswered.
bool confirmed_by_query(const Messages& messages, std::size_t index) {
    for (std::size_t i = index + 1; i < messages.size(); ++i)
        if (messages[i].kind == "query" && !is_verify(messages[i]) && messages[i].outcome == Outcome::confirmed)
            return followed_up(messages, index);
    return false;
}

// After this message nothing more goes to the meter.
bool ends_meter(const Messages& messages, std::size_t index) {
    const auto& message = messages[index];
    switch (message.outcome) {
        case Outcome::no_reply: return !followed_up(messages, index);
        case Outcome::cancelled: return true;
        case Outcome::open:
        case Outcome::confirmed:
        case Outcome::skipped:
        case Outcome::acknowledged:
        case Outcome::rejected:
        case Outcome::mismatch:
        case Outcome::unrecognised:
        case Outcome::blocked: return false;
    }
    return false;
}

NextStep finish(MeterOutcome outcome, std::string detail) { return {NextStep::Kind::finish, 0, outcome, std::move(detail)}; }

// Its own reply was no good, but a later one of the same group shows the wanted value.
bool made_good(const meter::Dialect& dialect, const Message& message, const Settings& settings) {
    const bool doubted = message.outcome == Outcome::unrecognised || message.outcome == Outcome::mismatch;
    return doubted && message.kind == "set" && !message.restarts && !message.sets.empty() &&
           all_right(dialect, settings, message.sets);
}

bool all_blocked_after(const Messages& messages, std::size_t index) {
    return std::all_of(messages.begin() + static_cast<std::ptrdiff_t>(index) + 1, messages.end(),
                       [](const Message& message) { return message.outcome == Outcome::blocked; });
}

// The meter outcome that one failed message stands for.
std::optional<NextStep> failure_of(const meter::Dialect& dialect, const CourseRules& rules, const Messages& messages,
                                   std::size_t index, const Settings& settings) {
    const auto& message = messages[index];
    if (made_good(dialect, message, settings)) return std::nullopt;
    // What could not be read may still be set; but a wrong password will not get better.
    const bool harmless = is_read(message) && !rules.snapshot && message.outcome != Outcome::no_reply &&
                          message.outcome != Outcome::cancelled && !all_blocked_after(messages, index);
    if (harmless) return std::nullopt;
    switch (message.outcome) {
        case Outcome::rejected: return finish(MeterOutcome::rejected, message.detail);
        case Outcome::mismatch:
            if (followed_up(messages, index)) return std::nullopt;
            return finish(MeterOutcome::mismatch, message.detail);
        case Outcome::unrecognised: return finish(MeterOutcome::unrecognised, message.detail);
        case Outcome::no_reply:
            if (followed_up(messages, index)) return std::nullopt;
            if (message.delivery == store::Delivery::failed || message.delivery == store::Delivery::expired)
                return finish(MeterOutcome::undeliverable, message.detail);
            if (message.submission == store::Submission::uncertain) return finish(MeterOutcome::uncertain, message.detail);
            if (is_verify(message))
                return finish(MeterOutcome::no_reply, "all was confirmed, but after the restart it does not answer");
            return finish(MeterOutcome::no_reply, message.detail);
        case Outcome::cancelled:
            if (message.submission == store::Submission::refused || message.submission == store::Submission::not_sent)
                return finish(MeterOutcome::failed, message.detail);
            return std::nullopt;
        case Outcome::open:
        case Outcome::confirmed:
        case Outcome::skipped:
        case Outcome::acknowledged:
        case Outcome::blocked: return std::nullopt;
    }
    return std::nullopt;
}

// What is known of messages that are never answered.
std::string silent_detail(const Messages& messages) {
    bool silent = false;
    bool delivered = true;
    for (const auto& message : messages) {
        if (message.outcome != Outcome::acknowledged || message.proof != "none") continue;
        silent = true;
        delivered = delivered && message.delivery == store::Delivery::delivered;
    }
    if (!silent) return "";
    return delivered ? "delivered, not confirmed" : "sent, not confirmed";
}

NextStep judge_success(const meter::Dialect& dialect, CampaignKind kind, const Messages& messages, const Settings& settings) {
    // A yes proves no value, but what was asked after all the changes and is as wanted does.
    const bool verified =
        std::ranges::any_of(messages, [](const Message& m) { return is_verify(m) && m.outcome == Outcome::confirmed; });
    const bool any_acknowledged = std::ranges::any_of(messages, [&](const Message& m) {
        if (m.outcome != Outcome::acknowledged || m.sets.empty()) return false;
        return !verified || (!m.restarts && !all_right(dialect, settings, m.sets));
    });
    if (kind == CampaignKind::send || any_acknowledged) return finish(MeterOutcome::acknowledged, silent_detail(messages));
    for (const auto& setting : settings)
        if (unproven(dialect, messages, setting))
            return finish(MeterOutcome::mismatch,
                          setting.seen ? setting.setting + " has changed again" : setting.setting + " was never shown");
    if (kind == CampaignKind::status) return finish(MeterOutcome::confirmed, "");

    const auto changes = std::ranges::count_if(messages, [](const Message& m) { return m.kind == "set" && sent(m); });
    if (changes == 0) return finish(MeterOutcome::already_right, "");
    bool unanswered = false;
    bool asked_again = false;
    bool delivered = false;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!messages[i].restarts || !sent(messages[i])) continue;
        if (messages[i].outcome == Outcome::confirmed) return finish(MeterOutcome::confirmed, "");
        if (messages[i].outcome == Outcome::acknowledged) {
            // A restart is no setting: there is no value to see, only its acknowledgement or its delivery.
            unanswered = true;
            delivered = delivered || messages[i].proof == "ack" || messages[i].delivery == store::Delivery::delivered;
            continue;
        }
        if (!confirmed_by_query(messages, i)) continue;
        asked_again = true;
        unanswered = true;
        delivered = delivered || messages[i].delivery == store::Delivery::delivered;
    }
    if (delivered) return finish(MeterOutcome::confirmed, asked_again ? "confirmed by a query" : "");
    if (unanswered) return finish(MeterOutcome::stored, "all values are right, but nothing proves that the module restarted");
    return dialect.can_restart() ? finish(MeterOutcome::stored, "not restarted") : finish(MeterOutcome::confirmed, "");
}

}  // namespace

NextStep judge_meter(const meter::Dialect& dialect, const CourseRules& rules, const Messages& messages,
                     const Settings& settings) {
    for (std::size_t i = 0; i < messages.size(); ++i)
        if (auto failure = failure_of(dialect, rules, messages, i, settings)) return *failure;
    const auto cut_short = std::ranges::find_if(messages, [](const Message& message) {
        return message.outcome == Outcome::blocked || message.outcome == Outcome::cancelled;
    });
    if (cut_short == messages.end()) return judge_success(dialect, rules.kind, messages, settings);
    for (const auto& setting : settings)
        if (setting.seen && !proven_right(dialect, setting) && std::ranges::any_of(messages, [&](const Message& message) {
                return message.outcome == Outcome::confirmed && contains_all(message.sets, {setting.setting});
            }))
            return finish(MeterOutcome::mismatch, setting.setting + " has changed again");
    const bool begun = std::ranges::any_of(
        messages, [](const Message& message) { return message.attempts > 0 || message.outcome == Outcome::confirmed; });
    return begun ? finish(MeterOutcome::partial, "not all of its messages were sent")
                 : finish(MeterOutcome::cancelled, cut_short->detail);
}

namespace {

// Why this message is withheld though the meter answers; empty: it is not.
std::string withheld(const meter::Dialect& dialect, const CourseRules& rules, const Messages& messages, std::size_t index,
                     const Settings& settings) {
    const auto& message = messages[index];
    if (message.restarts || is_verify(message) || (rules.snapshot && message.kind == "set"))
        for (std::size_t before = 0; before < index; ++before)
            if (failure_of(dialect, rules, messages, before, settings))
                return is_read(messages[before]) ? "its old settings could not be read" : "a setting before it is not confirmed";
    // All or nothing: a meter of which one old value is missing is left alone.
    if (rules.snapshot && message.kind == "set")
        for (const auto& other : messages) {
            if (other.kind != "set" || other.restarts) continue;
            for (const auto& name : other.sets) {
                const auto setting = std::ranges::find(settings, name, &store::TargetSetting::setting);
                if (setting == settings.end() || !setting->was) return "the old value of " + name + " is not known";
            }
        }
    if (!message.restarts) return "";
    const Messages earlier(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(index));
    for (const auto& setting : settings) {
        if (contains_all(message.sets, {setting.setting}) || !concerns(earlier, setting.setting)) continue;
        if (unproven(dialect, earlier, setting)) return setting.setting + " is not confirmed";
    }
    return "";
}

bool changed_before(const Messages& messages, std::size_t index) {
    return std::any_of(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(index),
                       [](const Message& before) { return before.kind == "set" && sent(before); });
}

}  // namespace

NextStep next_step(const meter::Dialect& dialect, const CourseRules& rules, const Messages& messages, const Settings& settings) {
    bool ended = false;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto& message = messages[i];
        if (message.outcome != Outcome::open) {
            ended = ended || ends_meter(messages, i);
            continue;
        }
        if (ended) return {NextStep::Kind::block, i, {}, "the meter did not answer before"};
        if (message.due_at || message.submission != store::Submission::planned) return {NextStep::Kind::wait, i, {}, ""};
        const bool right = message.kind == "set" && all_right(dialect, settings, message.sets);
        if (right && !message.restarts && !message.sets.empty())
            return {NextStep::Kind::skip, i, {}, "shown by an earlier reply"};
        if (auto why = withheld(dialect, rules, messages, i, settings); !why.empty())
            return {NextStep::Kind::block, i, {}, std::move(why)};
        if (((right && message.restarts) || is_verify(message)) && !changed_before(messages, i))
            return {NextStep::Kind::skip, i, {}, "nothing was changed"};
        return {NextStep::Kind::activate, i, {}, ""};
    }
    return judge_meter(dialect, rules, messages, settings);
}

}  // namespace gsmcfg::service
