#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/indication.hpp"
#include "meter/indication_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

constexpr std::string_view table_4 = "table 4, section 7";
constexpr std::string_view table_5 = "table 5, section 7";
constexpr std::string_view table_6 = "table 6, section 7.1";
constexpr std::string_view section_5_1 = "section 5.1";

struct Value {
    char shown;
    std::string_view meaning;
    std::string_view advice;
};

constexpr std::string_view look_at_apn =
    "wait a minute; if it stays, check APN, its user and password, and whether the SIM's tariff has data";
constexpr std::string_view reseat_sim =
    "switch the meter's power off, take the SIM out, clean its contacts, insert it again, switch the power on";

constexpr std::array<Value, 2> sim_values{Value{'0', "no SIM card or SIM chip was found", reseat_sim},
                                          Value{'1', "a SIM card or SIM chip was found", ""}};
constexpr std::array<Value, 7> gprs_values{
    Value{'0', "off", "this is right for SMS only; else send MODE (client, ce-nc or server)"},
    Value{'1', "client: going online", look_at_apn},
    Value{'2', "client: the TCP connection is up", ""},
    Value{'3', "registered on the CE-NC server", ""},
    Value{'A', "server: going online", look_at_apn},
    Value{'B', "server: the TCP connection is up", ""},
    Value{'F', "no data connection",
          "look at the SIM and at the registration (group 2, field 1) first, then at APN, its user and password, and whether the "
          "SIM's tariff has data"}};
constexpr std::array<Value, 5> meter_values{
    Value{'0', "the meter is initialised", ""},
    Value{'A', "unknown meter type, or no link to the meter",
          "check the meter's port: protocol set to automatic, 9600 baud, interface time-out of 15 s or more"},
    Value{'B', "reading the meter's date and time", "wait a minute: if it does not change, the reading failed"},
    Value{'C', "reading the meter's date and time", "wait a minute: if it does not change, the reading failed"},
    Value{'D', "reading the meter's date and time", "wait a minute: if it does not change, the reading failed"}};
constexpr std::array<Value, 7> network_values{
    Value{'0', "not registered", "check the antenna and whether the SIM is active; PIN request off"},
    Value{'1', "registered", ""},
    Value{'2', "searching for a network", "wait; if it stays, check the antenna and that no metal cabinet shields it"},
    Value{'3', "registration denied", "ask the operator whether the SIM is active and allowed in this network"},
    Value{'4', "unknown error", "switch the meter's power off and on; try the SIM in a phone"},
    Value{'5', "registered, roaming", ""},
    Value{'F', "no SIM, or it asks for its PIN", "insert a SIM (power off meanwhile); switch its PIN request off in a phone"}};
constexpr std::array<Value, 13> band_values{
    Value{'0', "unknown", ""},     Value{'1', "GSM 900", ""},     Value{'2', "GSM 1800", ""},    Value{'3', "LTE band 1", ""},
    Value{'4', "LTE band 3", ""},  Value{'5', "LTE band 5", ""},  Value{'6', "LTE band 7", ""},  Value{'7', "LTE band 8", ""},
    Value{'8', "LTE band 20", ""}, Value{'9', "LTE band 31", ""}, Value{'A', "LTE band 38", ""}, Value{'B', "WCDMA 900", ""},
    Value{'C', "WCDMA 2100", ""}};
constexpr std::array<Value, 10> signal_values{Value{'0', "-113 to -111 dBm", ""}, Value{'1', "-109 to -105 dBm", ""},
                                              Value{'2', "-103 to -99 dBm", ""},  Value{'3', "-97 to -93 dBm", ""},
                                              Value{'4', "-91 to -87 dBm", ""},   Value{'5', "-85 to -81 dBm", ""},
                                              Value{'6', "-79 to -75 dBm", ""},   Value{'7', "-73 to -69 dBm", ""},
                                              Value{'8', "-67 to -63 dBm", ""},   Value{'9', "above -61 dBm", ""}};
// The weakest signal of each row.
constexpr std::array<int, 10> weakest{-113, -109, -103, -97, -91, -85, -79, -73, -67, -61};

constexpr int least_for_gsm = 5;
constexpr int least_for_lte = 4;
constexpr std::string_view antenna =
    "an external antenna with more gain, out of any metal cabinet, made for the band that the module uses";

struct Field {
    std::string_view name;
    std::span<const Value> values;
    std::string_view source;
};

const std::array<std::array<Field, 3>, 2> groups{
    {{Field{"SIM", sim_values, table_6}, Field{"GPRS channel", gprs_values, table_6},
      Field{"link to the meter", meter_values, table_6}},
     {Field{"network registration", network_values, table_6}, Field{"band", band_values, table_5},
      Field{"signal", signal_values, table_4}}}};

