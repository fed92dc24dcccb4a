#include "sim/device.hpp"

#include <stdexcept>

#include "gsmcfg/base/text.hpp"
#include "sim/device_makers.hpp"
#include "sim/meter.hpp"

namespace gsmcfg::sim {
namespace {

std::string another_serial(std::string serial) {
    char& last = serial.back();
    last = last >= '0' && last < '9' ? static_cast<char>(last + 1) : '0';
    return serial;
}

struct Maker {
    std::string_view family;
    std::unique_ptr<Device> (*make)(MeterSpec spec);
};
constexpr Maker makers[] = {
    {default_family, [](MeterSpec spec) -> std::unique_ptr<Device> { return std::make_unique<SimMeter>(std::move(spec)); }},
    {"teltonika", make_teltonika},
    {"wm-m2m-easy", make_easy},
    {"2n-smartcom", make_smartcom},
    {"kamstrup-gsm7i", make_kamstrup},
    {"robustel", make_robustel},
    {"rayleigh", make_rayleigh},
};

}  // namespace

void Device::restart() {
    apply();
    ++restarts_;
}

std::string Device::on_air(const std::string& reply) {
    if (!spec_.behaviour.garbled) return reply;
    const auto characters = base::to_code_points(reply);
    if (++aired_ % 2 == 1) return base::to_utf8(std::u32string_view(characters).substr(0, characters.size() / 3));
    return base::to_utf8(std::u32string(characters.rbegin(), characters.rend()));
}

std::string Device::serial_for_reply() {
    const bool swapped = spec_.behaviour.serial_swap && ++serials_ > 1 && !spec_.serial.empty();
    return swapped ? another_serial(spec_.serial) : spec_.serial;
}

std::unique_ptr<Device> make_device(MeterSpec spec) {
    for (const Maker& maker : makers) {
        if (maker.family == spec.family) return maker.make(std::move(spec));
    }
    throw std::invalid_argument("no device family is called " + spec.family);
}

}  // namespace gsmcfg::sim
