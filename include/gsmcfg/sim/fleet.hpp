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
};

struct Fleet {
    std::vector<MeterSpec> meters;
};

// CSV with a header line: phone,type,serial,firmware,password and any of mode,apn,user,psw,dns,port,timeout,reset,
// behaviour,reply_delay (milliseconds),error_form. An empty field of a setting's column is the value "empty" for user, psw
// and dns, else the factory value. Lines that are empty or start with # are passed over.
// Errors: malformed with where "source:line".
[[nodiscard]] base::Result<Fleet> parse_fleet(std::string_view text, const std::string& source);
// Errors of read_file too.
[[nodiscard]] base::Result<Fleet> load_fleet(const std::filesystem::path& path);

}  // namespace gsmcfg::sim
