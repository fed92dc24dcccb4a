#include "gsmcfg/sim/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/base/text.hpp"

namespace gsmcfg::sim {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, setting_count> setting_names{"mode", "apn",  "user",    "psw",
                                                                    "dns",  "port", "timeout", "reset"};
constexpr std::array<std::string_view, 5> required_columns{"phone", "type", "serial", "firmware", "password"};
constexpr std::array<std::string_view, 6> optional_columns{"behaviour", "reply_delay", "error_form",
                                                           "family",    "login",       "settings"};

// RFC 4180: fields may stand in quotation marks, a doubled one inside is one.
std::vector<std::string> split_fields(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back() += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

bool contains(std::span<const std::string_view> names, std::string_view word) {
    return std::ranges::find(names, word) != names.end();
}

Result<void> check_header(const std::vector<std::string>& columns, const std::string& where) {
    std::set<std::string> seen;
    for (const std::string& column : columns) {
        if (!contains(required_columns, column) && !contains(optional_columns, column) && !contains(setting_names, column)) {
            return base::fail(ErrorCode::malformed, where, fmt::format("unknown column '{}'", column));
        }
        if (!seen.insert(column).second)
            return base::fail(ErrorCode::malformed, where, fmt::format("column '{}' stands there twice", column));
    }
    for (const std::string_view column : required_columns) {
        if (!seen.contains(std::string(column))) {
            return base::fail(ErrorCode::malformed, where, fmt::format("column '{}' is missing", column));
        }
    }
    return {};
}

// What is wrong with it, if anything.
std::optional<std::string> set_value(MeterSpec& spec, std::string name, std::string value) {
    if (name == "server") name = "dns";
    if (!contains(find_family(spec.family)->settings, name)) return fmt::format("{} has no setting '{}'", spec.family, name);
    if (spec.values.contains(name)) return fmt::format("the setting '{}' stands there twice", name);
    spec.values.emplace(std::move(name), std::move(value));
    return std::nullopt;
}

std::optional<std::string> set_values(MeterSpec& spec, std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (spec.family == default_family) return fmt::format("settings of {} stand in columns of their own", spec.family);
    for (const std::string_view item : base::split(text, ';')) {
        const auto equals = item.find('=');
        if (equals == std::string_view::npos) return fmt::format("settings are NAME=VALUE;NAME=VALUE, not '{}'", item);
        const std::string name = base::to_lower(base::trim(item.substr(0, equals)));
        if (auto problem = set_value(spec, name, std::string(base::trim(item.substr(equals + 1))))) return problem;
    }
    return std::nullopt;
}

std::optional<std::string> check_module(const MeterSpec& spec) {
    if (spec.type != "GS04" && spec.type != "GB04") return fmt::format("type '{}' is neither GS04 nor GB04", spec.type);
    if (spec.serial.empty()) return "the serial number is missing";
    if (!spec.firmware.starts_with("1.") && !spec.firmware.starts_with("2."))
        return fmt::format("firmware '{}' is neither 1.x nor 2.x", spec.firmware);
    if (spec.password.empty()) return "the password is missing";
    return std::nullopt;
}

// What the fields say together.
std::optional<std::string> check_meter(MeterSpec& spec) {
    const Family& family = *find_family(spec.family);
    for (const std::string& variant : spec.behaviour.variants) {
        if (contains(family.variants, variant)) continue;
        return fmt::format("{} has no variant '{}'{}", family.name, variant,
                           family.variants.empty() ? "" : fmt::format(" ({})", fmt::join(family.variants, ", ")));
    }
    if (spec.family == default_family) return check_module(spec);
    if (spec.password.empty()) spec.password = family.factory_password;
    return std::nullopt;
}

std::optional<std::string> set_field(MeterSpec& spec, const std::string& column, const std::string& value) {
    if (column == "phone") {
        const auto phone = base::PhoneNumber::from_e164(value);
        if (!phone) return fmt::format("'{}' is no phone number with + and country code", value);
        spec.phone = phone->e164();
    } else if (column == "type") {
        spec.type = value;
    } else if (column == "serial") {
        spec.serial = value;
    } else if (column == "firmware") {
        spec.firmware = value;
    } else if (column == "password") {
        spec.password = value;
    } else if (column == "login") {
        spec.login = value;
    } else if (column == "behaviour") {
        auto behaviour = parse_behaviour(value);
        if (!behaviour) return behaviour.error().detail;
        spec.behaviour = std::move(*behaviour);
    } else if (column == "reply_delay") {
        if (value.empty()) return std::nullopt;
        unsigned milliseconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
        if (error != std::errc() || end != value.data() + value.size())
            return fmt::format("reply_delay '{}' is no count of milliseconds", value);
        spec.reply_delay = std::chrono::milliseconds(milliseconds);
    } else if (column == "error_form") {
        if (!value.empty()) spec.error_form = value;
    } else if (column == "settings") {
        return set_values(spec, value);
    } else if (spec.family != default_family && column != "family") {
        if (!value.empty()) return set_value(spec, column, value);
    } else if (column != "family") {
        const auto index = std::ranges::find(setting_names, column) - setting_names.begin();
        const auto setting = static_cast<Setting>(index);
        const bool may_be_empty = setting == Setting::user || setting == Setting::psw || setting == Setting::dns;
        if (!value.empty() || may_be_empty) spec.settings[setting] = value;
    }
    return std::nullopt;
}

Result<MeterSpec> parse_meter(const std::vector<std::string>& columns, std::string_view line, const std::string& where) {
    const auto fields = split_fields(line);
    if (fields.size() != columns.size()) {
        return base::fail(ErrorCode::malformed, where, fmt::format("{} fields under {} columns", fields.size(), columns.size()));
    }
    MeterSpec spec;
    const auto family = static_cast<std::size_t>(std::ranges::find(columns, "family") - columns.begin());
    if (family < fields.size() && !base::trim(fields[family]).empty()) spec.family = base::trim(fields[family]);
    if (find_family(spec.family) == nullptr)
        return base::fail(ErrorCode::malformed, where, fmt::format("no device family is called '{}'", spec.family));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (auto problem = set_field(spec, columns[i], std::string(base::trim(fields[i])))) {
            return base::fail(ErrorCode::malformed, where, std::move(*problem));
        }
    }
    if (auto problem = check_meter(spec)) return base::fail(ErrorCode::malformed, where, std::move(*problem));
    return spec;
}

std::vector<std::string> header_columns(std::string_view line) {
    std::vector<std::string> columns = split_fields(line);
    for (std::string& column : columns) column = base::to_lower(base::trim(column));
    return columns;
}

}  // namespace

