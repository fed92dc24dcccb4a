#include "gsmcfg/meter/message.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/canonical.hpp"
#include "meter/dialect_data.hpp"
#include "meter/mask.hpp"

#include <algorithm>

namespace gsmcfg::meter {
namespace {

constexpr std::string_view credential_place = "{credential}";
constexpr std::string_view value_place = "{value}";

std::string replace_all(std::string_view text, std::string_view what, std::string_view by) {
    std::string result;
    for (;;) {
        const auto at = text.find(what);
        result += text.substr(0, at);
        if (at == std::string_view::npos) return result;
        result += by;
        text.remove_prefix(at + what.size());
    }
}

struct Template {
    std::string_view before;
    std::string_view after;
};

Template split_template(std::string_view text) {
    const auto at = text.find(value_place);
    if (at == std::string_view::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + value_place.size())};
}

bool fits(const Template& shape, std::string_view text) {
    return text.size() >= shape.before.size() + shape.after.size() && text.starts_with(shape.before) &&
           text.ends_with(shape.after);
}

// Until the secret's value is replaced, nothing of the text may be shown.
std::string hide_value(const Template& shape) {
    return std::string(shape.before) + std::string(mask_sign) + std::string(shape.after);
}

MessageText set_message(const Dialect& dialect, const Setting& setting, std::string_view value) {
    MessageText message;
    message.kind = MessageKind::set;
    const auto shape = split_template(setting.set);
    message.text = std::string(shape.before) + on_the_air(setting, value) + std::string(shape.after);
    message.sets = {setting.name};
    const auto* form = dialect.find_reply(setting.reply);
    message.proof = form == nullptr ? ProofKind::none : form->proof;
    if (form != nullptr) message.proves = form->proves;
    message.idempotent = setting.idempotent;
    message.restarts = setting.restarts;
    message.least_wait = setting.reply_wait;
    message.query_after = setting.query_after;
    return message;
}

}  // namespace

std::vector<MessageText> compose_set(const Dialect& dialect, const Settings& wanted, bool no_restart) {
    std::vector<MessageText> result;
    for (const auto& [name, value] : in_sending_order(dialect, wanted)) {
        const auto* setting = dialect.find(name);
        if (no_restart && setting->restarts) continue;
        result.push_back(set_message(dialect, *setting, value));
    }
    return result;
}

std::vector<MessageText> compose_query(const Dialect& dialect, const std::vector<std::string>& settings) {
    std::vector<MessageText> result;
    std::vector<std::string> shown;
    for (const auto& setting : dialect.settings()) {
        if (std::ranges::find(settings, setting.name) == settings.end() || setting.query.empty()) continue;
        if (std::ranges::find(shown, setting.name) != shown.end()) continue;
        const auto* form = dialect.find_reply(setting.reply);
        if (form == nullptr) continue;
        MessageText message;
        message.kind = MessageKind::query;
        message.text = setting.query;
        message.proves = form->proves;
        message.proof = form->proof;
        shown.insert(shown.end(), form->proves.begin(), form->proves.end());
        result.push_back(std::move(message));
    }
    return result;
}

base::Secret render(const std::string& text, const base::Secret& credential) {
    auto rendered = replace_all(text, credential_place, credential.reveal());
    base::Secret result(rendered);
    std::ranges::fill(rendered, '\0');
    return result;
}

std::string masked_text(const Dialect& dialect, const MessageText& message) {
    for (const auto& name : message.sets) {
        const auto* setting = dialect.find(name);
        if (setting != nullptr && !setting->secret) continue;
        if (setting == nullptr || !fits(split_template(setting->set), message.text)) return std::string(mask_sign);
    }
    return masked_text(dialect, message.text);
}

std::string masked_text(const Dialect& dialect, std::string_view text) {
    std::string shown(text);
    for (const auto& setting : dialect.settings()) {
        const auto shape = split_template(setting.set);
        if (!setting.secret || !fits(shape, text)) continue;
        shown = hide_value(shape);
        break;
    }
    shown = hide_secret(dialect.parsed().command_masks, shown).value_or(shown);
    return replace_all(shown, credential_place, mask_sign);
}

bool looks_like_command(const Dialect& dialect, std::string_view text) {
    const auto& command = dialect.parsed().command;
    return command && command->match_whole(valid_utf8(text));
}

std::string strip_credential(const Dialect& dialect, std::string_view text) {
    const auto& command = dialect.parsed().command;
    if (!command) return std::string(text);
    const auto captures = command->match_whole(valid_utf8(text));
    if (!captures) return std::string(text);
    const auto part = [&](std::string_view name) {
        const auto found = captures->find(name);
        return found == captures->end() ? std::string() : found->second;
    };
    return part("before") + std::string(credential_place) + part("after");
}

}  // namespace gsmcfg::meter
