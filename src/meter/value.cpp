#include "gsmcfg/meter/value.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"
#include "meter/canonical.hpp"
#include "meter/dialect_data.hpp"
#include "meter/fold_case.hpp"
#include "meter/message_template.hpp"
#include "meter/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

constexpr std::string_view empty_sign = "-";
constexpr std::string_view mask = "***";

std::string_view without_zeros(std::string_view digits) {
    const auto first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? digits.substr(digits.size() - 1) : digits.substr(first);
}

std::optional<std::int64_t> to_number(std::string_view digits) {
    std::int64_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, failure] = std::from_chars(digits.data(), end, value);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

std::string character_name(char32_t c, bool secret) {
    if (c == U',') return "a comma";
    if (c == U' ') return "a space";
    const bool invisible = c < 0x21 || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x206F) || c == 0xFEFF || c == 0xFFFD;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return fmt::format("a control character (U+{:04X})", static_cast<std::uint32_t>(c));
    if (secret) return "a character that an SMS in the GSM alphabet can't carry";
    if (invisible) return fmt::format("the character U+{:04X}", static_cast<std::uint32_t>(c));
    return fmt::format("'{}' (U+{:04X})", base::to_utf8(std::u32string(1, c)), static_cast<std::uint32_t>(c));
}

std::optional<std::string> character_fault(const Dialect& dialect, const Setting& setting, std::string_view text) {
    std::size_t position = 0;
    for (const char32_t c : base::to_code_points(text)) {
        ++position;
        const bool forbidden = std::ranges::binary_search(dialect.parsed().forbidden, c);
        if (!forbidden && dialect.has_character(c)) continue;
        return fmt::format("holds {} at position {}, which {}", character_name(c, setting.secret), position,
                           forbidden ? "the device takes for a separator" : "its messages can't carry");
    }
    for (const auto place : {credential_place, login_place, password_place})
        if (text.find(place) != std::string_view::npos) return fmt::format("holds {}, which stands for the password", place);
    return std::nullopt;
}

std::optional<std::string> length_fault(const Dialect& dialect, const Setting& setting, std::string_view text) {
    const auto length = base::to_code_points(text).size();
    if (length > setting.max_length) return fmt::format("has {} characters; at most {} are allowed", length, setting.max_length);
    if (length_around_value(dialect, setting) + dialect.length(escaped(dialect, text)) > dialect.max_length())
        return "does not fit into one SMS";
    return std::nullopt;
}

// A value that the device would take for a word of its own.
std::optional<std::string> token_fault(const Dialect& dialect, const Setting& setting, std::string_view text) {
    if (setting.empty && base::trim(text) == base::trim(*setting.empty))
        return fmt::format("is '{}', which the device takes for an empty value", text);
    const auto* frame = dialect.find_frame(setting.frame);
    const auto written = escaped(dialect, text);
    const auto placed = [&] { return fill(frame->item, {{id_place, setting.id}, {value_place, written}}); };
    if (frame != nullptr && frame->keep && (text == *frame->keep || placed() == *frame->keep))
        return fmt::format("is '{}', which the device takes for 'leave it as it is'", text);
    return std::nullopt;
}

std::optional<std::string> address_fault(const std::vector<std::string_view>& parts) {
    constexpr std::int64_t greatest_octet = 255;
    if (parts.size() != 4) return "an IPv4 address has four numbers";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!base::all_digits(parts[i])) return "an IPv4 address has numbers only";
        if (parts[i].size() > 1 && parts[i].starts_with('0')) return "a number in an IPv4 address has no leading zero";
        const auto octet = parts[i].size() > 3 ? std::nullopt : to_number(parts[i]);
        if (!octet || *octet > greatest_octet) return fmt::format("number {} of the IPv4 address is above 255", i + 1);
        if (i == 0 && *octet == 0) return "the first number of an IPv4 address is 1 to 255";
    }
    return std::nullopt;
}

