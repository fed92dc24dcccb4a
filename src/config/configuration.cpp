#include "gsmcfg/config/configuration.hpp"

#include "config/hook_tables.hpp"
#include "config/table_reader.hpp"
#include "gsmcfg/base/daily_window.hpp"
#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/wipe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::config {
namespace {

// Every device family has this one, without a word in the configuration.
constexpr std::string_view factory_name = "factory";

constexpr std::int64_t most_seconds = 7LL * 24 * 60 * 60;
constexpr std::int64_t longest_validity_minutes = 63LL * 7 * 24 * 60;

// What a path in the configuration means.
std::filesystem::path resolve(std::string_view text, const std::filesystem::path& folder, const Environment& environment) {
    if (text.starts_with("~/") && !environment.home.empty()) return environment.home / text.substr(2);
    const std::filesystem::path path(text);
    return path.is_absolute() ? path : folder / path;
}

bool is_plain_name(std::string_view name, std::string_view marks) {
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || base::is_digit(c) || marks.find(c) != std::string_view::npos;
    });
}

// One call of parse().
class Reader {
public:
    Reader(const std::filesystem::path& source, const Environment& environment, Loaded& loaded)
        : folder_(source.parent_path()), environment_(environment), loaded_(loaded), configuration_(loaded.configuration) {}

    void read(const base::TomlNode& root) {
        TableReader table(root, "", loaded_);
        read_database(table);
        read_host(table);
        if (const auto path = table.string("sim_counter")) configuration_.sim_counter = resolve(*path, folder_, environment_);
        if (const auto folders = table.strings("dialect_path")) {
            configuration_.dialect_path.clear();
            for (const auto& folder : *folders) configuration_.dialect_path.push_back(resolve(folder, folder_, environment_));
        }
        if (const auto node = table.table("numbers")) read_numbers(*node);
        if (const auto node = table.table("modem")) read_each(*node, "modem", &Reader::read_modem);
        if (const auto node = table.table("credential")) read_each(*node, "credential", &Reader::read_credential);
        if (const auto node = table.table("send")) read_send(*node);
        if (const auto node = table.table("cost")) read_cost(*node);
        if (const auto node = table.table("balance")) read_balance(*node);
        read_hooks(table, loaded_);
        read_metrics(table, configuration_.metrics,
                     [this](std::string_view path) { return resolve(path, folder_, environment_); });
        read_alarm(table, configuration_);
        table.finish();
        check_devices();
        check_alternatives();
    }

private:
    void read_database(TableReader& table) {
        const auto text = table.string("database");
        if (!text) return;
        auto url = DatabaseUrl::parse(*text);
        if (!url) {
            table.complain("database", url.error().detail);
            return;
        }
        if (url->backend == DatabaseUrl::Backend::sqlite) url->location = resolve(url->location, folder_, environment_).string();
        configuration_.database = std::move(*url);
    }

    void read_host(TableReader& table) {
        configuration_.host = table.string("host");
        if (configuration_.host && !is_plain_name(*configuration_.host, "-_."))
            table.complain("host", "has only the letters A-Z, a-z, digits, -, _ and .");
        if (const auto seconds = table.integer("lease", 2, 3600)) configuration_.lease = std::chrono::seconds(*seconds);
    }

    void read_numbers(const base::TomlNode& node) {
        TableReader table(node, "numbers.", loaded_);
        auto& plan = configuration_.numbers;
        plan.country_code = table.string("country_code");
        if (plan.country_code &&
            (!base::all_digits(*plan.country_code) || plan.country_code->size() > 3 || plan.country_code->front() == '0'))
            table.complain("country_code", "must be 1 to 3 digits, the first not 0");
        plan.trunk_prefix = table.string("trunk_prefix");
        if (plan.trunk_prefix &&
            (plan.trunk_prefix->size() > 3 || (!plan.trunk_prefix->empty() && !base::all_digits(*plan.trunk_prefix))))
            table.complain("trunk_prefix", "must be at most 3 digits");
        if (const auto length = table.integer("national_length", 4, 14)) plan.national_length = static_cast<std::size_t>(*length);
        if (!plan.country_code && (plan.trunk_prefix || plan.national_length))
            table.complain("country_code", "must be given with trunk_prefix and national_length");
        if (auto prefixes = table.strings("allow_prefixes")) {
            for (const auto& prefix : *prefixes)
                if (!prefix.starts_with('+') || !base::all_digits(prefix.substr(1)))
                    table.complain("allow_prefixes", fmt::format("'{}' must be + and digits", base::escape_control(prefix)));
            configuration_.allow_prefixes = std::move(*prefixes);
        }
        table.finish();
    }

