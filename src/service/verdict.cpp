#include "verdict.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

meter::MessageText text_of(const store::Message& message) {
    meter::MessageText text;
    text.kind = message.kind == "query" ? meter::MessageKind::query : meter::MessageKind::set;
    text.text = message.text;
    text.sets = message.sets;
    text.proves = message.proves;
    for (const auto proof : {meter::ProofKind::value, meter::ProofKind::ack, meter::ProofKind::count, meter::ProofKind::none})
        if (meter::name(proof) == message.proof) text.proof = proof;
    text.idempotent = message.idempotent;
    text.restarts = message.restarts;
    return text;
}

Verdict judge_error(const meter::ReplyError& error) {
    const auto code = error.code ? fmt::format(" 0x{:02x}", *error.code) : std::string();
    const auto detail = fmt::format("error{}{}: {}", code, error.probable ? " (probable)" : "", error.words);
    switch (error.error_class) {
        case meter::ErrorClass::wrong_credential: return {Verdict::Kind::wrong_credential, detail};
        case meter::ErrorClass::retry_once: return {Verdict::Kind::damaged, detail};
        case meter::ErrorClass::permanent: return {Verdict::Kind::rejected, detail};
    }
    return {Verdict::Kind::rejected, detail};
}

Verdict judge_values(const meter::Dialect& dialect, const store::Message& message,
                     const std::vector<store::TargetSetting>& wanted, const meter::Reply& reply) {
    const auto& relevant = message.kind == "query" ? message.proves : message.sets;
    std::string differences;
    for (const auto& name : relevant)
        if (!reply.values.contains(name))
            differences += fmt::format("{}{} is not in the reply", differences.empty() ? "" : "; ", name);
    for (const auto& setting : wanted) {
        const auto seen = reply.values.find(setting.setting);
        if (!setting.wanted || seen == reply.values.end()) continue;
        if (std::ranges::find(relevant, setting.setting) == relevant.end()) continue;
        if (meter::same_value(dialect, setting.setting, *setting.wanted, seen->second)) continue;
        const auto shown = [&](const std::string& value) {
            return base::escape_control(meter::masked_value(dialect, setting.setting, value));
        };
        differences += fmt::format("{}{} is \"{}\", wanted \"{}\"", differences.empty() ? "" : "; ", setting.setting,
                                   shown(seen->second), shown(*setting.wanted));
    }
    if (differences.empty()) return {Verdict::Kind::confirmed, ""};
    return {Verdict::Kind::mismatch, differences};
}

}  // namespace

Verdict judge(const meter::Dialect& dialect, const store::Message& message, const std::vector<store::TargetSetting>& wanted,
              const meter::Reply& reply) {
    if (message.kind == "text") {
        if (reply.error) return judge_error(*reply.error);
        return {Verdict::Kind::acknowledged, ""};
    }
    switch (reply.kind) {
        case meter::Reply::Kind::error: return judge_error(*reply.error);
        case meter::Reply::Kind::unrecognised: return {Verdict::Kind::unrecognised, reply.reason};
        case meter::Reply::Kind::values:
        case meter::Reply::Kind::acknowledged:
        case meter::Reply::Kind::count: break;
    }
    if (!meter::shape_fits(dialect, text_of(message), reply)) return {Verdict::Kind::foreign, "not a reply to this message"};
    if (reply.kind == meter::Reply::Kind::acknowledged) return {Verdict::Kind::acknowledged, ""};
    if (reply.kind == meter::Reply::Kind::count) {
        const auto* form = dialect.find_reply(reply.form);
        const auto extra = form == nullptr ? 0 : form->count_extra;
        const auto taken = reply.count.value_or(0) - extra;
        if (taken == static_cast<int>(message.sets.size())) return {Verdict::Kind::confirmed, ""};
        return {Verdict::Kind::mismatch, fmt::format("the device has taken {} of {} settings, and does not say which",
                                                     std::max(0, taken), message.sets.size())};
    }
    return judge_values(dialect, message, wanted, reply);
}

}  // namespace gsmcfg::service
