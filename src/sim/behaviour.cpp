#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sim/fleet.hpp"

namespace gsmcfg::sim {
namespace {

using base::Result;

constexpr std::array words{
    BehaviourWord{"normal", "", "a good meter (the same as an empty field)"},
    BehaviourWord{"silent", "", "takes the message, applies nothing, never replies"},
    BehaviourWord{"off", "", "is switched off: messages wait in the network until they expire"},
    BehaviourWord{"wrong-value", "", "the operator alters the value on its way: ' B038' after a text, one more for a number"},
    BehaviourWord{"garbled", "", "replies are cut to a third or turned round, in turn"},
    BehaviourWord{"slow", "=SECONDS", "replies after that long"},
    BehaviourWord{"one-way", "", "applies everything, never replies"},
    BehaviourWord{"duplicate-reply", "", "each reply arrives twice, with different time stamps"},
    BehaviourWord{"lost-reply", "=N", "the N-th reply is lost (may be given several times)"},
    BehaviourWord{"restart-before-reply", "", "MODE is answered only after the restart"},
    BehaviourWord{"no-mode-reply", "", "setting MODE restarts without a reply"},
    BehaviourWord{"error", "=0xNN", "answers every setting command with that error"},
    BehaviourWord{"error-on", "=SETTING:0xNN",
                  "answers setting commands for SETTING with that error (may be given several times)"},
    BehaviourWord{"stranger", "", "replies come from another number"},
    BehaviourWord{"serial-swap", "", "from the second reply on another serial number stands in it"},
    BehaviourWord{"mode-name", "", "shows MODE by the manual's name instead of its number"},
    BehaviourWord{"empty-as-dash", "", "shows an empty value as -"},
    BehaviourWord{"missing-blank-lines", "", "leaves out empty lines at the end of a reply"},
    BehaviourWord{"late-first", "=SECONDS", "only the first reply is late by that much"},
    BehaviourWord{"unsolicited", "", "sends an alarm text by itself before the 1st, 4th, 7th … reply"},
    BehaviourWord{"sim-once", "",
                  "starts with a SIM: MODE on it restarts it only if the SIM changes something (what it does anyway)"},
    BehaviourWord{"sim-loop", "", "starts with a SIM: MODE on it restarts it at each start, for ever"},
    BehaviourWord{"sim-unread-only", "", "starts with a SIM: takes it only if all messages on it are unread"},
    BehaviourWord{"sim-read-only", "", "starts with a SIM: takes it only if all messages on it are read"},
    BehaviourWord{"variant", "=NAME", "another firmware of its family (may be given several times)"},
};

struct Flag {
    std::string_view word;
    bool Behaviour::*field;
};
constexpr std::array flags{
    Flag{"silent", &Behaviour::silent},
    Flag{"off", &Behaviour::off},
    Flag{"wrong-value", &Behaviour::wrong_value},
    Flag{"garbled", &Behaviour::garbled},
    Flag{"one-way", &Behaviour::one_way},
    Flag{"duplicate-reply", &Behaviour::duplicate_reply},
    Flag{"restart-before-reply", &Behaviour::restart_before_reply},
    Flag{"no-mode-reply", &Behaviour::no_mode_reply},
    Flag{"stranger", &Behaviour::stranger},
    Flag{"serial-swap", &Behaviour::serial_swap},
    Flag{"mode-name", &Behaviour::mode_name},
    Flag{"empty-as-dash", &Behaviour::empty_as_dash},
    Flag{"missing-blank-lines", &Behaviour::missing_blank_lines},
    Flag{"unsolicited", &Behaviour::unsolicited},
    Flag{"sim-once", &Behaviour::sim_once},
    Flag{"sim-loop", &Behaviour::sim_loop},
    Flag{"sim-unread-only", &Behaviour::sim_unread_only},
    Flag{"sim-read-only", &Behaviour::sim_read_only},
};

std::optional<unsigned> parse_number(std::string_view text, int radix) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

std::optional<std::uint8_t> parse_code(std::string_view text) {
    if (!text.starts_with("0x")) return std::nullopt;
    const auto value = parse_number(text.substr(2), 16);
    if (!value || *value > 0xFF) return std::nullopt;
    return static_cast<std::uint8_t>(*value);
}

std::optional<Setting> find_setting(std::string_view text) {
    for (std::size_t i = 0; i < setting_count; ++i) {
        const auto setting = static_cast<Setting>(i);
        if (name(setting) == text) return setting;
    }
    return std::nullopt;
}

// False if the argument does not fit the word.
bool set_argument(Behaviour& behaviour, std::string_view word, std::string_view argument) {
    if (word == "slow" || word == "late-first") {
        const auto seconds = parse_number(argument, 10);
        if (seconds) (word == "slow" ? behaviour.slow : behaviour.late_first) = std::chrono::seconds(*seconds);
        return seconds.has_value();
    }
    if (word == "lost-reply") {
        const auto number = parse_number(argument, 10);
        if (!number || *number == 0) return false;
        behaviour.lost_replies.push_back(*number);
        return true;
    }
    if (word == "error") {
        behaviour.error = parse_code(argument);
        return behaviour.error.has_value();
    }
    if (word == "variant") {
        behaviour.variants.emplace_back(argument);
        return !argument.empty();
    }
    const auto colon = argument.find(':');
    if (word != "error-on" || colon == std::string_view::npos) return false;
    const auto setting = find_setting(base::to_lower(argument.substr(0, colon)));
    const auto code = parse_code(argument.substr(colon + 1));
    if (!setting || !code) return false;
    behaviour.error_on[*setting] = *code;
    return true;
}

Result<void> add_word(Behaviour& behaviour, std::string_view text) {
    const auto equals = text.find('=');
    const std::string_view word = text.substr(0, equals);
    const auto* known = std::ranges::find(words, word, &BehaviourWord::word);
    if (known == words.end()) {
        return base::fail(base::ErrorCode::malformed, "behaviour", fmt::format("'{}' is no behaviour (see --help)", text));
    }
    if (known->argument.empty() != (equals == std::string_view::npos)) {
        return base::fail(base::ErrorCode::malformed, "behaviour",
                          fmt::format("'{}' is written {}{}", text, word, known->argument));
    }
    if (equals == std::string_view::npos) {
        const auto* flag = std::ranges::find(flags, word, &Flag::word);
        if (flag != flags.end()) behaviour.*flag->field = true;
        return {};
    }
    if (set_argument(behaviour, word, text.substr(equals + 1))) return {};
    return base::fail(base::ErrorCode::malformed, "behaviour", fmt::format("'{}' is written {}{}", text, word, known->argument));
}

}  // namespace

std::span<const BehaviourWord> behaviour_words() { return words; }

Result<Behaviour> parse_behaviour(std::string_view text) {
    Behaviour behaviour;
    if (base::trim(text).empty()) return behaviour;
    for (const std::string_view word : base::split(text, '+')) {
        if (auto added = add_word(behaviour, base::trim(word)); !added) return base::fail(added.error());
    }
    return behaviour;
}

}  // namespace gsmcfg::sim
