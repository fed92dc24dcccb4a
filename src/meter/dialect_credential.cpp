#include "meter/dialect_credential.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/value.hpp"
#include "meter/dialect_data.hpp"
#include "meter/message_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gsmcfg::meter {
namespace {

std::string quoted(std::string_view text) { return "\"" + base::escape_control(text.substr(0, 120)) + "\""; }

// Texts of `length` that together hold all of `characters`.
std::vector<std::string> pieces(std::string_view characters, std::size_t length) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < characters.size(); i += length) {
        std::string piece;
        for (std::size_t k = 0; k < length; ++k) piece += characters[(i + k) % characters.size()];
        result.push_back(std::move(piece));
    }
    return result;
}

std::vector<std::string> sample_logins(const Dialect::Parsed& data) {
    auto login_characters = data.credential_characters;
    std::erase(login_characters, login_separator);
    const auto length = (data.credential_max_length - 1) / 2;
    const auto logins = pieces(login_characters, length);
    const auto passwords = pieces(data.credential_characters, length);
    std::vector<std::string> result;
    for (std::size_t i = 0; i < std::max(logins.size(), passwords.size()); ++i)
        result.push_back(logins[i % logins.size()] + login_separator + passwords[(i + 1) % passwords.size()]);
    result.push_back(fmt::format("{}{}{}", login_characters.front(), login_separator, data.credential_characters.back()));
    if (data.credential_may_be_empty) result.emplace_back(1, login_separator);
    return result;
}

// The text as it is when the credential has been taken out.
std::string with_credential_place(std::string_view text) {
    auto begin = std::string_view::npos;
    std::size_t end = 0;
    for (const auto place : {credential_place, login_place, password_place})
        if (const auto at = text.find(place); at != std::string_view::npos) {
            begin = std::min(begin, at);
            end = std::max(end, at + place.size());
        }
    if (begin == std::string_view::npos) return std::string(text);
    return fmt::format("{}{}{}", text.substr(0, begin), credential_place, text.substr(end));
}

std::string sample_text(const Dialect& dialect, const Setting& setting) {
    for (const auto* word : {"a", "A", "1"})
        if (auto value = canonical_value(dialect, setting.name, word)) return std::move(*value);
    return "a";
}

std::vector<std::string> sample_values(const Dialect& dialect, const Setting& setting) {
    std::vector<std::string> result;
    if (setting.default_value) result.push_back(*setting.default_value);
    if (setting.empty) result.emplace_back();
    switch (setting.kind) {
        case ValueKind::number: result.push_back(std::to_string(setting.greatest)); break;
        case ValueKind::choice:
            for (const auto& choice : setting.choices) result.push_back(choice.value);
            break;
        case ValueKind::host:
        case ValueKind::text: result.push_back(sample_text(dialect, setting)); break;
    }
    return result;
}

// All settings together, each alone with each of its samples, with a restart and without; and every query.
std::set<std::string> own_messages(const Dialect& dialect) {
    std::set<std::string> texts;
    const auto add = [&](const std::vector<MessageText>& messages) {
        for (const auto& message : messages)
            if (wants_credential(message.text)) texts.insert(message.text);
    };
    Settings all;
    for (const auto& setting : dialect.settings()) {
        add(compose_query(dialect, {setting.name}));
        if (!setting.can_set) continue;
        for (const auto& value : sample_values(dialect, setting))
            for (const bool no_restart : {false, true}) add(compose_set(dialect, {{setting.name, value}}, no_restart));
        all.emplace_back(setting.name, sample_values(dialect, setting).front());
    }
    for (const bool no_restart : {false, true}) add(compose_set(dialect, all, no_restart));
    add(compose_query(dialect, dialect.setting_names()));
    return texts;
}

// One complaint a message is enough.
void check_message(const DialectProblems& problems, const std::string& text, const std::vector<std::string>& credentials) {
    const auto& dialect = problems.dialect();
    const auto wanted = with_credential_place(text);
    for (const auto& credential : credentials) {
        const auto sent = render(text, base::Secret(credential)).reveal();
        if (!looks_like_command(dialect, sent))
            return problems.complain("command", fmt::format("[command] does not know the message {}", quoted(sent)));
        if (const auto stripped = strip_credential(dialect, sent); stripped != wanted)
            return problems.complain("command", fmt::format("[command] takes more or less than the password out of the message "
                                                            "{}: {} is left",
                                                            quoted(sent), quoted(stripped)));
    }
}

}  // namespace

std::vector<std::string> sample_credentials(const Dialect& dialect) {
    const auto& data = dialect.parsed();
    std::vector<std::string> result;
    if (!data.factory_credential.empty()) result.push_back(data.factory_credential);
    if (data.login) {
        auto logins = sample_logins(data);
        result.insert(result.end(), logins.begin(), logins.end());
        return result;
    }
    for (auto& piece : pieces(data.credential_characters, data.credential_max_length)) result.push_back(std::move(piece));
    result.push_back(pieces(data.credential_characters, data.credential_min_length).back());
    if (data.credential_may_be_empty) result.emplace_back();
    return result;
}

void check_own_messages(const DialectProblems& problems) {
    const auto& dialect = problems.dialect();
    if (!dialect.needs_credential()) return;
    const auto& data = dialect.parsed();
    if (!data.command)
        return problems.complain("credential", "there is a [credential], but no [command] says how a text with one looks");
    if (!data.factory_credential.empty())
        if (const auto fault = dialect.credential_fault(dialect.factory_credential()))
            problems.complain("credential", "the factory's password is refused: " + *fault);
    const auto texts = own_messages(dialect);
    if (texts.empty()) problems.complain("credential", "there is a [credential], but no text holds it");
    const auto credentials = sample_credentials(dialect);
    for (const auto& text : texts) check_message(problems, text, credentials);
}

}  // namespace gsmcfg::meter
