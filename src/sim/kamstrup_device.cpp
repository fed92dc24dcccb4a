// Kamstrup GSM7i: "=SIGNAL#". It is asked and sets nothing.
#include "gsmcfg/base/text.hpp"
#include "sim/configured_device.hpp"
#include "sim/device_makers.hpp"

namespace gsmcfg::sim {
namespace {

class KamstrupDevice final : public ConfiguredDevice {
public:
    explicit KamstrupDevice(MeterSpec spec) : ConfiguredDevice(std::move(spec), {}) {}

    // All capitals or all small letters.
    Response receive(std::string_view text) override {
        Response response;
        const std::string small = base::to_lower(text);
        bool mixed = false;
        bool capitals = false;
        for (std::size_t i = 0; i < small.size(); ++i) capitals = capitals || small[i] != text[i];
        for (const char c : text) mixed = mixed || (capitals && c >= 'a' && c <= 'z');
        if (!spec_.behaviour.error && !mixed) response.reply = answer(small);
        if (!response.reply && !variant("silent-errors")) response.reply = variant("gsm8i") ? "NO RESPONSE" : "NO ANSWER";
        return response;
    }

private:
    std::optional<std::string> answer(std::string_view command) {
        if (command == "=signal#") {
            if (variant("gsm8i")) return "Signal: 2(0-4)LEDS, UMTS";
            return variant("gsm6h") ? "Signal: 16 (0-31)" : "Signal: 16(0-31)";
        }
        if (variant("gsm6h")) return std::nullopt;
        if (command == "=iostatus#") return "Relay1: 1 Relay2: 0\r\nInput1: 1 Input2: 0";
        if (command != "=read_meter#") return std::nullopt;
        const std::string label = variant("gsm8i") ? "Meter No: " : "Meter No.: ";
        return "32432 kWh,\r\n343 W,\r\n2452 Hours,\r\n" + label + serial_for_reply();
    }
};

}  // namespace

std::unique_ptr<Device> make_kamstrup(MeterSpec spec) { return std::make_unique<KamstrupDevice>(std::move(spec)); }

}  // namespace gsmcfg::sim