// Host names by RFC 1123 §2.1.
std::optional<std::string> host_fault(std::string_view text) {
    constexpr std::size_t longest_label = 63;
    const auto labels = base::split(text, '.');
    if (base::all_digits(labels.back())) return address_fault(labels);
    std::size_t position = 0;
    for (const auto label : labels) {
        if (label.empty()) return fmt::format("has an empty part at position {}", position + 1);
        if (label.size() > longest_label) return "has a part of more than 63 characters";
        if (label.starts_with('-') || label.ends_with('-')) return fmt::format("'{}' begins or ends with -", label);
        for (const char c : label) {
            ++position;
            if (!base::is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-')
                return fmt::format("holds '{}' at position {}; a host name has letters, digits, - and . only",
                                   static_cast<unsigned char>(c) < 0x80 ? std::string(1, c) : std::string("?"), position);
        }
        ++position;
    }
    return std::nullopt;
}

base::Result<std::string> canonical_number(const Setting& setting, std::string_view text) {
    const auto refuse = [&](std::string why) { return base::fail(ErrorCode::invalid_argument, setting.name, std::move(why)); };
    const auto limits = fmt::format("{} to {}", setting.least, setting.greatest);
    if (!base::all_digits(text))
        return refuse(fmt::format("'{}' is no whole number; allowed are {}", base::escape_control(text.substr(0, 40)), limits));
    const auto bare = without_zeros(text);
    const auto value = to_number(bare);
    if (!value || *value < setting.least || *value > setting.greatest)
        return refuse(fmt::format("{} is outside {}", bare.substr(0, 20), limits));
    return std::string(bare);
}

base::Result<std::string> canonical_choice(const Setting& setting, std::string_view text) {
    if (const auto* choice = find_choice(setting, text)) return choice->value;
    std::vector<std::string> known;
    for (const auto& choice : setting.choices) known.push_back(fmt::format("{} ({})", choice.value, choice.code));
    return base::fail(ErrorCode::invalid_argument, setting.name,
                      fmt::format("'{}' is not one of {}", base::escape_control(text.substr(0, 40)), fmt::join(known, ", ")));
}

base::Result<std::string> canonical_text(const Dialect& dialect, const Setting& setting, std::string_view text) {
    auto fault = character_fault(dialect, setting, text);
    if (!fault) fault = length_fault(dialect, setting, text);
    if (!fault && setting.kind == ValueKind::host) fault = host_fault(text);
    if (!fault) fault = token_fault(dialect, setting, text);
    if (fault) return base::fail(ErrorCode::invalid_argument, setting.name, std::move(*fault));
    return std::string(text);
}

}  // namespace

const Choice* find_choice(const Setting& setting, std::string_view word) {
    const auto folded = fold_case(word);
    const auto bare = base::all_digits(folded) ? std::string(without_zeros(folded)) : folded;
    for (const auto& choice : setting.choices) {
        if (choice.code == bare || fold_case(choice.value) == folded) return &choice;
        for (const auto& name : choice.names)
            if (fold_case(name) == folded) return &choice;
    }
    return nullptr;
}

std::optional<std::string> canonical_seen(const Setting& setting, std::string_view seen) {
    seen = base::trim(seen);
    const bool is_sign = setting.empty && seen == base::trim(*setting.empty);
    if (seen == empty_sign || seen.empty() || is_sign) return std::string();
    switch (setting.kind) {
        case ValueKind::number: return std::string(base::all_digits(seen) ? without_zeros(seen) : seen);
        case ValueKind::choice: {
            const auto* choice = find_choice(setting, seen);
            return choice == nullptr ? std::nullopt : std::optional(choice->value);
        }
        case ValueKind::text:
        case ValueKind::host: return std::string(seen);
    }
    return std::nullopt;
}

std::string on_the_air(const Dialect& dialect, const Setting& setting, std::string_view canonical) {
    if (canonical.empty()) return setting.empty.value_or("");
    if (const auto* choice = setting.kind == ValueKind::choice ? find_choice(setting, canonical) : nullptr) return choice->code;
    return escaped(dialect, canonical);
}

