// Rayleigh Connect: "user secret APN internet" → "Q1234567890123456 APN OK". What it does not know it does not answer.
#include <array>

#include "gsmcfg/base/text.hpp"
#include "sim/configured_device.hpp"
#include "sim/device_makers.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::size_t longest_message = 160;
constexpr std::size_t longest_credential = 16;
constexpr std::array fields{DeviceField{"apn", ""}, DeviceField{"user", ""}, DeviceField{"psw", ""}};

bool same_word(std::string_view a, std::string_view b) { return base::to_lower(a) == base::to_lower(b); }

class RayleighDevice final : public ConfiguredDevice {
public:
    explicit RayleighDevice(MeterSpec spec) : ConfiguredDevice(std::move(spec), {{"apn", ""}, {"user", ""}, {"psw", ""}}) {
        stored_["login"] = spec_.login;
        stored_["password"] = spec_.password;
        apply();
    }

    // Capitals and small letters are the same in a user name and a password.
    Response receive(std::string_view text) override {
        const auto words = base::split(text, ' ');
        if (disabled_ || text.size() > longest_message || words.size() < 3) return {};
        if (!same_word(words[0], stored("login")) || !same_word(words[1], stored("password"))) return {};
        const std::vector<std::string_view> arguments(words.begin() + 3, words.end());
        if (words[2] == "APN") return set_apn(arguments);
        if (words[2] == "SETAUTH") return set_credential(arguments);
        if (words[2] == "RTC" && arguments.empty()) return clock();
        Response response;
        response.restarts = words[2] == "REBOOT" && arguments.empty();
        return response;
    }

private:
    Response set_apn(const std::vector<std::string_view>& arguments) {
        bool good = arguments.size() == 1 || arguments.size() == fields.size();
        for (std::size_t i = 0; good && i < arguments.size(); ++i)
            good = !arguments[i].empty() && accepts(fields[i], arguments[i]);
        Response response;
        for (std::size_t i = 0; good && i < fields.size(); ++i) {
            put(response, fields[i].name, i < arguments.size() ? arrived(fields[i], arguments[i]) : std::string());
        }
        apply();
        return told("APN", good, std::move(response));
    }

    // It stands still: what a dialect makes of the form is what matters.
    Response clock() {
        Response response;
        response.reply = (variant("no-uid") ? std::string() : serial_for_reply() + " ") + "RTC 2025-05-27 18:20:00";
        return response;
    }

    Response set_credential(const std::vector<std::string_view>& arguments) {
        Response response;
        bool good = false;
        if (arguments.size() == 1) {
            good = arguments[0] == "NUMBERS" || arguments[0] == "LOW" || arguments[0] == "DISABLE";
            disabled_ = arguments[0] == "DISABLE";
        } else if (arguments.size() == 2) {
            good = !arguments[0].empty() && !arguments[1].empty() && arguments[0].size() <= longest_credential &&
                   arguments[1].size() <= longest_credential && !refuses("password");
        }
        if (good && arguments.size() == 2) {
            put(response, "login", arguments[0]);
            put(response, "password", arguments[1]);
            apply();
        }
        return told("SETAUTH", good, std::move(response));
    }

    Response told(const std::string& command, bool good, Response response) {
        const std::string identity = variant("no-uid") ? std::string() : serial_for_reply() + " ";
        response.reply = identity + command + (good ? " OK" : " ERROR");
        return response;
    }

    bool disabled_ = false;
};

}  // namespace

std::unique_ptr<Device> make_rayleigh(MeterSpec spec) { return std::make_unique<RayleighDevice>(std::move(spec)); }

}  // namespace gsmcfg::sim
