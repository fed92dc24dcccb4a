// Received messages as a table for spreadsheets.
#pragma once

#include "inbound_view.hpp"

#include "gsmcfg/meter/table_cell.hpp"

#include <string>

namespace gsmcfg::cli {

// CSV (RFC 4180, CRLF). Control characters of texts but for line ends are escaped; whatever a spreadsheet would take for a
// formula begins with an apostrophe, but for phone numbers. Times are UTC.
[[nodiscard]] std::string inbox_table_header(meter::TableForm form);
[[nodiscard]] std::string inbox_table_line(const ShownInbound& shown, meter::TableForm form);

}  // namespace gsmcfg::cli
