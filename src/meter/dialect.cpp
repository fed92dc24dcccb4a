#include "gsmcfg/meter/dialect.hpp"

#include "gsmcfg/base/embedded.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/value.hpp"
#include "meter/dialect_check.hpp"
#include "meter/dialect_data.hpp"
#include "meter/dialect_reader.hpp"
#include "meter/message_template.hpp"
#include "meter/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::embedded::dialects {

std::span<const base::EmbeddedFile> files();

}  // namespace gsmcfg::embedded::dialects

namespace gsmcfg::meter {
namespace {

constexpr std::string_view extension = ".toml";

}  // namespace

std::string_view name(ProofKind kind) {
    switch (kind) {
        case ProofKind::value: return "value";
        case ProofKind::ack: return "ack";
        case ProofKind::count: return "count";
        case ProofKind::none: return "none";
    }
    return "";
}

std::string_view name(ErrorClass error_class) {
    switch (error_class) {
        case ErrorClass::retry_once: return "retry_once";
        case ErrorClass::wrong_credential: return "wrong_credential";
        case ErrorClass::permanent: return "permanent";
    }
    return "";
}

std::string_view name(ValueKind kind) {
    switch (kind) {
        case ValueKind::text: return "text";
        case ValueKind::number: return "number";
        case ValueKind::choice: return "choice";
        case ValueKind::host: return "host";
    }
    return "";
}

base::Result<Dialect> Dialect::parse(std::string_view text, std::string source) {
    std::vector<base::Error> problems;
    auto data = read_dialect(text, source, problems);
    if (problems.empty()) {
        Dialect dialect(std::move(data));
        check_consistency(dialect, source, problems);
        if (problems.empty()) return dialect;
    }
    auto first = problems.front();
    for (std::size_t i = 1; i < problems.size(); ++i) first.detail += "\n" + problems[i].message();
    return base::fail(std::move(first));
}

std::vector<base::Error> Dialect::check(std::string_view text, std::string source) {
    std::vector<base::Error> problems;
    auto data = read_dialect(text, source, problems);
    if (problems.empty()) check_consistency(Dialect(std::move(data)), source, problems);
    return problems;
}

const std::string& Dialect::name() const { return parsed_->name; }
const std::string& Dialect::title() const { return parsed_->title; }
const std::string& Dialect::text() const { return parsed_->text; }
const std::string& Dialect::hash() const { return parsed_->hash; }
const std::string& Dialect::source() const { return parsed_->source; }
const std::vector<std::string>& Dialect::unverified() const { return parsed_->unverified; }
bool Dialect::experimental() const { return parsed_->experimental; }
bool Dialect::master_sim() const { return parsed_->master_sim; }
const std::vector<Setting>& Dialect::settings() const { return parsed_->settings; }
const std::vector<ReplyForm>& Dialect::replies() const { return parsed_->replies; }
const std::vector<ErrorCodeWords>& Dialect::errors() const { return parsed_->errors; }
const std::vector<Frame>& Dialect::frames() const { return parsed_->frames; }
const std::optional<Restart>& Dialect::restart() const { return parsed_->restart; }
bool Dialect::needs_credential() const { return parsed_->credential_used; }
bool Dialect::has_login() const { return parsed_->login; }
const std::vector<Rule>& Dialect::rules() const { return parsed_->rules; }
std::chrono::seconds Dialect::reply_wait() const { return parsed_->reply_wait; }
const std::string& Dialect::factory_credential_name() const { return parsed_->credential_name; }
base::Secret Dialect::factory_credential() const { return base::Secret(parsed_->factory_credential); }
std::size_t Dialect::max_length() const { return parsed_->max_length; }

std::vector<std::string> Dialect::setting_names() const {
    std::vector<std::string> result;
    for (const auto& setting : parsed_->settings) result.push_back(setting.name);
    return result;
}

const Setting* Dialect::find(std::string_view setting) const {
    const auto found = std::ranges::find(parsed_->settings, setting, &Setting::name);
    return found == parsed_->settings.end() ? nullptr : &*found;
}

bool Dialect::is_secret(std::string_view setting) const {
    const auto* found = find(setting);
    return found != nullptr && found->secret;
}

const Frame* Dialect::find_frame(std::string_view frame) const {
    const auto found = std::ranges::find(parsed_->frames, frame, &Frame::name);
    return found == parsed_->frames.end() ? nullptr : &*found;
}

bool Dialect::can_restart() const {
    return parsed_->restart || std::ranges::any_of(parsed_->settings, &Setting::restarts) ||
           std::ranges::any_of(parsed_->frames, [](const Frame& frame) { return !frame.closing.empty(); });
}

const ReplyForm* Dialect::find_reply(std::string_view reply) const {
    const auto found = std::ranges::find(parsed_->replies, reply, &ReplyForm::name);
    return found == parsed_->replies.end() ? nullptr : &*found;
}

const ErrorCodeWords* Dialect::find_error(int code) const {
    const auto found = std::ranges::find(parsed_->errors, std::optional(code), &ErrorCodeWords::code);
    return found == parsed_->errors.end() ? nullptr : &*found;
}

bool Dialect::has_character(char32_t c) const {
    return std::ranges::binary_search(parsed_->characters, c) || std::ranges::binary_search(parsed_->double_characters, c);
}

std::size_t Dialect::length(std::string_view utf8) const {
    std::size_t result = 0;
    for (const char32_t c : base::to_code_points(utf8))
        result += std::ranges::binary_search(parsed_->double_characters, c) ? 2 : 1;
    return result;
}

std::optional<std::string> Dialect::credential_fault(const base::Secret& credential) const {
    const std::string_view text = credential.reveal();
    if (parsed_->login && text.find(login_separator) == std::string_view::npos)
        return "a login and a password are wanted, as LOGIN:PASSWORD";
    const auto colon = parsed_->login ? text.find(login_separator) : std::string_view::npos;
    if (!parsed_->credential_may_be_empty && colon != std::string_view::npos && (colon == 0 || colon + 1 == text.size()))
        return colon == 0 ? "the login is empty" : "the password is empty";
    if (text.empty())
        return parsed_->credential_may_be_empty ? std::nullopt : std::optional<std::string>("the password is empty");
    if (text.size() < parsed_->credential_min_length)
        return fmt::format("the password is shorter than {} characters", parsed_->credential_min_length);
    if (text.size() > parsed_->credential_max_length)
        return fmt::format("the password is longer than {} characters", parsed_->credential_max_length);
    if (!std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; }))
        return "the password holds a character other than printable ASCII without space";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == colon || parsed_->credential_characters.find(text[i]) != std::string::npos) continue;
        if (parsed_->credential_forbidden.find(static_cast<char32_t>(text[i])) != std::u32string::npos)
            return "the password holds a character that the device takes for a separator";
        return "the password holds a character that this device's passwords don't have";
    }
    return std::nullopt;
}

base::Result<Dialect> find_embedded(std::string_view wanted) {
    for (const auto& file : embedded::dialects::files())
        if (file.name.substr(0, file.name.size() - extension.size()) == wanted)
            return Dialect::parse(file.text, std::string(file.name));
    return base::fail(base::ErrorCode::not_found, std::string(wanted), unknown_word("the dialect", wanted, embedded_names()));
}

std::vector<std::string> embedded_names() {
    std::vector<std::string> result;
    for (const auto& file : embedded::dialects::files())
        result.emplace_back(file.name.substr(0, file.name.size() - extension.size()));
    std::ranges::sort(result);
    return result;
}

}  // namespace gsmcfg::meter