    // [modem.NAME], [credential.NAME]
    void read_each(const base::TomlNode& node, std::string_view kind,
                   void (Reader::*read_one)(TableReader&, const std::string&)) {
        TableReader names(node, fmt::format("{}.", kind), loaded_);
        for (const auto& name : node.keys()) {
            if (!is_plain_name(name, "-_")) names.complain(name, "a name has only the letters A-Z, a-z, digits, - and _");
            const auto entry = names.table(name);
            if (!entry) continue;
            TableReader table(*entry, fmt::format("{}.{}.", kind, name), loaded_);
            (this->*read_one)(table, name);
            table.finish();
        }
    }

    void read_modem(TableReader& table, const std::string& name) {
        Modem modem;
        modem.name = name;
        const auto device = table.string("device");
        if (!device)
            table.complain("device",
                           "is missing: write \"auto\", \"imei:358…\", \"usb:1-1.2\", \"/dev/ttyUSB0\" or \"tcp://host:port\"");
        else if (!is_device(*device))
            table.complain("device",
                           "must be auto, imei: with 15 digits, usb:1-1.2, usb:1-1.2:1.3, an absolute path, or tcp://host:port");
        modem.device = device.value_or("");
        if (const auto baud = table.integer("baud", 300, 4000000)) modem.baud = static_cast<int>(*baud);
        if (const auto rate = table.integer("sms_per_minute", 1, 600)) modem.sms_per_minute = static_cast<int>(*rate);
        if (const auto path = table.string("pin_file")) modem.pin_file = resolve(*path, folder_, environment_);
        modem.power_cycle = table.strings("power_cycle").value_or(std::vector<std::string>{});
        if (!modem.power_cycle.empty() && modem.power_cycle.front().empty())
            table.complain("power_cycle", "must begin with a program: [\"uhubctl\", \"-l\", \"1-1\", \"-a\", \"cycle\"]");
        if (const auto number = table.string("own_number")) modem.own_number = own_number(table, *number);
        configuration_.modems.push_back(std::move(modem));
    }

    static bool is_device(std::string_view device) {
        static const auto selector =
            *base::Pattern::compile("auto|imei:[0-9]{14,16}|usb:[0-9]+-[0-9]+([.][0-9]+)*(:[0-9]+[.][0-9]{1,3})?");
        constexpr std::string_view tcp = "tcp://";
        if (selector.match_whole(device)) return true;
        if (!device.starts_with(tcp)) return device.size() > 1 && device.front() == '/';
        const auto address = device.substr(tcp.size());
        const auto colon = address.rfind(':');
        if (colon == std::string_view::npos || colon == 0) return false;
        const auto port = address.substr(colon + 1);
        return base::all_digits(port) && port.size() <= 5 && std::stoi(std::string(port)) >= 1 &&
               std::stoi(std::string(port)) <= 65535;
    }

    void read_credential(TableReader& table, const std::string& name) {
        Credential credential;
        credential.name = name;
        if (auto password = table.string("password")) {
            if (password->empty()) table.complain("password", "is empty");
            credential.password = base::Secret(*password);
            base::wipe(*password);
        }
        if (const auto path = table.string("password_file")) credential.password_file = resolve(*path, folder_, environment_);
        if (credential.password && credential.password_file)
            table.complain("password_file", "give either password or password_file");
        if (!credential.password && !credential.password_file)
            table.complain("password", "is missing: give password or password_file");
        credential.alternatives = table.strings("alternatives").value_or(std::vector<std::string>{});
        configuration_.credentials.push_back(std::move(credential));
    }