const Value* find(const Field& field, char shown) {
    const auto found = std::ranges::find(field.values, shown, &Value::shown);
    return found == field.values.end() ? nullptr : &*found;
}

std::string known(const Field& field) {
    std::string text;
    for (const auto& value : field.values) text += fmt::format("{}{}", text.empty() ? "" : ", ", value.shown);
    return text;
}

// Whether it is enough, where the band says for what. The manual has no limit for WCDMA.
std::string verdict(int digit, char band) {
    const auto on = [&](std::string_view network, int least) {
        return fmt::format("{} for {} ({} or more)", digit >= least ? "enough" : "too weak", network, least);
    };
    if (band == '1' || band == '2') return on("GSM", least_for_gsm);
    if (band >= '3' && band <= 'A') return on("LTE", least_for_lte);
    if (band == 'B' || band == 'C') return "the manual gives no limit for WCDMA";
    return fmt::format("{}, {}", on("GSM", least_for_gsm), on("LTE", least_for_lte));
}

std::string signal_advice(int digit, char band) {
    const bool lte = band >= '3' && band <= 'A';
    if (digit >= (lte ? least_for_lte : least_for_gsm)) return "";
    if (digit >= least_for_lte && band == 0) return fmt::format("on GSM: {}", antenna);
    return std::string(antenna);
}

// `text` is one group of three, all of them known characters. Fails with the first field that is none of its values.
base::Result<std::vector<IndicationField>> read_group(std::string_view text, std::size_t group) {
    std::vector<IndicationField> fields;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& field = groups[group][i];
        const auto* value = find(field, text[i]);
        const auto place = fmt::format("group {}, field {}", group + 1, i + 1);
        if (value == nullptr)
            return base::fail(ErrorCode::invalid_argument, "display",
                              fmt::format("{} ({}) can't be {}: it is one of {}", place, field.name, text[i], known(field)));
        fields.push_back({place, std::string(field.name), std::string(1, text[i]), std::string(value->meaning),
                          std::string(value->advice), std::string(field.source), true});
    }
    if (group == 1) {
        const int digit = text[2] - '0';
        fields.back().meaning += "; " + verdict(digit, text[1]);
        fields.back().advice = signal_advice(digit, text[1]);
    }
    return fields;
}

// Zeros typed as the letter O, and separators that people put between the groups.
std::string shown_characters(std::string_view written) {
    auto text = latin_capitals(written);
    std::erase_if(text, [](char c) { return c == '|' || c == '-' || c == '/' || c == '_'; });
    std::ranges::replace(text, 'O', '0');
    return text;
}

base::Result<Indication> explain_info(std::string_view number, std::string_view written) {
    if (whole_number(number, 10) != 5)
        return base::fail(
            ErrorCode::invalid_argument, "display",
            fmt::format("{} is not in the module's manual, which knows Info05 (the link to the module failed); other "
                        "Info numbers are the meter's own: see the meter's manual",
                        quoted(written)));
    Indication result;
    result.subject = "display Info05";
    result.fields.push_back({"", "meter and module", "Info05", "the meter's link to its communication module failed",
                             "give it a minute after power-on; then power off, seat the module again, power on; then send the "
                             "meter or module to be repaired",
                             std::string(section_5_1), true});
    return result;
}

base::Result<Indication> explain_both(std::string_view text) {
    auto first = read_group(text.substr(0, 3), 0);
    auto second = read_group(text.substr(3), 1);
    if (!first || !second) {
        std::string detail = first ? second.error().detail : first.error().detail;
        if (!first && !second) detail += "; " + second.error().detail;
        return base::fail(ErrorCode::invalid_argument, "display", std::move(detail));
    }
    Indication result;
    result.subject = fmt::format("display {} {}", text.substr(0, 3), text.substr(3));
    result.fields = std::move(*first);
    result.fields.insert(result.fields.end(), second->begin(), second->end());
    return result;
}

base::Result<Indication> explain_one(std::string_view text, std::optional<int> group) {
    Indication result;
    result.subject = fmt::format("display {}", text);
    if (group) {
        auto fields = read_group(text, *group == 1 ? 0 : 1);
        if (!fields) return base::fail(std::move(fields).error());
        result.fields = std::move(*fields);
        return result;
    }
    auto first = read_group(text, 0);
    auto second = read_group(text, 1);
    if (!first && !second)
        return base::fail(ErrorCode::invalid_argument, "display", first.error().detail + "; " + second.error().detail);
    if (first) result.fields = *first;
    if (second) result.fields.insert(result.fields.end(), second->begin(), second->end());
    if (first && second)
        result.remarks.emplace_back(
            "three characters may be either group: both readings are given; give all six, or say --group");
    else
        result.remarks.push_back(
            fmt::format("this can only be group {}: {}", first ? 1 : 2, first ? second.error().detail : first.error().detail));
    return result;
}

