#include "gsmcfg/report/cause.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::report {
namespace {

class Commands {
public:
    Commands(store::Id campaign, const std::string& phone) : campaign_(campaign), phone_(phone) {}

    [[nodiscard]] std::string show() const { return fmt::format("gsmcfg campaign show {} --phone {}", campaign_, phone_); }
    [[nodiscard]] std::string retry_failed() const { return fmt::format("gsmcfg campaign retry {} --failed", campaign_); }
    [[nodiscard]] std::string retry_silent() const { return fmt::format("gsmcfg campaign retry {} --no-reply", campaign_); }
    [[nodiscard]] std::string resume() const { return fmt::format("gsmcfg campaign resume {}", campaign_); }
    [[nodiscard]] std::string status() const { return fmt::format("gsmcfg status {}", phone_); }

private:
    store::Id campaign_;
    const std::string& phone_;
};

Cause silence(const Evidence& evidence, const Commands& commands) {
    if (evidence.delivered)
        return {"delivered, no answer: wrong password, its SIM may not send SMS, or its message storage is full",
                "check the password, and that its SIM's tariff has outgoing SMS",
                {commands.show(), commands.retry_silent()}};
    if (evidence.reports)
        return {"no delivery report: switched off or out of reach", "check power, antenna and number", {commands.retry_silent()}};
    return {
        evidence.reports_asked ? "no reply (our SIM gets no delivery reports)" : "no reply (no delivery reports were asked for)",
        "check power, antenna, number and password, and that its SIM may receive and send SMS",
        {commands.retry_silent()}};
}

// "error 0x02 (probable): wrong password" → 2.
std::optional<int> error_code(std::string_view detail) {
    const auto at = detail.find(" 0x");
    if (!detail.starts_with("error") || at == std::string_view::npos) return std::nullopt;
    int code = 0;
    const auto* const begin = detail.data() + at + 3;
    const auto [end, error] = std::from_chars(begin, detail.data() + detail.size(), code, 16);
    return error == std::errc() && end != begin ? std::optional(code) : std::nullopt;
}

const meter::ErrorCodeWords* error_named(const meter::Dialect& dialect, std::string_view detail) {
    if (const auto code = error_code(detail)) return dialect.find_error(*code);
    for (const auto& error : dialect.errors())
        if (!error.words.empty() && detail.ends_with(": " + error.words)) return &error;
    return nullptr;
}

Cause refusal(const Evidence& evidence, const meter::Dialect& dialect, const Commands& commands) {
    std::vector<std::string> next;
    if (const auto code = error_code(evidence.detail))
        next.push_back(fmt::format("gsmcfg explain error 0x{:02x}{}", *code,
                                   dialect.name() == meter::default_dialect ? "" : " --dialect " + dialect.name()));
    else next.push_back(commands.show());
    next.push_back(commands.retry_failed());
    const auto* const error = error_named(dialect, evidence.detail);
    if (error != nullptr && error->error_class == meter::ErrorClass::wrong_credential)
        return {"refused: wrong password", "correct the password, or name alternatives in the configuration", std::move(next)};
    auto words = "refused: " + (evidence.detail.empty() ? std::string("the meter gave an error") : evidence.detail);
    return {std::move(words), error != nullptr && !error->advice.empty() ? error->advice : "correct the setting it refuses",
            std::move(next)};
}

Cause difference(const Evidence& evidence, const Commands& commands) {
    if (evidence.kind == store::CampaignKind::status)
        return {"differs from what is expected",
                "compare the values; apply the profile where it is the meter that is wrong",
                {commands.show()}};
    return {"shows another value than was sent",
            "compare the values; if it stays after another try, the operator alters the texts or the firmware is another one",
            {commands.show(), commands.retry_failed()}};
}

Cause unsendable(const Evidence& evidence, const Commands& commands) {
    if (evidence.cms)
        return {fmt::format("could not be sent: the network or modem said CMS {}", *evidence.cms),
                "look up the error",
                {fmt::format("gsmcfg explain cms {}", *evidence.cms), commands.retry_failed()}};
    if (evidence.cme)
        return {fmt::format("could not be sent: the modem said CME {}", *evidence.cme),
                "look up the error",
                {fmt::format("gsmcfg explain cme {}", *evidence.cme), commands.retry_failed()}};
    return {"could not be sent", "look at the error and at the modem", {commands.show(), "gsmcfg modem check"}};
}

Cause unfinished(const Evidence& evidence, const Commands& commands) {
    const bool over = evidence.state == store::CampaignState::cancelled || evidence.state == store::CampaignState::finished;
    const bool begun = evidence.outcome == store::MeterOutcome::partial;
    std::string words = begun ? (over ? "begun and given up" : "begun and not finished") : "not begun";
    if (over)
        return {
            std::move(words), begun ? "some settings may have been changed: try again" : "try again", {commands.retry_failed()}};
    return {std::move(words), "go on with the campaign", {commands.resume()}};
}

}  // namespace

std::string Cause::next_step() const {
    auto text = advice;
    for (const auto& command : commands) text += (text.empty() ? "" : "; ") + command;
    return text;
}

Cause cause_of(const Evidence& evidence, const meter::Dialect& dialect, store::Id campaign, const std::string& phone) {
    const Commands commands(campaign, phone);
    switch (evidence.outcome) {
        case store::MeterOutcome::confirmed:
        case store::MeterOutcome::already_right: return {};
        case store::MeterOutcome::stored:
            return {"stored, and nothing proves that the module restarted",
                    "it takes the new settings at its next start; see whether it is online",
                    {commands.show(), commands.retry_failed()}};
        case store::MeterOutcome::acknowledged:
            return {"answered or sent, and no value is proven", "ask for the values", {commands.status()}};
        case store::MeterOutcome::rejected: return refusal(evidence, dialect, commands);
        case store::MeterOutcome::mismatch: return difference(evidence, commands);
        case store::MeterOutcome::unrecognised:
            return {"a reply could not be understood",
                    "read it; it can be assigned by hand, or the values asked for again",
                    {commands.show(), "gsmcfg inbox list", commands.status()}};
        case store::MeterOutcome::no_reply: return silence(evidence, commands);
        case store::MeterOutcome::undeliverable:
            return {"the network could not deliver: off for long, out of reach, or no such number",
                    "check the number, its SIM and tariff, power and antenna",
                    {commands.retry_failed()}};
        case store::MeterOutcome::swapped:
            return {"another meter answers on this number",
                    "find out which meter has this SIM, and correct the list; nothing more was sent to it",
                    {commands.show()}};
        case store::MeterOutcome::uncertain:
            return {"not known whether it was sent", "ask for the values before anything is sent again", {commands.status()}};
        case store::MeterOutcome::failed: return unsendable(evidence, commands);
        case store::MeterOutcome::partial:
        case store::MeterOutcome::pending: return unfinished(evidence, commands);
        case store::MeterOutcome::cancelled: return {"given up by a person", "", {commands.retry_failed()}};
    }
    return {};
}

}  // namespace gsmcfg::report
