// Teltonika FMB…: "login password setparam 2001:internet;2004:10.0.0.1". What the public pages leave open is read as in
// README.md.
#include <algorithm>
#include <array>

#include "gsmcfg/base/text.hpp"
#include "sim/configured_device.hpp"
#include "sim/device_makers.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::size_t longest_message = 160;
constexpr std::size_t longest_id = 5;

constexpr std::array fields{
    DeviceField{"apn", "2001", 32},       DeviceField{"user", "2002", 32},          DeviceField{"psw", "2003", 32},
    DeviceField{"dns", "2004", 56},       DeviceField{"port", "2005", 5, 0, 65535}, DeviceField{"protocol", "2006", 1, 0, 1},
    DeviceField{"gprs", "2000", 1, 0, 1}, DeviceField{"login", "3003", 5},          DeviceField{"password", "3004", 5},
};

struct Pair {
    const DeviceField* field;
    std::string value;
};

class TeltonikaDevice final : public ConfiguredDevice {
public:
    explicit TeltonikaDevice(MeterSpec spec)
        : ConfiguredDevice(
              std::move(spec),
              {{"apn", ""}, {"user", ""}, {"psw", ""}, {"dns", ""}, {"port", "0"}, {"protocol", "0"}, {"gprs", "1"}}) {
        stored_["login"] = spec_.login;
        stored_["password"] = spec_.password;
        apply();
    }

    // Without login and password the command stands after two blanks.
    Response receive(std::string_view text) override {
        std::string key = stored("password") + " ";
        if (!variant("password-only")) key.insert(0, stored("login") + " ");
        if (text.size() > longest_message || !text.starts_with(key)) return {};
        text.remove_prefix(key.size());
        const auto blank = text.find(' ');
        const std::string_view command = text.substr(0, blank);
        const std::string_view value = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
        if (command == "setparam") return set(value);
        if (command == "getparam") return get(value);
        Response response;
        response.restarts = command == "cpureset" && value.empty();
        return response;
    }

private:
    Response set(std::string_view text) {
        Response response;
        std::vector<Pair> good;
        bool bad = false;
        for (const std::string_view item : base::split(text, ';')) {
            const auto colon = item.find(':');
            const DeviceField* field = find_token(fields, item.substr(0, colon));
            if (colon == std::string_view::npos || field == nullptr) {
                bad = true;
                continue;
            }
            std::string value = arrived(*field, item.substr(colon + 1));
            if (accepts(*field, value)) {
                good.push_back({field, std::move(value)});
            } else {
                bad = true;
            }
        }
        if (good.empty() || (bad && !variant("partial"))) {
            response.reply = variant("error-text") ? "Error while configuring parameters"
                                                   : "WARNING: Not supported Param ID or Value detected";
            return response;
        }
        for (const auto& [field, value] : good) put(response, field->name, value);
        apply();
        response.reply = confirmation(good);
        return response;
    }

    [[nodiscard]] std::string confirmation(const std::vector<Pair>& pairs) const {
        const bool old = variant("param-id");
        std::string text;
        for (const auto& [field, value] : pairs) {
            if (text.empty()) {
                text = (old ? "Param ID:" : "New value ") + std::string(field->token) + (old ? " Value:" : ":") + value;
            } else {
                text += ";" + std::string(field->token) + ":" + value;
            }
        }
        return variant("semicolon") ? text + ";" : text;
    }

    Response get(std::string_view text) const {
        Response response;
        std::string shown;
        for (const std::string_view id : base::split(text, ';')) {
            const DeviceField* field = find_token(fields, id);
            if (field == nullptr) {
                const bool valid = whole_number(id) && id.size() <= longest_id;
                response.reply = valid ? "Param ID:" + std::string(id) + " doesn't exist" : "Invalid parameter id provided";
                return response;
            }
            const std::string& value = stored(field->name);
            shown += shown.empty() ? "Param ID:" + std::string(id) + " Value:" + value : ";" + std::string(id) + ":" + value;
        }
        response.reply = std::move(shown);
        return response;
    }
};

}  // namespace

std::unique_ptr<Device> make_teltonika(MeterSpec spec) { return std::make_unique<TeltonikaDevice>(std::move(spec)); }

}  // namespace gsmcfg::sim
