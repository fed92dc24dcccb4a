// 2N SmartCom: "SC CNF PWD=secret APN=internet IPS=10.0.0.1". Any fault: nothing is changed and an error message comes.
#include <algorithm>
#include <array>

#include "gsmcfg/base/text.hpp"
#include "sim/configured_device.hpp"
#include "sim/device_makers.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::size_t longest_message = 160;

// In the order of the reply.
constexpr std::array fields{
    DeviceField{"mode", "MODE", 1, 0, 9},
    DeviceField{"232lck", "232LCK", 1, 0, 1},
    DeviceField{"apn", "APN"},
    DeviceField{"user", "DUSR"},
    DeviceField{"psw", "DPWD"},
    DeviceField{"dns", "IPS", 15},
    DeviceField{"port", "PORTS", 5, 1, 65535},
    DeviceField{"chprim", "CHPRIM", 3},
};

bool is_address(std::string_view text) {
    const auto octets = base::split(text, '.');
    return octets.size() == 4 && std::ranges::all_of(octets, [](std::string_view octet) {
               const auto value = whole_number(octet);
               return value && *value <= 255;
           });
}

class SmartComDevice final : public ConfiguredDevice {
public:
    explicit SmartComDevice(MeterSpec spec)
        : ConfiguredDevice(std::move(spec), {{"mode", "1"},
                                             {"232lck", "0"},
                                             {"apn", "internet"},
                                             {"user", ""},
                                             {"psw", ""},
                                             {"dns", ""},
                                             {"port", "41117"},
                                             {"chprim", "GSM"}}) {}

    Response receive(std::string_view text) override {
        const auto words = base::split(text, ' ');
        const bool readable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
        if (!readable || text.size() > longest_message || words.size() < 3 || words[0] != "SC" || !words[2].starts_with("PWD="))
            return fault();
        const std::string_view given = words[2].substr(4);
        const bool none = spec_.password.empty() && given == "\"\"" && words.size() == 3;
        if (given != spec_.password && !none) return variant("error-reply") ? fault() : Response();
        const std::vector<std::string_view> parameters(words.begin() + 3, words.end());
        if (words[1] == "INFO" && parameters.empty()) return info();
        if (words[1] == "CNF") return configure(parameters);
        return fault();
    }

private:
    static Response fault() {
        Response response;
        response.reply = "ERROR";
        return response;
    }

    Response info() {
        Response response;
        response.reply = "SIG=-71dBm OPER=T-Mobile CZ IMSI=230015001155344 IMEI=355915030750962 SN=" + serial_for_reply() +
                         " LIP=10.20.30.40 FW=" + spec_.firmware + " STAT=CONNECTED";
        return response;
    }

    Response configure(const std::vector<std::string_view>& parameters) {
        SettingValues wanted;
        for (const std::string_view word : parameters) {
            const auto equals = word.find('=');
            const DeviceField* field = find_token(fields, word.substr(0, equals));
            if (field == nullptr || equals == std::string_view::npos) return fault();
            const std::string value = arrived(*field, word.substr(equals + 1));
            if (!accepts(*field, value) || (field->name == "dns" && !value.empty() && !is_address(value))) return fault();
            wanted[std::string(field->name)] = value;
        }
        Response response;
        for (const auto& [name, value] : wanted) put(response, name, value);
        apply();
        std::string text;
        for (const DeviceField& field : fields)
            text += (text.empty() ? "" : " ") + std::string(field.token) + "=" + stored(field.name);
        response.reply = std::move(text);
        return response;
    }
};

}  // namespace

std::unique_ptr<Device> make_smartcom(MeterSpec spec) { return std::make_unique<SmartComDevice>(std::move(spec)); }

}  // namespace gsmcfg::sim
