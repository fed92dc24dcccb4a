// The table behind the fleet file's column `family`.
#include <algorithm>
#include <array>

#include "gsmcfg/sim/fleet.hpp"

namespace gsmcfg::sim {
namespace {

using Names = std::string_view;

constexpr std::array module_settings{Names("mode"), Names("apn"),  Names("user"),    Names("psw"),
                                     Names("dns"),  Names("port"), Names("timeout"), Names("reset")};
constexpr std::array tracker_settings{Names("apn"),  Names("user"),     Names("psw"), Names("dns"),
                                      Names("port"), Names("protocol"), Names("gprs")};
constexpr std::array tracker_variants{Names("param-id"), Names("semicolon"), Names("partial"), Names("error-text"),
                                      Names("password-only")};
constexpr std::array easy_settings{Names("apn"),  Names("user"),    Names("psw"),      Names("dns"),
                                   Names("port"), Names("account"), Names("protocol"), Names("tel1"),
                                   Names("tel2"), Names("tel3"),    Names("tel4")};
constexpr std::array easy_variants{Names("bare-ok"), Names("reply-each")};
constexpr std::array smartcom_settings{Names("mode"), Names("232lck"), Names("apn"),  Names("user"),
                                       Names("psw"),  Names("dns"),    Names("port"), Names("chprim")};
constexpr std::array smartcom_variants{Names("error-reply")};
constexpr std::array kamstrup_variants{Names("silent-errors"), Names("gsm6h"), Names("gsm8i")};
constexpr std::array robustel_settings{Names("name"),     Names("baud"),     Names("parity"),
                                       Names("databits"), Names("stopbits"), Names("interface")};
constexpr std::array robustel_variants{Names("silent-ok"), Names("single")};
constexpr std::array rayleigh_settings{Names("apn"), Names("user"), Names("psw")};
constexpr std::array rayleigh_variants{Names("no-uid")};

constexpr std::array table{
    Family{default_family, "Energomera GS04, GB04: communication module of a meter", module_settings, {}, ""},
    Family{"teltonika", "Teltonika FMB…: GPS tracker", tracker_settings, tracker_variants, ""},
    Family{"wm-m2m-easy", "WM Systems M2M Easy 2, 2S: alarm communicator", easy_settings, easy_variants, "ABCD"},
    Family{"2n-smartcom", "2N SmartCom, SmartCom PRO: terminal for meters", smartcom_settings, smartcom_variants, ""},
    Family{"kamstrup-gsm7i", "Kamstrup GSM7i, GSM6H, GSM8i: module of a meter; is read, not set", {}, kamstrup_variants, ""},
    Family{"robustel", "Robustel GoRugged M1000, R3000-3P: modem, router", robustel_settings, robustel_variants, ""},
    Family{"rayleigh", "Rayleigh Connect: gateway", rayleigh_settings, rayleigh_variants, ""},
};

}  // namespace

std::span<const Family> families() { return table; }

const Family* find_family(std::string_view name) {
    const auto* found = std::ranges::find(table, name, &Family::name);
    return found == table.end() ? nullptr : found;
}

}  // namespace gsmcfg::sim
