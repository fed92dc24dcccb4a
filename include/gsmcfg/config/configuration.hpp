// gsmcfg.toml: modems, credentials, defaults.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/config/database_url.hpp"
#include "gsmcfg/config/environment.hpp"
#include "gsmcfg/config/hook.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::config {

struct Modem {
    std::string name;
    std::string device;                 // "auto", "imei:358…", "usb:1-1.2[:1.3]", "/dev/ttyUSB0" or "tcp://host:port"
    int baud = 115200;                  // 300 to 4000000; serial ports only
    std::optional<int> sms_per_minute;  // 1 to 600
    std::optional<std::filesystem::path> pin_file;
    std::vector<std::string> power_cycle;   // program and arguments that switch its power off and on; empty: none
    std::optional<std::string> own_number;  // the SIM's, E.164: "+99900000001"
};

struct Credential {
    std::string name;
    std::optional<base::Secret> password;  // one of the two
    std::optional<std::filesystem::path> password_file;
    std::vector<std::string> alternatives;  // names of credentials, tried in this order after a "wrong password"
};

struct SendDefaults {
    std::chrono::seconds reply_timeout{300};       // 1 s to 7 days
    int attempts = 2;                              // 1 to 10
    std::optional<std::chrono::minutes> validity;  // 5 to 635040; absent: the network's own
    std::optional<int> deaf_after;                 // 2 to 1000 missing replies in a row; absent: 5
    std::optional<int> max_open;                   // 1 to 1000000 meters waiting for a reply; absent: no limit
    std::optional<std::string> window;             // "08:00-20:00": a base::DailyWindow; absent: always
    std::optional<std::string> time_zone;          // a base::TimeZone: of window and daily_cap; absent: this machine's
    std::optional<int> daily_cap;                  // 1 to 1000000 SMS of one SIM and day; absent: no cap
    std::chrono::seconds move_after{600};          // 10 s to 7 days that a SIM may be away before another takes over its meters
};

struct Cost {
    double price_out = 0;  // of one SMS
    double price_in = 0;   // of one reply
    std::string currency;
};

// How the SIM's credit is asked for.
struct Balance {
    std::optional<std::string> code;     // USSD: "*100#"
    std::optional<std::string> pattern;  // RE2; its first group is the amount
    std::optional<double> low;           // less than this is an alarm
};

struct Configuration {
    DatabaseUrl database;
    std::optional<std::string> host;                  // this machine's name among those that share the database; absent: its own
    std::chrono::seconds lease{60};                   // 2 to 3600: how long a host that is silent keeps its work; PostgreSQL only
    std::filesystem::path sim_counter;                // where the SMS of each SIM and day are counted, for all databases
    std::vector<std::filesystem::path> dialect_path;  // folders with dialect files, looked through before the built-in ones
    base::NumberingPlan numbers;
    std::vector<std::string> allow_prefixes;  // "+79"; empty: every number
    std::vector<Modem> modems;                // in the order of the file
    std::vector<Credential> credentials;
    SendDefaults send;
    Cost cost;
    Balance balance;
    std::vector<Hook> hooks;  // in the order of the file
    Metrics metrics;
    Alarm alarm;
    std::optional<std::filesystem::path> source;              // the file, if there is one
    std::map<std::string, std::string, std::less<>> origins;  // "send.attempts" → "gsmcfg.toml:12"; what is not here is a default

    // Where the SMS are counted: with a database server in it for all its hosts, unless the file names another place.
    [[nodiscard]] std::string counting_place() const;
    [[nodiscard]] const Modem* find_modem(std::string_view name) const;
    [[nodiscard]] const Credential* find_credential(std::string_view name) const;
};

// The configuration and every fault found in it: usable only if there is none.
struct Loaded {
    Configuration configuration;
    std::vector<base::Error> problems;  // where is "file:line"; detail never holds a password

    [[nodiscard]] bool ok() const noexcept { return problems.empty(); }
};

// Reads the file that environment.find() names, or gives the defaults if there is none. Relative paths in it are taken from
// its folder, "~/" from the home folder. A file with a password in it that others can read is a fault (permission).
[[nodiscard]] Loaded load(const std::optional<std::filesystem::path>& named, const Environment& environment);
// The same for a text; `source` gives folder and name. Does not look at the file's permissions.
[[nodiscard]] Loaded parse(std::string_view toml, const std::filesystem::path& source, const Environment& environment);

// The password itself, from the configuration or its file. Errors: not_found, permission, io, invalid_argument (empty).
[[nodiscard]] base::Result<base::Secret> read_password(const Credential& credential);
// Whether a number may be sent to: it begins with one of the prefixes, or there are none.
[[nodiscard]] bool is_allowed(const Configuration& configuration, const base::PhoneNumber& number);

}  // namespace gsmcfg::config
