#include "sim/boot_report.hpp"

#include <fmt/format.h>

namespace gsmcfg::sim {
namespace {

std::string masked(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return text.empty() ? "" : "********";
    // PSW is a password too.
    std::string rest(text.substr(blank + 1));
    const auto value = rest.find(' ');
    const bool secret = rest.size() >= 3 && (rest[0] == 'P' || rest[0] == 'p') && (rest[1] == 'S' || rest[1] == 's');
    if (secret && value != std::string::npos) rest = rest.substr(0, value) + " ********";
    return "******** " + rest;
}

std::string verdict_of(const MeterBoot& boot) {
    switch (boot.result) {
        case MeterBoot::Result::empty: return "Nothing was taken: there is no message on the SIM.";
        case MeterBoot::Result::refused: return "Nothing was taken: " + boot.problem + ".";
        case MeterBoot::Result::unchanged: return "All right; the meter had these values already.";
        case MeterBoot::Result::taken: return "The settings were taken.";
    }
    return "";
}

}  // namespace

bool in_force(const MeterBoot& boot) {
    const bool right = boot.result == MeterBoot::Result::taken || boot.result == MeterBoot::Result::unchanged;
    return right && !boot.loops;
}

std::string describe(const MeterBoot& boot, std::string_view phone, const SimCard& card, const Settings& applied) {
    std::string text =
        fmt::format("{} starts with the SIM {}: {} of {} places used\n", phone, card.iccid, card.used(), card.places());
    for (const RecordVerdict& one : boot.records) {
        text += fmt::format("  record {}: {}{}{}\n", one.record, masked(one.text), one.text.empty() ? "" : ": ",
                            one.problem.empty() ? "right" : one.problem);
    }
    text += verdict_of(boot) + "\n";
    if (boot.loops) {
        return text + fmt::format("It restarts for ever: MODE is on the SIM and taken at each start. Stopped after {} starts.\n",
                                  boot.starts);
    }
    text += fmt::format("Starts: {}. In force:", boot.starts);
    for (std::size_t i = 0; i < setting_count; ++i) {
        const auto setting = static_cast<Setting>(i);
        const std::string& value = applied[setting];
        text += fmt::format(" {}={}", name(setting), setting == Setting::psw && !value.empty() ? "********" : value);
    }
    return text + "\n";
}

}  // namespace gsmcfg::sim
