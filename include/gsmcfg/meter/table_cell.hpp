// Cells of the tables that are written for spreadsheets: CSV (RFC 4180) that does no harm when it is opened. Pure.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::meter {

// plain: comma, UTF-8. excel: semicolon and BOM; numbers are written so that no spreadsheet cuts zeros or digits off.
enum class TableForm { plain, excel };

[[nodiscard]] char separator_of(TableForm form);
// What a file begins with.
[[nodiscard]] std::string table_mark(TableForm form);
// What a spreadsheet would take for a formula begins with an apostrophe, and so does what begins with one; a reader of ours
// takes it off again.
[[nodiscard]] std::string text_cell(std::string_view value, TableForm form);
// The same for what may be digits with or without a plus sign: those are no formula.
[[nodiscard]] std::string number_cell(std::string_view value, TableForm form);

}  // namespace gsmcfg::meter