std::string_view name(Setting setting) { return setting_names[static_cast<std::size_t>(setting)]; }

Settings factory_settings() { return {{"0", "internet", "", "", "", "8000", "300", "24"}}; }

base::Json to_json(const Settings& settings) {
    auto json = base::Json::object();
    for (std::size_t i = 0; i < setting_count; ++i) json.set(setting_names[i], settings.values[i]);
    return json;
}

base::Json to_json(const SettingValues& values) {
    auto json = base::Json::object();
    for (const auto& [name, value] : values) json.set(name, value);
    return json;
}

Result<Fleet> parse_fleet(std::string_view text, const std::string& source) {
    Fleet fleet;
    std::vector<std::string> columns;
    std::set<std::string> phones;
    std::size_t number = 0;
    for (const std::string_view raw : base::split(text, '\n')) {
        const std::string where = fmt::format("{}:{}", source, ++number);
        const std::string_view line = base::trim(raw);
        if (line.empty() || line.starts_with('#')) continue;
        if (columns.empty()) {
            columns = header_columns(line);
            if (auto checked = check_header(columns, where); !checked) return base::fail(checked.error());
            continue;
        }
        auto meter = parse_meter(columns, line, where);
        if (!meter) return base::fail(meter.error());
        if (!phones.insert(meter->phone).second) {
            return base::fail(ErrorCode::malformed, where, fmt::format("the number {} stands there twice", meter->phone));
        }
        fleet.meters.push_back(std::move(*meter));
    }
    if (columns.empty()) return base::fail(ErrorCode::malformed, source + ":1", "the header line is missing");
    return fleet;
}

Result<Fleet> load_fleet(const std::filesystem::path& path) {
    const auto bytes = base::read_file(path);
    if (!bytes) return base::fail(bytes.error());
    const auto text = base::decode_text_file(*bytes);
    if (!text) return base::fail(text.error());
    return parse_fleet(*text, path.string());
}

}  // namespace gsmcfg::sim
