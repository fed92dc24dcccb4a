#include "inbox_table.hpp"

#include "local_time.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

using meter::TableForm;

// A program that splits at another sign than this file's must find no formula behind it either.
std::string without_inner_formulas(std::string_view text) {
    std::string safe;
    char before = 0;
    for (const char c : text) {
        const bool begins = before == ';' || before == ',' || before == '\n' || before == '\t';
        if (begins && std::string_view("=+-@").find(c) != std::string_view::npos) safe += '\'';
        safe += c;
        if (c != ' ') before = c;
    }
    return safe;
}

// Line ends stay; what would drive a terminal that shows the file does not.
std::string harmless(std::string_view text) {
    std::string clean;
    bool first = true;
    for (auto line : base::split(text, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!first) clean += '\n';
        first = false;
        clean += base::escape_control(line);
    }
    return without_inner_formulas(clean);
}

// Of hexadecimal digits with an E among them a spreadsheet makes a number.
std::string hex_cell(const std::string& hex, TableForm form) {
    const bool one_word = !hex.empty() && hex.find_first_not_of("0123456789ABCDEFabcdef") == std::string::npos;
    return form == TableForm::excel && one_word ? fmt::format("\"=\"\"{}\"\"\"", hex) : meter::text_cell(hex, form);
}

}  // namespace

std::string inbox_table_header(TableForm form) {
    auto line = meter::table_mark(form);
    for (const auto* title : {"id", "received", "sent", "phone", "originator", "kind", "campaign", "message", "text", "note",
                              "modem", "imsi", "tpdu"}) {
        if (std::string_view(title) != "id") line += meter::separator_of(form);
        line += title;
    }
    return line + "\r\n";
}

std::string inbox_table_line(const ShownInbound& shown, TableForm form) {
    const auto& message = shown.message;
    const auto separator = meter::separator_of(form);
    const auto id = [](const std::optional<store::Id>& value) { return value ? std::to_string(*value) : std::string(); };
    auto line = std::to_string(message.id);
    line += separator + iso_time(message.received_at);
    line += separator + (message.scts ? iso_time(*message.scts) : std::string());
    line += separator + meter::number_cell(message.phone, form);
    line += separator + meter::number_cell(harmless(message.originator), form);
    line += separator + std::string(store::name(message.kind));
    line += separator + id(message.campaign);
    line += separator + id(message.message);
    line += separator + meter::number_cell(harmless(shown.text), form);
    line += separator + meter::text_cell(harmless(message.note), form);
    line += separator + meter::text_cell(harmless(message.modem), form);
    line += separator + meter::number_cell(message.imsi, form);
    line += separator + hex_cell(shown.tpdu, form);
    return line + "\r\n";
}

}  // namespace gsmcfg::cli
