// The register of meters as a file: what people keep in a spreadsheet, and what comes out again. Pure.
#pragma once

#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/meter/table_cell.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

// What is not known is empty.
struct MeterRow {
    std::uint32_t line = 0;  // of the file, 1-based
    std::string phone;       // E.164
    std::string serial;
    std::string type;
    std::string label;
    std::string iccid;       // 18 to 20 digits
    std::string ip;          // IPv4 or IPv6
    std::string credential;  // a credential's name, never a password

    friend bool operator==(const MeterRow& a, const MeterRow& b) {
        return a.phone == b.phone && a.serial == b.serial && a.type == b.type && a.label == b.label && a.iccid == b.iccid &&
               a.ip == b.ip && a.credential == b.credential;
    }
};

struct MeterTable {
    std::vector<MeterRow> rows;         // the good lines, in the order of the file; their numbers are distinct
    std::vector<base::Error> problems;  // every bad line; where is "file:line"
    std::vector<Notice> warnings;       // a serial number, ICCID or address that stands at two numbers, and those of the list
    std::vector<std::string> ignored;   // columns that the register does not keep
};

// A list as parse_phone_list() takes it, with the columns type, iccid and ip beside it (headings in English or Russian, or
// named by options.columns). Columns of settings are checked and ignored.
[[nodiscard]] MeterTable read_meter_table(std::string_view bytes, std::string source, const Dialect& dialect,
                                          const ListOptions& options);

// CSV (RFC 4180, CRLF) that read_meter_table() and parse_phone_list() read back as the same rows. Cells that a spreadsheet
// would take for a formula begin with an apostrophe, but for the phone number.
[[nodiscard]] std::string meter_table_header(TableForm form);
[[nodiscard]] std::string meter_table_line(const MeterRow& row, TableForm form);

// Does the text have these words in it, whatever the case, in Latin and Cyrillic letters?
[[nodiscard]] bool mentions(std::string_view text, std::string_view words);

}  // namespace gsmcfg::meter