// The row that a level in dBm belongs to; between two rows, the weaker one.
std::size_t row_of(int dbm) {
    std::size_t row = 0;
    while (row + 1 < weakest.size() && dbm >= weakest[row + 1]) ++row;
    return row == 9 && dbm == weakest[9] ? 8 : row;
}

IndicationField signal_field(std::size_t digit, std::string value) {
    const auto number = static_cast<int>(digit);
    return {"",
            "signal",
            std::move(value),
            fmt::format("{}; {}", signal_values[digit].meaning, verdict(number, 0)),
            signal_advice(number, 0),
            std::string(table_4),
            true};
}

Indication explain_level(int dbm) {
    const auto digit = row_of(dbm);
    Indication result;
    result.subject = fmt::format("signal {} dBm, on the display {}", dbm, digit);
    result.fields.push_back(signal_field(digit, std::to_string(digit)));
    if (dbm < weakest.front()) result.remarks.emplace_back("this is weaker than the table goes");
    return result;
}

base::Result<Indication> explain_quality(std::string_view number) {
    const auto quality = whole_number(number, 10);
    if (quality == 99)
        return base::fail(ErrorCode::invalid_argument, "signal", "+CSQ 99 means: not known, or not detectable (TS 27.007 §8.5)");
    if (!quality || *quality > 31)
        return base::fail(ErrorCode::invalid_argument, "signal", "+CSQ is 0 to 31, or 99 for unknown (TS 27.007 §8.5)");
    auto result = explain_level(-113 + 2 * *quality);
    result.subject = fmt::format("+CSQ {}: {}", *quality, result.subject);
    return result;
}

base::Result<Indication> no_signal(std::string_view written) {
    return base::fail(
        ErrorCode::invalid_argument, "signal",
        fmt::format("{} is no signal: it is the display's digit (0 to 9), dBm with its sign (-85), or a modem's +CSQ "
                    "(csq 14)",
                    quoted(written)));
}

}  // namespace

base::Result<Indication> explain_display(std::string_view written, std::optional<int> group) {
    const auto text = shown_characters(written);
    if (text.starts_with("INF0")) return explain_info(std::string_view(text).substr(4), written);
    const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    if (!std::ranges::all_of(text, plain))
        return base::fail(ErrorCode::invalid_argument, "display",
                          fmt::format("{} has a character that such a display does not show: there are 0 to 9, A, B, C, D and F",
                                      quoted(written)));
    if (group && text.size() != 3)
        return base::fail(ErrorCode::invalid_argument, "display",
                          fmt::format("--group goes with three characters, not {}", quoted(written)));
    if (text.size() == 6) return explain_both(text);
    if (text.size() == 3) return explain_one(text, group);
    return base::fail(ErrorCode::invalid_argument, "display",
                      fmt::format("{} has {} characters: the display shows two groups of three (130 167), or Info05",
                                  quoted(written), text.size()));
}

base::Result<Indication> explain_signal(std::string_view written) {
    auto text = latin_capitals(written);
    // A minus sign as texts have it: U+2212, or a dash.
    for (const std::string_view minus : {"\u2212", "\u2013"})
        if (text.starts_with(minus)) text.replace(0, minus.size(), "-");
    std::string_view view = text;
    if (view.starts_with('+')) view.remove_prefix(1);
    if (view.starts_with("CSQ")) {
        view.remove_prefix(3);
        while (!view.empty() && (view.front() == ':' || view.front() == '=')) view.remove_prefix(1);
        return explain_quality(view.substr(0, view.find(',')));
    }
    const bool decibel = view.ends_with("DBM");
    if (decibel) view.remove_suffix(3);
    const bool negative = view.starts_with('-');
    if (negative) view.remove_prefix(1);
    const auto number = whole_number(view, 10);
    if (!number) return no_signal(written);
    if (negative && *number >= 30 && *number <= 140) return explain_level(-*number);
    if (negative || decibel) return no_signal(written);
    if (*number > 9 && *number <= 31)
        return base::fail(
            ErrorCode::invalid_argument, "signal",
            fmt::format("{} is no digit of the display (0 to 9); if it is a modem's +CSQ say: csq {}", *number, *number));
    if (*number > 31 && *number <= 140)
        return base::fail(ErrorCode::invalid_argument, "signal",
                          fmt::format("{} is no digit of the display (0 to 9); if it is dBm say: -{}", *number, *number));
    if (*number > 9) return no_signal(written);
    Indication result;
    result.subject = fmt::format("signal {} on the display", *number);
    result.fields.push_back(signal_field(static_cast<std::size_t>(*number), std::to_string(*number)));
    return result;
}

}  // namespace gsmcfg::meter
