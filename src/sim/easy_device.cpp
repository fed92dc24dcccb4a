// WM Systems M2M Easy 2, 2S: "PW=ABCD,SERVER1=10.0.0.1,PORT1=9999,RESET". The acknowledgement counts, minutes later.
#include <algorithm>
#include <array>

#include "gsmcfg/base/text.hpp"
#include "sim/configured_device.hpp"
#include "sim/device_makers.hpp"

namespace gsmcfg::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::size_t longest_message = 160;
constexpr minutes acknowledgement_delay{2};

constexpr std::array fields{
    DeviceField{"apn", "APN", 64},
    DeviceField{"user", "APNUSER", 64},
    DeviceField{"psw", "APNPASS", 64},
    DeviceField{"dns", "SERVER1", 64},
    DeviceField{"port", "PORT1", 5, 1, 65535},
    DeviceField{"account", "ACCOUNT", 16},
    DeviceField{"protocol", "SWPROTO", 2, 0, 99},
    DeviceField{"tel1", "TEL1", 20},
    DeviceField{"tel2", "TEL2", 20},
    DeviceField{"tel3", "TEL3", 20},
    DeviceField{"tel4", "TEL4", 20},
    DeviceField{"password", "PWNEW", 16},
};

struct Query {
    std::string_view name;
    std::string_view shows;
};
constexpr std::array queries{
    Query{"INFDEV", "ACCOUNT,SQ,SWVER,HWID,IMEI,SIMICC,VBATT,IP"},
    Query{"DEVSTAT", "ACCOUNT,SQ,SWVER,HWID,IMEI,SIMICC,VBATT,IP"},
    Query{"INFTEL", "ACCOUNT,SQ,TEL1,TEL2,TEL3,TEL4,I1S,I2S,I1V,I2V"},
    Query{"INFSMS", "ACCOUNT,SQ,I1ON,I1OFF,I2ON,I2OFF"},
    Query{"INFIO", "ACCOUNT,SQ,I1,I2,OUT"},
    Query{"INFIP", "ACCOUNT,SQ,IMEI,IP,SERVER1,PORT1,SWPROTO"},
};

const Query* find_query(std::string_view name) {
    const auto* found = std::ranges::find(queries, name, &Query::name);
    return found == queries.end() ? nullptr : found;
}

class EasyDevice final : public ConfiguredDevice {
public:
    explicit EasyDevice(MeterSpec spec)
        : ConfiguredDevice(std::move(spec), {{"apn", ""},
                                             {"user", ""},
                                             {"psw", ""},
                                             {"dns", ""},
                                             {"port", ""},
                                             {"account", ""},
                                             {"protocol", "0"},
                                             {"tel1", ""},
                                             {"tel2", ""},
                                             {"tel3", ""},
                                             {"tel4", ""}}) {
        stored_["password"] = spec_.password;
        apply();
    }

    // A new password, as everything else, is in force after the RESET.
    Response receive(std::string_view text) override {
        auto words = base::split(text, ',');
        if (text.size() > longest_message || words.front() != "PW=" + applied_["password"]) return {};
        words.erase(words.begin());
        if (words.empty()) return {};
        if (std::ranges::all_of(words, [](std::string_view word) { return find_query(word) != nullptr; })) return answer(words);
        const bool reset = words.back() == "RESET";
        if (reset) words.pop_back();
        Response response;
        for (const std::string_view word : words) set(response, word);
        response.restarts = reset;
        response.delay = acknowledgement_delay;
        if (reset || variant("reply-each")) response.reply = acknowledgement();
        return response;
    }

private:
    void set(Response& response, std::string_view word) {
        const auto equals = word.find('=');
        const DeviceField* field = find_token(fields, word.substr(0, equals));
        const bool known = field != nullptr && equals != std::string_view::npos;
        const std::string value = known ? arrived(*field, word.substr(equals + 1)) : std::string();
        const bool empty_password = known && field->name == "password" && value.empty();
        if (!known || empty_password || !accepts(*field, value)) {
            failed_ = true;
            return;
        }
        put(response, field->name, value);
        ++processed_;
    }

    // Of all messages since the last one.
    std::string acknowledgement() {
        const std::string count = std::to_string(std::exchange(processed_, 0U));
        const std::string word = std::exchange(failed_, false) ? "ERROR" : "OK";
        return variant("bare-ok") ? word : word + " " + count;
    }

    Response answer(const std::vector<std::string_view>& names) {
        std::string text;
        for (const std::string_view name : names) {
            for (const std::string_view token : base::split(find_query(name)->shows, ',')) {
                text += (text.empty() ? "" : ",") + std::string(token) + "=" + shown(token);
            }
        }
        Response response;
        response.reply = std::move(text);
        return response;
    }

    std::string shown(std::string_view token) {
        if (const DeviceField* field = find_token(fields, token)) return stored(field->name);
        if (token == "IMEI") return serial_for_reply();
        if (token == "SQ") return "21";
        if (token == "SWVER") return spec_.firmware;
        if (token == "IP") return "10.20.30.40";
        return "0";
    }

    unsigned processed_ = 0;
    bool failed_ = false;
};

}  // namespace

std::unique_ptr<Device> make_easy(MeterSpec spec) { return std::make_unique<EasyDevice>(std::move(spec)); }

}  // namespace gsmcfg::sim