    void read_send(const base::TomlNode& node) {
        TableReader table(node, "send.", loaded_);
        auto& send = configuration_.send;
        if (const auto value = table.integer("reply_timeout", 1, most_seconds)) send.reply_timeout = std::chrono::seconds(*value);
        if (const auto value = table.integer("attempts", 1, 10)) send.attempts = static_cast<int>(*value);
        if (const auto value = table.integer("validity", 5, longest_validity_minutes))
            send.validity = std::chrono::minutes(*value);
        if (const auto value = table.integer("deaf_after", 2, 1000)) send.deaf_after = static_cast<int>(*value);
        if (const auto value = table.integer("max_open", 1, 1000000)) send.max_open = static_cast<int>(*value);
        if (const auto value = table.integer("daily_cap", 1, 1000000)) send.daily_cap = static_cast<int>(*value);
        if (const auto value = table.integer("move_after", 10, most_seconds)) send.move_after = std::chrono::seconds(*value);
        send.time_zone = table.string("time_zone");
        const auto zone = send.time_zone ? base::TimeZone::find(*send.time_zone) : base::TimeZone::local();
        if (!zone) table.complain("time_zone", zone.error().detail);
        send.window = table.string("window");
        if (send.window && zone)
            if (const auto window = base::DailyWindow::parse(*send.window, *zone); !window)
                table.complain("window", window.error().detail);
        table.finish();
    }

    void read_cost(const base::TomlNode& node) {
        TableReader table(node, "cost.", loaded_);
        auto& cost = configuration_.cost;
        cost.price_out = table.price("price_out").value_or(0);
        cost.price_in = table.price("price_in").value_or(0);
        cost.currency = table.string("currency").value_or("");
        if (cost.currency.size() > 16) table.complain("currency", "is longer than 16 octets");
        table.finish();
    }

    std::optional<std::string> own_number(TableReader& table, const std::string& text) {
        const auto number = base::parse_phone_number(text, configuration_.numbers);
        if (number) return number->e164();
        table.complain("own_number", "must be the SIM's number, such as \"+99900000001\": " + number.error().detail);
        return std::nullopt;
    }

    void read_balance(const base::TomlNode& node) {
        TableReader table(node, "balance.", loaded_);
        auto& balance = configuration_.balance;
        balance.code = table.string("code");
        const bool is_code = !balance.code || (!balance.code->empty() && balance.code->size() <= 160 &&
                                               balance.code->find_first_not_of("0123456789*#+") == std::string::npos);
        if (!is_code) table.complain("code", "has only digits, * and #, such as \"*100#\"");
        balance.pattern = table.string("pattern");
        if (balance.pattern) {
            if (const auto pattern = base::Pattern::compile(*balance.pattern); !pattern)
                table.complain("pattern", "is no pattern (RE2): " + pattern.error().detail);
        }
        balance.low = table.price("low");
        if (balance.low && !balance.pattern)
            table.complain("low", "needs pattern, which finds the amount in the answer: \"Balance: *([0-9]+[.,][0-9]+)\"");
        table.finish();
    }

    void check_devices() {
        std::map<std::string, std::string> owners;
        for (const auto& modem : configuration_.modems) {
            if (modem.device.empty()) continue;
            if (modem.device == "auto" && configuration_.modems.size() > 1)
                complain(fmt::format("modem.{}.device", modem.name),
                         "auto is for the only modem: write imei: or usb: for each of several");
            std::error_code ignored;
            auto device = modem.device;
            // by-id names are links to ttyUSB…: two of them may be one port
            if (device.front() == '/') device = std::filesystem::weakly_canonical(device, ignored).string();
            if (device.empty()) device = modem.device;
            const auto [owner, fresh] = owners.emplace(device, modem.name);
            if (!fresh)
                complain(fmt::format("modem.{}.device", modem.name),
                         fmt::format("modem '{}' has this device already", owner->second));
        }
    }

