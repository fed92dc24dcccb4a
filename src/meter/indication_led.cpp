#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/indication.hpp"
#include "meter/fold_case.hpp"
#include "meter/indication_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace gsmcfg::meter {
namespace {

constexpr std::string_view appendix_c = "appendix C";

enum class Light { off, steady, blinking, pausing };

struct LedState {
    std::string_view led;  // "F1"
    Light light;
    std::string_view shown;
    std::string_view meaning;
    std::string_view advice;
};

constexpr std::array<LedState, 7> states{
    LedState{"red", Light::steady, "steady", "the meter supplies the module with power, as it should", ""},
    LedState{
        "red", Light::pausing, "out 2 s every 15 min", "the meter resets the module's power: a fault",
        "check that the module is seated well (power off meanwhile) and that the meter's port is set to automatic protocol, 9600 "
        "baud and an interface time-out of 15 s or more; then have it repaired"},
    LedState{"F1", Light::off, "off", "no TCP connection",
             "this is right for SMS only; else look at F2 first, then at APN, server, port and mode"},
    LedState{"F1", Light::blinking, "blinking", "the TCP connection is up (1 s every 2 s)", ""},
    LedState{"F1", Light::steady, "steady", "data goes over the TCP connection", ""},
    LedState{"F2", Light::blinking, "blinking", "the SIM is being initialised (1 s every 2 s)",
             "longer than 30 s: the SIM is not ready or the network does not register it: PIN request off, contacts clean, "
             "antenna connected, SIM active"},
    LedState{"F2", Light::steady, "steady", "the SIM is ready and registered in the network", ""}};

struct Word {
    std::string_view written;
    std::string_view means;
};

constexpr std::array<Word, 16> led_words{
    Word{"red/power", "red"}, Word{"red", "red"},     Word{"power", "red"},     Word{"pwr", "red"},
    Word{"красный", "red"},   Word{"питание", "red"}, Word{"f1", "F1"},         Word{"ф1", "F1"},
    Word{"green f1", "F1"},   Word{"green 1", "F1"},  Word{"зеленый f1", "F1"}, Word{"f2", "F2"},
    Word{"ф2", "F2"},         Word{"green f2", "F2"}, Word{"green 2", "F2"},    Word{"зеленый f2", "F2"}};

struct LightWord {
    std::string_view written;
    Light light;
};

// The first that begins the state's words.
constexpr std::array<LightWord, 22> light_words{
    LightWord{"out 2", Light::pausing},    LightWord{"off 2", Light::pausing},     LightWord{"goes out", Light::pausing},
    LightWord{"goes off", Light::pausing}, LightWord{"pausing", Light::pausing},   LightWord{"гаснет", Light::pausing},
    LightWord{"blink", Light::blinking},   LightWord{"flash", Light::blinking},    LightWord{"мига", Light::blinking},
    LightWord{"steady", Light::steady},    LightWord{"on", Light::steady},         LightWord{"lit", Light::steady},
    LightWord{"solid", Light::steady},     LightWord{"constant", Light::steady},   LightWord{"горит", Light::steady},
    LightWord{"светится", Light::steady},  LightWord{"непрерывно", Light::steady}, LightWord{"off", Light::off},
    LightWord{"out", Light::off},          LightWord{"dark", Light::off},          LightWord{"не", Light::off},
    LightWord{"выключен", Light::off}};

std::optional<Light> light_of(std::string_view state) {
    if (state.find("15") != std::string_view::npos) return Light::pausing;
    for (const auto& word : light_words)
        if (state.starts_with(word.written)) return word.light;
    return std::nullopt;
}

std::string states_of(std::string_view led) {
    std::string text;
    for (const auto& state : states)
        if (state.led == led) text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", state.shown, state.meaning);
    return text;
}

struct Written {
    std::string_view led;    // empty: unknown
    std::string_view state;  // of the folded text
};

Written split_words(std::string_view folded) {
    for (const std::string_view article : {"led ", "светодиод "})
        if (folded.starts_with(article)) folded.remove_prefix(article.size());
    for (const auto& word : led_words) {
        if (!folded.starts_with(word.written)) continue;
        const auto rest = folded.substr(word.written.size());
        if (rest.empty() || rest.front() == ' ') return {word.means, rest.substr(std::min<std::size_t>(1, rest.size()))};
    }
    return {};
}

}  // namespace

base::Result<Indication> explain_led(std::string_view written) {
    const auto folded = fold_case(written);
    const auto [led, state] = split_words(folded);
    if (led.empty())
        return base::fail(base::ErrorCode::invalid_argument, "led",
                          fmt::format("{} begins with no LED of the module: there are red (power), F1 and F2", quoted(written)));
    const auto light = light_of(state);
    const auto found = std::ranges::find_if(states, [&](const LedState& one) { return one.led == led && one.light == light; });
    if (!light || found == states.end())
        return base::fail(base::ErrorCode::invalid_argument, "led",
                          state.empty() ? fmt::format("what does {} do? The manual knows {}", led, states_of(led))
                                        : fmt::format("the manual does not say what it means when {} is {}: it knows {}", led,
                                                      quoted(state), states_of(led)));
    Indication result;
    result.subject = fmt::format("LED {} {}", led, found->shown);
    result.fields.push_back({"", std::string(led), std::string(found->shown), std::string(found->meaning),
                             std::string(found->advice), std::string(appendix_c), true});
    return result;
}

}  // namespace gsmcfg::meter
