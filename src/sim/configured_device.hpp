// What the families beside the GS04/GB04 have in common: settings by name, stored and applied.
#pragma once

#include "sim/device.hpp"

#include <span>

namespace gsmcfg::sim {

// A setting as its family writes it.
struct DeviceField {
    std::string_view name;   // ours
    std::string_view token;  // the device's
    std::size_t longest = 160;
    // A whole number in this range, if high is not 0.
    unsigned low = 0;
    unsigned high = 0;
};

// The field with that token, or null.
[[nodiscard]] const DeviceField* find_token(std::span<const DeviceField> fields, std::string_view token);

class ConfiguredDevice : public Device {
public:
    // Begins with `factory` and, over it, what the fleet file gives.
    ConfiguredDevice(MeterSpec spec, SettingValues factory);

    [[nodiscard]] SettingValues stored_values() const final { return stored_; }
    [[nodiscard]] SettingValues applied_values() const final { return applied_; }

protected:
    void apply() override { applied_ = stored_; }
    [[nodiscard]] bool variant(std::string_view name) const;
    // True if the device's behaviour refuses this setting.
    [[nodiscard]] bool refuses(std::string_view name) const;
    // True if that value may be stored.
    [[nodiscard]] bool accepts(const DeviceField& field, std::string_view value) const;
    // What the device gets of the value: the operator may have altered it.
    [[nodiscard]] std::string arrived(const DeviceField& field, std::string_view value) const;
    // Stores a value and notes in the response that it is another one.
    void put(Response& response, std::string_view name, std::string_view value);
    // "" if there is none.
    [[nodiscard]] const std::string& stored(std::string_view name) const;

    SettingValues stored_;
    SettingValues applied_;
};

// Text that is a number without sign and blanks.
[[nodiscard]] std::optional<unsigned> whole_number(std::string_view text);

}  // namespace gsmcfg::sim