    void check_alternatives() {
        std::vector<std::string> names;
        for (const auto& credential : configuration_.credentials) names.push_back(credential.name);
        for (const auto& credential : configuration_.credentials) {
            const auto key = fmt::format("credential.{}.alternatives", credential.name);
            for (auto at = credential.alternatives.begin(); at != credential.alternatives.end(); ++at) {
                if (*at == credential.name) complain(key, "a credential is not its own alternative");
                else if (std::find(credential.alternatives.begin(), at, *at) != at)
                    complain(key, fmt::format("'{}' is there twice", base::escape_control(*at)));
                else if (*at != factory_name && std::ranges::find(names, *at) == names.end()) {
                    const auto nearest = base::nearest_word(*at, names);
                    complain(key, fmt::format("there is no credential '{}'{}", base::escape_control(*at),
                                              nearest ? fmt::format("; did you mean '{}'?", *nearest) : ""));
                }
            }
        }
    }

    void complain(const std::string& key, const std::string& detail) {
        const auto origin = configuration_.origins.find(key);
        loaded_.problems.push_back({base::ErrorCode::invalid_argument,
                                    origin == configuration_.origins.end() ? "" : origin->second,
                                    fmt::format("{}: {}", key, detail), std::nullopt});
    }

    std::filesystem::path folder_;
    const Environment& environment_;
    Loaded& loaded_;
    Configuration& configuration_;
};

DatabaseUrl default_database(const std::optional<std::filesystem::path>& source, const Environment& environment) {
    const bool system = (source && *source == environment.system_config) || environment.data_home.empty();
    return {DatabaseUrl::Backend::sqlite, (system ? environment.system_database : environment.user_database()).string()};
}

bool holds_password(const Configuration& configuration) {
    return configuration.database.has_password() ||
           std::ranges::any_of(configuration.credentials, [](const Credential& c) { return c.password.has_value(); });
}

}  // namespace

std::string Configuration::counting_place() const {
    const bool shared = database.backend == DatabaseUrl::Backend::postgresql && !origins.contains("sim_counter");
    return shared ? database.location : sim_counter.string();
}

const Modem* Configuration::find_modem(std::string_view name) const {
    const auto found = std::ranges::find(modems, name, &Modem::name);
    return found == modems.end() ? nullptr : &*found;
}

const Credential* Configuration::find_credential(std::string_view name) const {
    const auto found = std::ranges::find(credentials, name, &Credential::name);
    return found == credentials.end() ? nullptr : &*found;
}

Loaded parse(std::string_view toml, const std::filesystem::path& source, const Environment& environment) {
    Loaded loaded;
    loaded.configuration.source = source;
    loaded.configuration.database = default_database(source, environment);
    loaded.configuration.sim_counter = environment.sim_counter();
    loaded.configuration.dialect_path = {source.parent_path() / "dialects"};
    const auto document = base::TomlDocument::parse(toml, source.string());
    if (!document) {
        loaded.problems.push_back(document.error());
        return loaded;
    }
    Reader(source, environment, loaded).read(document->root());
    return loaded;
}

Loaded load(const std::optional<std::filesystem::path>& named, const Environment& environment) {
    const auto path = environment.find(named);
    if (!path) {
        Loaded defaults;
        defaults.configuration.database = default_database(std::nullopt, environment);
        defaults.configuration.sim_counter = environment.sim_counter();
        defaults.configuration.dialect_path = {environment.user_config().parent_path() / "dialects"};
        return defaults;
    }
    const auto text = base::read_file(*path);
    if (!text) {
        Loaded failed;
        failed.problems.push_back(text.error());
        return failed;
    }
    auto loaded = parse(*text, *path, environment);
    if (!holds_password(loaded.configuration)) return loaded;
    const auto secret = base::read_secret_file(*path);
    if (!secret) loaded.problems.push_back(secret.error());
    return loaded;
}

base::Result<base::Secret> read_password(const Credential& credential) {
    if (credential.password) return *credential.password;
    if (!credential.password_file)
        return base::fail(base::ErrorCode::not_found, "credential." + credential.name, "has no password");
    auto secret = base::read_secret_file(*credential.password_file);
    if (secret && secret->empty())
        return base::fail(base::ErrorCode::invalid_argument, credential.password_file->string(), "the file is empty");
    return secret;
}

bool is_allowed(const Configuration& configuration, const base::PhoneNumber& number) {
    const auto& prefixes = configuration.allow_prefixes;
    return prefixes.empty() ||
           std::ranges::any_of(prefixes, [&](const std::string& prefix) { return number.e164().starts_with(prefix); });
}

}  // namespace gsmcfg::config
