#include "gsmcfg/meter/table_cell.hpp"

#include "gsmcfg/base/digits.hpp"
#include "meter/csv.hpp"

#include <fmt/format.h>

namespace gsmcfg::meter {

char separator_of(TableForm form) { return form == TableForm::excel ? ';' : ','; }

std::string table_mark(TableForm form) { return form == TableForm::excel ? "\xEF\xBB\xBF" : ""; }

std::string text_cell(std::string_view value, TableForm form) {
    const bool guarded = !value.empty() && std::string_view("=+-@'\t\r\n").find(value.front()) != std::string_view::npos;
    return csv_cell((guarded ? "'" : "") + std::string(value), separator_of(form));
}

std::string number_cell(std::string_view value, TableForm form) {
    const auto digits = value.starts_with('+') ? value.substr(1) : value;
    if (form == TableForm::excel && base::all_digits(digits)) return csv_cell(fmt::format("=\"{}\"", value), separator_of(form));
    return value.starts_with('+') && base::all_digits(digits) ? std::string(value) : text_cell(value, form);
}

}  // namespace gsmcfg::meter
