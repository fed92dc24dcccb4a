#include "commands.hpp"
#include "dialects.hpp"
#include "explain_indication.hpp"
#include "invocation.hpp"
#include "labelled_rows.hpp"

#include "gsmcfg/at/error_table.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/pdu.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

namespace gsmcfg::cli {
namespace {

constexpr int first_of_makers = 512;

std::optional<int> whole_number(std::string_view text, int radix) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

std::string all_words(const Invocation& invocation) {
    return fmt::format("{}", fmt::join(invocation.arguments().positional(), " "));
}

Outcome<int> pdu(Invocation& invocation) {
    std::string hex;
    for (const char c : all_words(invocation))
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

// "38", "+CMS ERROR: 38", or the modem's words.
std::optional<int> error_number(std::string_view words, std::string_view family,
                                std::optional<int> (*by_words)(std::string_view)) {
    auto text = base::trim(words);
    const auto lower = base::to_lower(text);
    const auto prefix = fmt::format("+{} error:", base::to_lower(family));
    if (lower.starts_with(prefix)) text = base::trim(text.substr(prefix.size()));
    const auto number = whole_number(text, 10);
    return number ? number : by_words(text);
}

void show_error(const Invocation& invocation, std::string_view family, const at::ErrorEntry& entry, std::string_view maker) {
    if (invocation.json()) {
        auto json = base::Json::object();
        json.set("number", entry.number)
            .set("meaning", entry.meaning)
            .set("class", at::name(entry.kind))
            .set("max_retries", entry.max_retries)
            .set("advice", entry.advice);
        if (!maker.empty()) json.set("make", maker);
        return print_json(json);
    }
    const auto width = row_width();
    print(fmt::format("+{} ERROR: {}{}{}\n", family, entry.number, maker.empty() ? "" : " of ", base::escape_control(maker)));
    print(labelled_row("meaning", entry.meaning, width) + labelled_row("class", at::name(entry.kind), width) +
          labelled_row("next step", entry.advice, width));
}

tl::unexpected<Failure> not_a_number(std::string_view words, std::string_view family) {
    return refuse(exit_code::usage,
                  fmt::format("'{}' is neither a number nor a known text of +{} ERROR", base::escape_control(words), family));
}

Outcome<int> cms(Invocation& invocation) {
    const auto words = all_words(invocation);
    const auto number = error_number(words, "CMS", at::cms_error_number);
    if (!number) return not_a_number(words, "CMS");
    const auto make = invocation.arguments().value("make").value_or("");
    const auto entry = at::describe_cms_error(*number, make, invocation.arguments().value("model").value_or(""));
    const auto* standard = at::find_cms_error(*number);
    const bool makers_own =
        standard == nullptr ? entry.meaning != at::describe_cms_error(*number).meaning : entry.meaning != standard->meaning;
    if (standard == nullptr && !makers_own) {
        const auto known = fmt::format("+CMS ERROR: {} is in no standard", *number);
        if (*number < first_of_makers) return refuse(exit_code::usage, known);
        if (make.empty())
            return refuse(exit_code::usage,
                          known + "; from 512 on the meaning is the modem maker's: say --make huawei, and if need be --model");
        return refuse(exit_code::usage,
                      fmt::format("{}, and for '{}' this number is not known: try --model, or see the modem's manual", known,
                                  base::escape_control(make)));
    }
    show_error(invocation, "CMS", entry, makers_own ? make : std::string());
    return exit_code::as_wanted;
}

Outcome<int> cme(Invocation& invocation) {
    const auto words = all_words(invocation);
    const auto number = error_number(words, "CME", at::cme_error_number);
    if (!number) return not_a_number(words, "CME");
    const auto* entry = at::find_cme_error(*number);
    if (entry == nullptr)
        return refuse(exit_code::usage,
                      fmt::format("+CME ERROR: {} is in no standard: the meaning is the modem maker's, see its manual", *number));
    show_error(invocation, "CME", *entry, "");
    return exit_code::as_wanted;
}

struct Code {
    int value;
    std::string_view reading;
};

std::optional<Code> error_code(std::string_view written) {
    const auto text = base::to_lower(base::trim(written));
    const std::string_view view = text;
    const auto code = [](std::optional<int> value, std::string_view reading) {
        return value ? std::optional(Code{*value, reading}) : std::nullopt;
    };
    if (view.starts_with("0x")) return code(whole_number(view.substr(2), 16), "hexadecimal");
    if (view.ends_with('h')) return code(whole_number(view.substr(0, view.size() - 1), 16), "hexadecimal");
    return code(whole_number(view, 10), "decimal");
}

// By its code, else by the words that a device answers.
const meter::ErrorCodeWords* find_error(const meter::Dialect& dialect, const std::optional<Code>& code,
                                        const std::string& words) {
    if (code)
        if (const auto* found = dialect.find_error(code->value)) return found;
    for (const auto& error : dialect.errors())
        if ((error.pattern && error.pattern->match_whole(words)) || base::to_lower(words) == base::to_lower(error.words))
            return &error;
    return nullptr;
}

std::string known_errors(const meter::Dialect& dialect) {
    std::string known;
    for (const auto& error : dialect.errors())
        known +=
            (known.empty() ? "" : ", ") + (error.code ? fmt::format("0x{:02x} ({})", *error.code, error.words) : error.words);
    return known.empty() ? "none" : known;
}

// Only read: an experimental one too.
Outcome<meter::Dialect> explained_dialect(Invocation& invocation) {
    const auto name = invocation.arguments().value("dialect");
    const auto configured = name ? invocation.configuration() : Outcome<const config::Configuration*>(nullptr);
    if (!configured) return refuse(configured.error());
    auto dialect = name ? find_dialect(**configured, *name) : meter::find_embedded(meter::default_dialect);
    if (!dialect) return refuse(exit_code::usage, dialect.error().message());
    return std::move(*dialect);
}

Outcome<int> meter_error(Invocation& invocation) {
    const auto dialect = explained_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    const auto words = all_words(invocation);
    const auto code = error_code(words);
    const auto* entry = find_error(*dialect, code, words);
    if (entry == nullptr)
        return refuse(exit_code::usage, fmt::format("'{}' is no error of {}; it knows: {}", base::escape_control(words),
                                                    dialect->name(), known_errors(*dialect)));
    const auto reading = entry->code && code ? std::string(code->reading) : "the device's words";
    if (invocation.json()) {
        print_json(base::Json::object()
                       .set("code", entry->code)
                       .set("taken_as", reading)
                       .set("meaning", entry->words)
                       .set("class", meter::name(entry->error_class))
                       .set("advice", entry->advice)
                       .set("dialect", dialect->name()));
        return exit_code::as_wanted;
    }
    const auto width = row_width();
    if (entry->code)
        print(fmt::format("error 0x{:02x} of {} ({}, taken as {})\n", *entry->code, dialect->name(), *entry->code, reading));
    else print(fmt::format("an error of {}\n", dialect->name()));
    print(labelled_row("meaning", entry->words, width) + labelled_row("class", meter::name(entry->error_class), width) +
          labelled_row("next step", entry->advice, width));
    return exit_code::as_wanted;
}

std::vector<Command> explain_code_commands() {
    return {{"explain pdu",
             "HEX",
             1,
             1000,
             "Decodes an SMS PDU: SMS-DELIVER, SMS-SUBMIT or SMS-STATUS-REPORT, with or without the SMSC address.",
             "A damaged PDU gives the field and the octet where it went wrong.",
             "  gsmcfg explain pdu 07919999000010F0040C919999001000100000625070219045000331D98C --json",
             {},
             pdu},
            {"explain error",
             "CODE",
             1,
             40,
             "Says what a meter's error means and what to do: by its code (0x05, 05h; digits alone are decimal) or its words.",
             "",
             "  gsmcfg explain error 0x05",
             {},
             meter_error},
            {"explain cms",
             "NUMBER",
             1,
             40,
             "Says what a +CMS ERROR of the modem means and what to do.",
             "From 512 on the meaning is the modem maker's.",
             "  gsmcfg explain cms 38\n  gsmcfg explain cms 512 --make cinterion",
             {{"make", "NAME", "the modem's maker, as gsmcfg modem info shows it"},
              {"model", "NAME", "the modem's model, where makers differ from model to model"}},
             cms},
            {"explain cme",
             "NUMBER",
             1,
             40,
             "Says what a +CME ERROR of the modem means and what to do.",
             "",
             "  gsmcfg explain cme 10",
             {},
             cme}};
}

}  // namespace

std::vector<Command> explain_commands() {
    auto all = explain_code_commands();
    auto shown = explain_indication_commands();
    all.insert(all.begin() + 2, std::make_move_iterator(shown.begin()), std::make_move_iterator(shown.end()));
    return all;
}

}  // namespace gsmcfg::cli
