#include "commands.hpp"
#include "invocation.hpp"

#include "gsmcfg/at/error_table.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/pdu.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace gsmcfg::cli {
namespace {

std::optional<int> whole_number(std::string_view text, int radix) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Outcome<int> pdu(Invocation& invocation) {
    std::string hex;
    for (const char c : invocation.positional(0))
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') hex += c;
    const auto octets = base::from_hex(hex);
    if (!octets) return refuse(exit_code::usage, octets.error().message());
    const auto decoded = sms::decode_pdu(*octets, sms::SmscField::detect);
    if (!decoded) {
        const auto& error = decoded.error();
        if (invocation.json())
            print_json(base::Json::object()
                           .set("error", error.detail)
                           .set("field", error.where)
                           .set("octet", error.offset ? base::Json(*error.offset) : base::Json()));
        return refuse(exit_code::usage, base::escape_control(error.message()));
    }
    if (invocation.json()) print_json(sms::pdu_json(*decoded));
    else print(sms::pdu_text(*decoded));
    return exit_code::as_wanted;
}

Outcome<int> explain_number(Invocation& invocation, std::string_view family, const at::ErrorEntry* (*find)(int),
                            std::optional<int> (*by_words)(std::string_view)) {
    const auto& word = invocation.positional(0);
    auto number = whole_number(word, 10);
    if (!number) number = by_words(word);
    if (!number)
        return refuse(exit_code::usage, fmt::format("'{}' is neither a number nor a known text of +{} ERROR", word, family));
    const auto* entry = find(*number);
    if (entry == nullptr)
        return refuse(
            exit_code::usage,
            fmt::format("+{} ERROR: {} is in no standard; from 512 on the meaning is the modem maker's", family, *number));
    if (invocation.json())
        print_json(base::Json::object()
                       .set("number", entry->number)
                       .set("meaning", entry->meaning)
                       .set("class", at::name(entry->kind))
                       .set("max_retries", entry->max_retries)
                       .set("advice", entry->advice));
    else
        print(fmt::format("+{} ERROR: {}\n  meaning  {}\n  class    {}\n  advice   {}\n", family, entry->number, entry->meaning,
                          at::name(entry->kind), entry->advice));
    return exit_code::as_wanted;
}

Outcome<int> cms(Invocation& invocation) { return explain_number(invocation, "CMS", at::find_cms_error, at::cms_error_number); }
Outcome<int> cme(Invocation& invocation) { return explain_number(invocation, "CME", at::find_cme_error, at::cme_error_number); }

Outcome<int> meter_error(Invocation& invocation) {
    const auto dialect =
        meter::find_embedded(invocation.arguments().value("dialect").value_or(std::string(meter::default_dialect)));
    if (!dialect) return refuse(exit_code::usage, dialect.error().message());
    const auto& word = invocation.positional(0);
    const bool hex = word.starts_with("0x") || word.starts_with("0X");
    const auto code = hex ? whole_number(std::string_view(word).substr(2), 16) : whole_number(word, 10);
    const auto* entry = code ? dialect->find_error(*code) : nullptr;
    if (entry == nullptr) {
        std::string known;
        for (const auto& error : dialect->errors()) known += fmt::format("{}0x{:02x}", known.empty() ? "" : ", ", error.code);
        return refuse(exit_code::usage, fmt::format("'{}' is no error of {}: it knows {}", word, dialect->name(), known));
    }
    if (invocation.json())
        print_json(base::Json::object()
                       .set("code", entry->code)
                       .set("meaning", entry->words)
                       .set("class", meter::name(entry->error_class)));
    else
        print(
            fmt::format("0x{:02x}\n  meaning  {}\n  class    {}\n", entry->code, entry->words, meter::name(entry->error_class)));
    return exit_code::as_wanted;
}

}  // namespace

std::vector<Command> explain_commands() {
    return {{"explain pdu",
             "HEX",
             1,
             1,
             "Decodes an SMS PDU: SMS-DELIVER, SMS-SUBMIT or SMS-STATUS-REPORT, with or without the SMSC address.",
             "A damaged PDU gives the field and the octet where it went wrong.",
             "  gsmcfg explain pdu 07919999000010F0040C919999001000100000625070219045000331D98C --json",
             {},
             pdu},
            {"explain error",
             "CODE",
             1,
             1,
             "Says what a meter's error code means (0x02).",
             "",
             "  gsmcfg explain error 0x02",
             {{"dialect", "NAME", "the device family"}},
             meter_error},
            {"explain cms",
             "NUMBER",
             1,
             1,
             "Says what a +CMS ERROR of the modem means and what to do.",
             "",
             "  gsmcfg explain cms 38",
             {},
             cms},
            {"explain cme",
             "NUMBER",
             1,
             1,
             "Says what a +CME ERROR of the modem means and what to do.",
             "",
             "  gsmcfg explain cme 10",
             {},
             cme}};
}

}  // namespace gsmcfg::cli
