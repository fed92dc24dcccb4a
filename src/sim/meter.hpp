// One GS04/GB04 communication module as the manual's chapter 9 describes it: text in, text out. Knows no time and no network.
#pragma once

#include "gsmcfg/sim/fleet.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::sim {

class SimMeter {
public:
    explicit SimMeter(MeterSpec spec);

    struct Outcome {
        std::string reply;               // header and body, before loss and garbling
        std::optional<Setting> changed;  // a stored setting has another value now
        bool restarts = false;           // MODE was set: the module restarts with all stored settings
    };
    // One message from the administrator or from anybody else.
    [[nodiscard]] Outcome handle(std::string_view text);

    // The end of a restart or a power-up: what is stored is applied.
    void restart();
    // The text as it goes on the air: garbled if that is the meter's nature.
    [[nodiscard]] std::string on_air(const std::string& reply);

    [[nodiscard]] const MeterSpec& spec() const { return spec_; }
    [[nodiscard]] const Settings& stored() const { return stored_; }
    [[nodiscard]] const Settings& applied() const { return applied_; }
    [[nodiscard]] unsigned restarts() const { return restarts_; }

private:
    [[nodiscard]] Outcome query_or_set(Setting setting, std::optional<std::string_view> parameters);
    [[nodiscard]] std::optional<std::uint8_t> refusal(Setting setting, std::string_view value) const;
    [[nodiscard]] std::string altered(Setting setting, std::string_view value) const;
    [[nodiscard]] std::string header();
    [[nodiscard]] std::string body(Setting setting) const;
    [[nodiscard]] std::string shown(Setting setting) const;
    [[nodiscard]] Outcome error(std::uint8_t code);

    MeterSpec spec_;
    Settings stored_;
    Settings applied_;
    unsigned restarts_ = 0;
    unsigned headers_ = 0;
    unsigned aired_ = 0;
};

}  // namespace gsmcfg::sim