base::Result<std::string> canonical_value(const Dialect& dialect, std::string_view setting_name, std::string_view written) {
    const auto* setting = dialect.find(setting_name);
    if (setting == nullptr)
        return base::fail(ErrorCode::not_found, std::string(setting_name),
                          unknown_word("the setting", setting_name, dialect.setting_names()));
    if (!setting->can_set)
        return base::fail(ErrorCode::invalid_argument, setting->name, "can only be read: the device has no command to set it");
    if (written.empty() || written == empty_sign) {
        if (setting->empty) return std::string();
        return base::fail(ErrorCode::invalid_argument, setting->name, "can't be empty");
    }
    switch (setting->kind) {
        case ValueKind::number: return canonical_number(*setting, written);
        case ValueKind::choice: return canonical_choice(*setting, written);
        case ValueKind::text:
        case ValueKind::host: return canonical_text(dialect, *setting, written);
    }
    return base::fail(ErrorCode::invalid_argument, setting->name, "has an unknown kind");
}

bool same_value(const Dialect& dialect, std::string_view setting_name, std::string_view wanted, std::string_view seen) {
    const auto* setting = dialect.find(setting_name);
    if (setting == nullptr) return false;
    const auto a = canonical_seen(*setting, wanted);
    const auto b = canonical_seen(*setting, seen);
    if (!a || !b) return false;
    if (setting->ignore_case) return fold_case(*a) == fold_case(*b);
    if (setting->kind == ValueKind::host) return base::to_lower(*a) == base::to_lower(*b);
    return *a == *b;
}

std::string masked_value(const Dialect& dialect, std::string_view setting, std::string_view value) {
    if (!dialect.is_secret(setting) || value.empty() || value == empty_sign) return std::string(value);
    return std::string(mask);
}

Settings in_sending_order(const Dialect& dialect, const Settings& settings) {
    Settings result;
    for (const auto& setting : dialect.settings())
        for (const auto& entry : settings)
            if (entry.first == setting.name) result.push_back(entry);
    return result;
}

base::Result<Settings> select_settings(const Dialect& dialect, const Settings& settings, const std::vector<std::string>& names) {
    for (const auto& name : names)
        if (dialect.find(name) == nullptr)
            return base::fail(ErrorCode::not_found, name, unknown_word("the setting", name, dialect.setting_names()));
    Settings result;
    for (const auto& entry : settings)
        if (std::ranges::find(names, entry.first) != names.end()) result.push_back(entry);
    if (result.empty())
        return base::fail(ErrorCode::invalid_argument, fmt::format("{}", fmt::join(names, ",")),
                          "the profile sets none of these");
    return in_sending_order(dialect, result);
}

namespace {

const std::string* value_of(const Settings& settings, std::string_view name) {
    const auto found = std::ranges::find(settings, name, &Settings::value_type::first);
    return found == settings.end() ? nullptr : &found->second;
}

bool is_filled(const Settings& settings, std::string_view name) {
    const auto* value = value_of(settings, name);
    return value != nullptr && !value->empty();
}

bool columns_hold(const Rule& rule, const Settings& settings) {
    for (const auto& [name, values] : rule.when) {
        const auto* value = value_of(settings, name);
        if (value == nullptr || std::ranges::find(values, *value) == values.end()) return false;
    }
    for (const auto& [name, limit] : rule.below) {
        const auto* value = value_of(settings, name);
        const auto number = value == nullptr ? std::nullopt : to_number(*value);
        if (!number || *number >= limit) return false;
    }
    for (const auto& name : rule.missing)
        if (is_filled(settings, name)) return false;
    return rule.filled.empty() || std::ranges::any_of(rule.filled, [&](const auto& name) { return is_filled(settings, name); });
}

}  // namespace

Advice advise(const Dialect& dialect, const Settings& settings) {
    Advice advice;
    for (const auto& rule : dialect.rules()) {
        if (!columns_hold(rule, settings)) continue;
        auto& list = rule.refuse ? advice.refusals : advice.warnings;
        if (rule.contains.empty()) {
            list.push_back(rule.text);
            continue;
        }
        for (const auto& [name, value] : settings)
            if (value.find(rule.contains) != std::string::npos) list.push_back(fmt::format("{} {}", name, rule.text));
    }
    return advice;
}

}  // namespace gsmcfg::meter
