#include "gsmcfg/meter/indication.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/indication_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

constexpr std::string_view appendix_a = "appendix A";
constexpr std::string_view section_7_2 = "section 7.2";
constexpr std::string_view table_1 = "table 1, section 4";

struct Bit {
    int number;
    std::string_view name;
    std::string_view when_set, when_clear;
    std::string_view advice_if_clear;
};

constexpr std::array<Bit, 5> bits{
    Bit{0, "SIM", "a SIM card or SIM chip was found", "no SIM was found",
        "switch the meter's power off, take the SIM out, clean its contacts, insert it again, switch the power on"},
    Bit{1, "GPRS mode", "one of the modes with a data connection is on", "no mode with a data connection is on",
        "this is right for SMS only; else send MODE (client, ce-nc or server)"},
    Bit{2, "", "", "", ""},
    Bit{3, "TCP connection", "the TCP connection to the server is up", "there is no TCP connection to the server",
        "in a mode with a data connection: check APN, server and port, then the signal"},
    Bit{4, "", "", "", ""}};

struct Registration {
    std::string_view meaning;
    std::string_view advice;
};

constexpr std::array<Registration, 4> registrations{
    Registration{"not registered", "only mode ce-nc registers; in that mode look at the TCP connection first"},
    Registration{"registration was requested, the answer is awaited", "ask again after a minute"}, Registration{"registered", ""},
    Registration{"the server refused the registration", "check on the CE-NC server whether this module is known there"}};

struct Number {
    int value;
    std::string_view reading;  // "hexadecimal"
    bool ambiguous;            // digits alone
};

std::optional<Number> read_number(std::string_view written) {
    const auto text = latin_capitals(written);
    const std::string_view view = text;
    const auto number = [](std::optional<int> value, std::string_view reading, bool ambiguous) {
        return value ? std::optional(Number{*value, reading, ambiguous}) : std::nullopt;
    };
    // The X may have been typed in Cyrillic: latin_capitals() took care of it.
    if (view.starts_with("0X")) return number(whole_number(view.substr(2), 16), "hexadecimal", false);
    // 0B followed by eight digits can only be binary: a byte has two hexadecimal ones.
    if (view.starts_with("0B") && view.size() > 3) return number(whole_number(view.substr(2), 2), "binary", false);
    if (view.ends_with("H")) return number(whole_number(view.substr(0, view.size() - 1), 16), "hexadecimal", false);
    if (const auto decimal = whole_number(view, 10)) return Number{*decimal, "decimal", *decimal > 9};
    return number(whole_number(view, 16), "hexadecimal", false);
}

IndicationField bit_field(const Bit& bit, int status) {
    const bool set = (status >> bit.number & 1) != 0;
    IndicationField field;
    field.place = fmt::format("bit {}", bit.number);
    field.value = set ? "1" : "0";
    field.source = appendix_a;
    field.name = bit.name;
    field.meaning = set ? bit.when_set : bit.when_clear;
    if (!set) field.advice = bit.advice_if_clear;
    if (bit.name.empty()) {
        field.name = "not described";
        field.meaning = "the manual does not say what this bit means";
        field.documented = false;
    }
    return field;
}

IndicationField registration_field(int status) {
    const auto value = static_cast<std::size_t>(status >> 5 & 7);
    IndicationField field{"bits 5-7", "registration on the server", std::to_string(value), "", "", std::string(appendix_a), true};
    if (value < registrations.size()) {
        field.meaning = registrations[value].meaning;
        field.advice = registrations[value].advice;
    } else {
        field.meaning = fmt::format("the manual describes 0 to {} only", registrations.size() - 1);
        field.documented = false;
    }
    return field;
}

struct Hardware {
    std::string_view number;
    std::string_view networks;
    std::string_view marks;
    std::string_view advice;
};

constexpr std::array<Hardware, 2> hardware{
    Hardware{"8420", "GSM 2G + 4G", "GS04 and GB04", ""},
    Hardware{"8421", "GSM 2G + 3G + 4G", "GS04",
             "its network type 'GSM only' means 2G and 3G, and it chooses its band by itself"}};

// "c1.0v1.4.8420.1.1.1" in its parts.
struct Version {
    std::string core, function, platform, rest;
};

bool is_number(std::string_view text) { return whole_number(text, 10).has_value(); }

std::optional<Version> split_version(std::string_view text) {
    const auto v = text.find('V');
    if (!text.starts_with('C') || v == std::string_view::npos) return std::nullopt;
    const auto core = base::split(text.substr(1, v - 1), '.');
    const auto tail = base::split(text.substr(v + 1), '.');
    if (core.size() != 2 || tail.size() < 3 || !std::ranges::all_of(core, is_number) || !std::ranges::all_of(tail, is_number))
        return std::nullopt;
    Version version;
    version.core = text.substr(1, v - 1);
    version.function = fmt::format("{}.{}", tail[0], tail[1]);
    version.platform = tail[2];
    version.rest = fmt::format("{}", fmt::join(tail.begin() + 3, tail.end(), "."));
    return version;
}

IndicationField platform_field(const std::string& number) {
    const auto found = std::ranges::find(hardware, number, &Hardware::number);
    IndicationField field{"", "hardware", number, "", "", std::string(table_1), true};
    if (found == hardware.end()) {
        field.meaning = "not in the manual, which knows 8420 (GSM 2G + 4G) and 8421 (GSM 2G + 3G + 4G)";
        field.documented = false;
    } else {
        field.meaning = fmt::format("{}, modules marked {}", found->networks, found->marks);
        field.advice = found->advice;
    }
    return field;
}

}  // namespace

base::Result<Indication> explain_status(std::string_view written) {
    const auto number = read_number(written);
    if (!number || number->value > 0xFF)
        return base::fail(ErrorCode::invalid_argument, "status",
                          fmt::format("{} is no status byte: it is 0x00 to 0xFF (0x4B, 4Bh), or 0 to 255", quoted(written)));
    Indication result;
    result.subject = fmt::format("status byte 0x{:02X} ({}, taken as {})", number->value, number->value, number->reading);
    for (const auto& bit : bits) result.fields.push_back(bit_field(bit, number->value));
    result.fields.push_back(registration_field(number->value));
    if (number->ambiguous && number->value <= 99)
        result.remarks.push_back(fmt::format("{} was taken as decimal; for hexadecimal say 0x{}", number->value, number->value));
    return result;
}

base::Result<Indication> explain_version(std::string_view written) {
    const auto version = split_version(latin_capitals(written));
    if (!version)
        return base::fail(ErrorCode::invalid_argument, "version",
                          fmt::format("{} is no version of such a module: it looks like c1.0v1.4.8420.1.1.1 (core, functional "
                                      "version, hardware)",
                                      quoted(written)));
    Indication result;
    result.subject = "version " + base::to_lower(latin_capitals(written));
    const std::string source(section_7_2);
    result.fields.push_back({"", "core", version->core, "version of the core", "", source, true});
    result.fields.push_back(
        {"", "functional version", version->function, "version of what the module does for its users", "", source, true});
    result.fields.push_back(platform_field(version->platform));
    if (!version->rest.empty())
        result.fields.push_back(
            {"", "further numbers", version->rest, "the manual does not say what they mean", "", source, false});
    result.remarks.emplace_back(
        "MODE and PSW exist since 'version 2.0'; the manual does not say which of these numbers that is. A module without them "
        "answers error 0x06, or not at all: try one.");
    return result;
}

}  // namespace gsmcfg::meter
