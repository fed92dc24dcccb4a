#include "sim/meter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::sim {
namespace {

// Appendix A of the manual.
constexpr std::uint8_t bad_structure = 0x01;
constexpr std::uint8_t bad_password = 0x02;
constexpr std::uint8_t bad_length = 0x04;
constexpr std::uint8_t bad_value = 0x05;
constexpr std::uint8_t bad_command = 0x06;

// Characters, not octets.
std::size_t length(std::string_view utf8) { return base::to_code_points(utf8).size(); }

std::optional<Setting> find_command(std::string_view word) {
    if (word.size() < 3) return std::nullopt;
    const std::string lower = base::to_lower(word);
    for (std::size_t i = 0; i < setting_count; ++i) {
        const auto setting = static_cast<Setting>(i);
        if (name(setting).starts_with(lower)) return setting;
    }
    return std::nullopt;
}

std::optional<unsigned> whole_number(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

struct Range {
    unsigned low;
    unsigned high;
};

// §9.7 (a TCP port), §9.8, §9.9.
std::optional<Range> range_of(Setting setting) {
    if (setting == Setting::port) return Range{1, 65535};
    if (setting == Setting::timeout) return Range{60, 65535};
    if (setting == Setting::reset) return Range{1, 24};
    return std::nullopt;
}

// §9.3–9.6.
std::size_t longest(Setting setting) { return setting == Setting::user || setting == Setting::psw ? 32 : 50; }

// Only digits and dots make an address, Y.X.X.X with Y 1–255 and X 0–255 (§6.2.1).
bool good_server(std::string_view text) {
    if (text.find_first_not_of("0123456789.") != std::string_view::npos) return true;
    const auto octets = base::split(text, '.');
    if (octets.size() != 4) return false;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const auto value = whole_number(octets[i]);
        if (!value || *value > 255 || (i == 0 && *value == 0)) return false;
    }
    return true;
}

std::string_view mode_name(std::string_view code) {
    if (code == "0") return "SMS";
    if (code == "1") return "Клиент CENC";
    if (code == "2") return "Сервер";
    if (code == "6") return "Клиент";
    return code;
}

SettingValues by_name(const Settings& settings) {
    SettingValues values;
    for (std::size_t i = 0; i < setting_count; ++i) values.emplace(name(static_cast<Setting>(i)), settings.values[i]);
    return values;
}

}  // namespace

SimMeter::SimMeter(MeterSpec spec) : Device(std::move(spec)), stored_(spec_.settings), applied_(spec_.settings) {}

SettingValues SimMeter::stored_values() const { return by_name(stored_); }
SettingValues SimMeter::applied_values() const { return by_name(applied_); }

Device::Response SimMeter::receive(std::string_view text) {
    Outcome outcome = handle(text);
    Response response;
    response.reply = std::move(outcome.reply);
    if (outcome.changed) response.changed.emplace_back(name(*outcome.changed));
    response.restarts = outcome.restarts;
    response.configured = outcome.set.has_value();
    return response;
}

// <PASSWORD><SPACE><COMMAND>[<SPACE><PARAMS>], §9.1.
SimMeter::Outcome SimMeter::handle(std::string_view text) {
    const auto first = text.find(' ');
    if (first == std::string_view::npos) return error(bad_structure);
    if (text.substr(0, first) != spec_.password) return error(bad_password);
    const std::string_view rest = text.substr(first + 1);
    const auto second = rest.find(' ');
    const auto setting = find_command(rest.substr(0, second));
    const bool old = spec_.firmware.starts_with("1.");
    if (!setting || (old && (*setting == Setting::mode || *setting == Setting::psw))) return error(bad_command);
    if (second == std::string_view::npos) return query_or_set(*setting, std::nullopt);
    return query_or_set(*setting, rest.substr(second + 1));
}

SimMeter::Outcome SimMeter::query_or_set(Setting setting, std::optional<std::string_view> parameters) {
    Outcome outcome;
    if (parameters) {
        const Behaviour& nature = spec_.behaviour;
        if (nature.error) return error(*nature.error);
        if (const auto found = nature.error_on.find(setting); found != nature.error_on.end()) return error(found->second);
        std::string value = nature.wrong_value ? altered(setting, *parameters) : std::string(*parameters);
        if (const auto code = refusal(setting, value)) return error(*code);
        const bool dash_empties = setting == Setting::user || setting == Setting::psw;
        if (dash_empties && value == "-") value.clear();
        if (stored_[setting] != value) outcome.changed = setting;
        stored_[setting] = std::move(value);
        outcome.restarts = setting == Setting::mode;
        outcome.set = setting;
    }
    outcome.reply = header() + body(setting);
    return outcome;
}

std::optional<std::uint8_t> SimMeter::refusal(Setting setting, std::string_view value) const {
    if (value.empty() || value.starts_with(' ') || value.find(',') != std::string_view::npos) return bad_value;
    if (setting == Setting::mode) {
        const bool known = value == "0" || value == "1" || value == "2" || value == "6";
        return known ? std::nullopt : std::optional(bad_value);
    }
    if (const auto range = range_of(setting)) {
        const auto number = whole_number(value);
        const bool fits = number && *number >= range->low && *number <= range->high;
        return fits ? std::nullopt : std::optional(bad_value);
    }
    if (length(value) > longest(setting)) return bad_length;
    if (setting == Setting::dns && !good_server(value)) return bad_value;
    return std::nullopt;
}

std::string SimMeter::altered(Setting setting, std::string_view value) const {
    if (setting == Setting::mode) return std::string(value);
    if (const auto range = range_of(setting)) {
        const auto number = whole_number(value);
        if (!number) return std::string(value);
        return std::to_string(*number < range->high ? *number + 1 : *number - 1);
    }
    std::string longer = std::string(value) + " B038";
    return length(longer) <= longest(setting) ? longer : std::string(value);
}

std::string SimMeter::header() { return spec_.type + "\r\n" + serial_for_reply() + "\r\n"; }

std::string SimMeter::body(Setting setting) const {
    std::string text;
    switch (setting) {
        case Setting::mode:
            text =
                "MODE: " + (spec_.behaviour.mode_name ? std::string(mode_name(stored_[Setting::mode])) : stored_[Setting::mode]);
            break;
        case Setting::apn:
        case Setting::user:
        case Setting::psw:
            text = "APN: " + shown(Setting::apn) + "\r\n" + shown(Setting::user) + "\r\n" + shown(Setting::psw);
            break;
        case Setting::dns:
        case Setting::port: text = "DNS: " + shown(Setting::dns) + ":" + shown(Setting::port); break;
        case Setting::timeout: text = "TIMEOUT: " + shown(Setting::timeout); break;
        case Setting::reset: text = "RESET: " + shown(Setting::reset); break;
    }
    if (spec_.behaviour.missing_blank_lines) {
        while (text.ends_with("\r\n")) text.resize(text.size() - 2);
    }
    return text;
}

std::string SimMeter::shown(Setting setting) const {
    const std::string& value = stored_[setting];
    return value.empty() && spec_.behaviour.empty_as_dash ? "-" : value;
}

SimMeter::Outcome SimMeter::error(std::uint8_t code) {
    Outcome outcome;
    outcome.error = code;
    std::string form = spec_.error_form;
    const bool bare = form.starts_with('!');
    if (bare) form.erase(0, 1);
    if (const auto place = form.find("{}"); place != std::string::npos) form.replace(place, 2, fmt::format("{:02X}", code));
    outcome.reply = (bare ? std::string() : header()) + form;
    return outcome;
}

}  // namespace gsmcfg::sim
