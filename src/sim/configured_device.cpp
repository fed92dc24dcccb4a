#include "sim/configured_device.hpp"

#include <algorithm>
#include <charconv>

namespace gsmcfg::sim {

const DeviceField* find_token(std::span<const DeviceField> fields, std::string_view token) {
    const auto found = std::ranges::find(fields, token, &DeviceField::token);
    return found == fields.end() ? nullptr : &*found;
}

std::optional<unsigned> whole_number(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

ConfiguredDevice::ConfiguredDevice(MeterSpec spec, SettingValues factory) : Device(std::move(spec)), stored_(std::move(factory)) {
    for (const auto& [name, value] : spec_.values) stored_[name] = value;
    applied_ = stored_;
}

bool ConfiguredDevice::variant(std::string_view name) const {
    return std::ranges::find(spec_.behaviour.variants, name) != spec_.behaviour.variants.end();
}

bool ConfiguredDevice::refuses(std::string_view setting) const {
    const Behaviour& nature = spec_.behaviour;
    return nature.error || std::ranges::any_of(nature.error_on, [&](const auto& one) { return name(one.first) == setting; });
}

bool ConfiguredDevice::accepts(const DeviceField& field, std::string_view value) const {
    if (refuses(field.name) || value.size() > field.longest) return false;
    if (field.high == 0) return true;
    const auto number = whole_number(value);
    return number && *number >= field.low && *number <= field.high;
}

// Without a blank: it separates in some families, and there the device would take the message for another.
std::string ConfiguredDevice::arrived(const DeviceField& field, std::string_view value) const {
    if (!spec_.behaviour.wrong_value || value.empty()) return std::string(value);
    if (field.high != 0) {
        const auto number = whole_number(value);
        if (!number) return std::string(value);
        return std::to_string(*number < field.high ? *number + 1 : *number - 1);
    }
    std::string longer = std::string(value) + "B038";
    return longer.size() <= field.longest ? longer : std::string(value);
}

void ConfiguredDevice::put(Response& response, std::string_view name, std::string_view value) {
    std::string& place = stored_[std::string(name)];
    response.configured = true;
    if (place != value && std::ranges::find(response.changed, name) == response.changed.end())
        response.changed.emplace_back(name);
    place = value;
}

const std::string& ConfiguredDevice::stored(std::string_view name) const {
    static const std::string nothing;
    const auto found = stored_.find(std::string(name));
    return found == stored_.end() ? nothing : found->second;
}

}  // namespace gsmcfg::sim
