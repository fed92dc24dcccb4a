// The simulated meters: who they are, what they start with and how they misbehave.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/result.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// Settings by name, as in the columns of a fleet file.
using SettingValues = std::map<std::string, std::string>;

// The settings of a module that text commands reach (manual GS04/GB04, §9.2–9.9).
enum class Setting : std::uint8_t { mode, apn, user, psw, dns, port, timeout, reset };
inline constexpr std::size_t setting_count = 8;

// "mode", "apn", …
[[nodiscard]] std::string_view name(Setting setting);

// Every value as the text that a command carries; empty = not set.
struct Settings {
    std::array<std::string, setting_count> values;

    [[nodiscard]] std::string& operator[](Setting setting) { return values[static_cast<std::size_t>(setting)]; }
    [[nodiscard]] const std::string& operator[](Setting setting) const { return values[static_cast<std::size_t>(setting)]; }
    bool operator==(const Settings&) const = default;
};

// Table 2 of the manual: mode 0, APN "internet", port 8000, time-out 300 s, reset 24 h, the rest empty.
[[nodiscard]] Settings factory_settings();
// {"mode": "0", "apn": "internet", …}
[[nodiscard]] base::Json to_json(const Settings& settings);
[[nodiscard]] base::Json to_json(const SettingValues& values);

// What a meter does otherwise than a good one. The fields carry the names of the words in a fleet file.
struct Behaviour {
    bool silent = false;
    bool off = false;
    bool wrong_value = false;
    bool garbled = false;
    std::optional<std::chrono::seconds> slow;
    bool one_way = false;
    bool duplicate_reply = false;
    std::vector<unsigned> lost_replies;  // 1-based
    bool restart_before_reply = false;
    bool no_mode_reply = false;
    std::optional<std::uint8_t> error;
    std::map<Setting, std::uint8_t> error_on;
    bool stranger = false;
    bool serial_swap = false;
    bool mode_name = false;
    bool empty_as_dash = false;
    bool missing_blank_lines = false;
    std::optional<std::chrono::seconds> late_first;
    bool unsolicited = false;
    bool sim_once = false;  // the start-up from a SIM: World::boot_meter
    bool sim_loop = false;
    bool sim_unread_only = false;
    bool sim_read_only = false;
    std::vector<std::string> variants;  // of the device's family
};

struct BehaviourWord {
    std::string_view word;
    std::string_view argument;  // "" or "=SECONDS"
    std::string_view meaning;
};
// All words of a fleet file's column `behaviour`, for help texts.
[[nodiscard]] std::span<const BehaviourWord> behaviour_words();
// Words joined by "+"; empty or "normal" = a good meter. Errors: malformed; detail names the word.
[[nodiscard]] base::Result<Behaviour> parse_behaviour(std::string_view text);

inline constexpr std::string_view default_family = "energomera-gs04";

// A kind of device; src/sim/README.md has the source of each.
struct Family {
    std::string_view name;
    std::string_view device;
    std::span<const std::string_view> settings;  // names for the columns of a fleet file
    std::span<const std::string_view> variants;  // for the behaviour variant=NAME
    std::string_view factory_password;           // where a fleet file gives none
};
[[nodiscard]] std::span<const Family> families();
// Null if there is none.
[[nodiscard]] const Family* find_family(std::string_view name);

struct MeterSpec {
    std::string phone;  // E.164
    std::string type = "GS04";
    std::string serial;
    std::string firmware = "2.0";  // "1.…" lacks MODE and PSW
    std::string password = "12345678";
    Settings settings = factory_settings();
    Behaviour behaviour;
    std::optional<std::chrono::milliseconds> reply_delay;  // instead of WorldOptions::reply_delay
    std::string error_form = "ERROR 0x{}";                 // {} = two hex digits; a leading "!" leaves TYPE and SERIAL out
    std::string family{default_family};
    std::string login;     // of families that have one
    SettingValues values;  // what it starts with, for all families but the default; `settings` is that one's
};

struct Fleet {
    std::vector<MeterSpec> meters;
};

// CSV with a header line: phone,type,serial,firmware,password and any of mode,apn,user,psw,dns,port,timeout,reset,
// behaviour,reply_delay (milliseconds),error_form,family,login,settings (NAME=VALUE;NAME=VALUE). A family's settings may stand
// in columns of their own or in `settings`, where "server" is dns; type, serial, firmware and password are free text in all
// families but the default, and may be empty. An empty field of a setting's column is the value "empty" for user, psw
// and dns, else the factory value. Lines that are empty or start with # are passed over.
// Errors: malformed with where "source:line".
[[nodiscard]] base::Result<Fleet> parse_fleet(std::string_view text, const std::string& source);
// Errors of read_file too.
[[nodiscard]] base::Result<Fleet> load_fleet(const std::filesystem::path& path);

}  // namespace gsmcfg::sim
