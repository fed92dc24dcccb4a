// One GS04/GB04 communication module as the manual's chapter 9 describes it: text in, text out. Knows no time and no network.
#pragma once

#include "gsmcfg/sim/fleet.hpp"
#include "sim/device.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::sim {

class SimMeter final : public Device {
public:
    explicit SimMeter(MeterSpec spec);

    struct Outcome {
        std::string reply;               // header and body, before loss and garbling
        std::optional<Setting> changed;  // a stored setting has another value now
        bool restarts = false;           // MODE was set: the module restarts with all stored settings
        std::optional<Setting> set;      // a setting command that was accepted
        std::optional<std::uint8_t> error;
    };
    // One message from the administrator or from anybody else.
    [[nodiscard]] Outcome handle(std::string_view text);
    [[nodiscard]] Response receive(std::string_view text) override;

    // Stored, not yet applied: what the SIM brings.
    void store(const Settings& settings) { stored_ = settings; }
    [[nodiscard]] SettingValues stored_values() const override;
    [[nodiscard]] SettingValues applied_values() const override;
    [[nodiscard]] const Settings& stored() const { return stored_; }
    [[nodiscard]] const Settings& applied() const { return applied_; }

private:
    void apply() override { applied_ = stored_; }
    [[nodiscard]] Outcome query_or_set(Setting setting, std::optional<std::string_view> parameters);
    [[nodiscard]] std::optional<std::uint8_t> refusal(Setting setting, std::string_view value) const;
    [[nodiscard]] std::string altered(Setting setting, std::string_view value) const;
    [[nodiscard]] std::string header();
    [[nodiscard]] std::string body(Setting setting) const;
    [[nodiscard]] std::string shown(Setting setting) const;
    [[nodiscard]] Outcome error(std::uint8_t code);

    Settings stored_;
    Settings applied_;
};

}  // namespace gsmcfg::sim
