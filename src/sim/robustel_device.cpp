// Robustel GoRugged M1000: "1234:1001,M1000;0004". What is set waits until it is saved, and is lost by a reset before.
#include <array>

#include "gsmcfg/base/text.hpp"
#include "sim/configured_device.hpp"
#include "sim/device_makers.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::size_t longest_message = 160;

constexpr DeviceField device_name{"name", "1001", 20};
// The five parameters of 1000.
constexpr std::array port_fields{
    DeviceField{"baud", "", 6, 1200, 115200}, DeviceField{"parity", "", 1},          DeviceField{"databits", "", 1, 7, 8},
    DeviceField{"stopbits", "", 1, 1, 2},     DeviceField{"interface", "", 1, 0, 1},
};

SettingValues factory() {
    return {{"name", ""}, {"baud", "115200"}, {"parity", "n"}, {"databits", "8"}, {"stopbits", "1"}, {"interface", "0"}};
}

class RobustelDevice final : public ConfiguredDevice {
public:
    explicit RobustelDevice(MeterSpec spec) : ConfiguredDevice(std::move(spec), factory()), working_(stored_) {}

    Response receive(std::string_view text) override {
        Response response;
        if (!spec_.password.empty()) {
            const std::string key = spec_.password + ":";
            if (!text.starts_with(key)) return response;
            text.remove_prefix(key.size());
        }
        const auto commands = base::split(text, ';');
        bool good = text.size() <= longest_message && (commands.size() == 1 || !variant("single"));
        for (std::size_t i = 0; good && i < commands.size(); ++i)
            good = set(commands[i], response) || control(commands[i], response);
        if (!good) response.restarts = false;
        if (!good || !variant("silent-ok")) response.reply = good ? "OK" : "ERROR";
        return response;
    }

private:
    void apply() override {
        ConfiguredDevice::apply();
        working_ = stored_;
    }

    bool set(std::string_view command, Response& response) {
        const auto words = base::split(command, ',');
        if (words[0] == device_name.token && words.size() == 2) {
            if (!change(device_name, words[1])) return false;
        } else if (words[0] == "1000" && words.size() == port_fields.size() + 1) {
            const SettingValues before = working_;
            for (std::size_t i = 0; i < port_fields.size(); ++i) {
                if (change(port_fields[i], words[i + 1])) continue;
                working_ = before;
                return false;
            }
        } else {
            return false;
        }
        response.configured = true;
        return true;
    }

    bool change(const DeviceField& field, std::string_view given) {
        const std::string value = field.name == "parity" ? std::string(given) : arrived(field, given);
        const bool parity = field.name != "parity" || std::string_view("noems").find(value) != std::string_view::npos;
        if (value.empty() || !parity || !accepts(field, value)) return false;
        working_[std::string(field.name)] = value;
        return true;
    }

    bool control(std::string_view command, Response& response) {
        if (command == "0000") working_ = factory();
        if (command == "0002" || command == "0004") {
            for (const auto& [name, value] : working_) put(response, name, value);
        }
        response.restarts = response.restarts || command == "0001" || command == "0004";
        return command == "0000" || command == "0001" || command == "0002" || command == "0003" || command == "0004";
    }

    SettingValues working_;
};

}  // namespace

std::unique_ptr<Device> make_robustel(MeterSpec spec) { return std::make_unique<RobustelDevice>(std::move(spec)); }

}  // namespace gsmcfg::sim
