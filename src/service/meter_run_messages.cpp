// The part of MeterRun that makes a meter's messages: when it begins, and the query that an unanswered one brings.
#include "meter_run.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/course_messages.hpp"
#include "gsmcfg/meter/message.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using store::Message;
using store::Target;

// Room between a meter's messages for the queries and repetitions that an unanswered one brings.
constexpr std::int64_t ordinal_step = 100;
// A module that restarts is back after a minute.
constexpr std::chrono::seconds least_settling{60};

Message blank(const CampaignContext& context, const Target& target, std::int64_t ordinal) {
    Message message;
    message.campaign = context.id;
    message.target = target.id;
    message.ordinal = ordinal;
    message.phone = target.phone;
    message.imsi = target.imsi;
    return message;
}

Message planned(const CampaignContext& context, const Target& target, const meter::MessageText& text, std::int64_t ordinal) {
    auto message = blank(context, target, ordinal);
    message.kind = text.kind == meter::MessageKind::query ? "query" : "set";
    message.text = text.text;
    message.proof = std::string(meter::name(text.proof));
    message.idempotent = text.idempotent;
    message.restarts = text.restarts;
    message.least_wait = text.least_wait;
    message.query_after = text.query_after;
    message.sets = text.sets;
    message.proves = text.proves;
    return message;
}

Message free_text(const CampaignContext& context, const Target& target) {
    auto message = blank(context, target, ordinal_step);
    message.kind = "text";
    message.text = context.options.text;
    message.proof = context.options.one_way ? "none" : "ack";
    message.idempotent = context.options.attempts > 1;  // sent again only because the user said so
    return message;
}

// The campaign's values with the meter's own in their places.
std::vector<std::pair<std::string, std::optional<std::string>>> wanted_of(const CampaignContext& context, const Target& target) {
    auto wanted = context.settings;
    if (target.overrides.empty()) return wanted;
    const auto overrides = base::Json::parse(target.overrides);
    if (!overrides) throw store::DatabaseError("meter " + target.phone + ": its overrides can't be read");
    const auto& only = context.options.only;
    for (const auto& name : overrides->keys()) {
        if (!only.empty() && std::ranges::find(only, name) == only.end()) continue;
        const auto value = overrides->at(name).string();
        const auto found = std::ranges::find(wanted, name, &std::pair<std::string, std::optional<std::string>>::first);
        if (found != wanted.end()) found->second = value;
        else wanted.emplace_back(name, value);
    }
    return wanted;
}

}  // namespace

std::vector<Message> MeterRun::compose(const CampaignContext& context, const Target& target) {
    if (context.kind == store::CampaignKind::send) return {free_text(context, target)};
    const auto wanted = wanted_of(context, target);
    std::vector<Message> messages;
    const auto add = [&](const meter::MessageText& text, meter::Purpose purpose) {
        messages.push_back(planned(context, target, text, static_cast<std::int64_t>(messages.size() + 1) * ordinal_step));
        messages.back().purpose = meter::name(purpose);
    };
    if (context.kind == store::CampaignKind::status) {
        std::vector<std::string> names;
        for (const auto& [setting, value] : wanted) names.push_back(setting);
        for (const auto& text : meter::compose_query(context.dialect, names)) add(text, meter::Purpose::work);
        return messages;
    }
    meter::Settings settings;
    for (const auto& [setting, value] : wanted)
        if (value) settings.emplace_back(setting, *value);
    const auto& options = context.options;
    const meter::CourseOptions course{options.no_restart, options.read_first || options.snapshot, options.verify,
                                      options.one_way};
    std::chrono::seconds settling{0};
    for (const auto& [text, purpose] : meter::compose_course(context.dialect, settings, course)) {
        add(text, purpose);
        if (text.restarts) settling = std::max(settling, std::max(text.query_after, least_settling));
        // The first question after a restart waits until the module is back; the others follow its answer.
        if (purpose == meter::Purpose::verify) messages.back().query_after = std::exchange(settling, {});
    }
    return messages;
}

std::int64_t MeterRun::messages_needed(const Target& target) {
    return static_cast<std::int64_t>(compose(context(target.campaign), target).size());
}

bool MeterRun::start(const Target& waiting, const std::string& imsi, base::UtcTime now) {
    if (const auto until = store_.messages.foreign_validity(waiting.phone, waiting.id); until && *until > now) {
        auto later = waiting;
        later.not_before = *until;
        store_.targets.update(waiting, later);
        return false;
    }
    auto target = waiting;
    target.state = store::TargetState::open;
    target.outcome = store::MeterOutcome::partial;
    target.imsi = imsi;
    target.started_at = now;
    store_.targets.update(waiting, target);
    store_.registers.meter_listed(target.phone, target.label, target.credential);

    const auto& campaign = context(target.campaign);
    const auto messages = compose(campaign, target);
    const auto concerned = [&](const std::string& name) {
        return std::ranges::any_of(messages, [&](const Message& message) {
            const auto& names = message.kind == "query" ? message.proves : message.sets;
            return std::ranges::find(names, name) != names.end();
        });
    };
    for (const auto& [name, value] : wanted_of(campaign, target))
        if (concerned(name)) {
            store::TargetSetting setting{name, value, {}, {}, {}, {}, {}};
            if (const auto known = store_.registers.known_setting(target.phone, name)) {
                setting.was = known->value;
                setting.was_at = known->seen_at;
            }
            store_.targets.add_setting(target.id, setting);
        }
    for (const auto& message : messages) store_.messages.add(message);
    advance(target, now);
    return true;
}

void MeterRun::query_instead(const Message& given, base::UtcTime now) {
    auto unanswered = given;
    store_.messages.settings_of(unanswered);
    const auto& campaign = context(given.campaign);
    const auto texts = meter::compose_query(campaign.dialect, unanswered.sets);
    if (texts.empty()) return;
    const auto last = store_.messages.last_attempt(given.id);
    const auto sent_at = last ? last->submitting_at : now;
    auto query = planned(campaign, target_of(given), texts.front(), given.ordinal + 1);
    query.due_at = std::max(now, sent_at + given.query_after);
    store_.messages.add(query);
}

}  // namespace gsmcfg::service
