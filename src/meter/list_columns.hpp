// What the columns of a phone list mean.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/phone_list.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

enum class ColumnRole { phone, serial, label, credential, setting, extra };

struct Column {
    ColumnRole role = ColumnRole::extra;
    std::string title;    // as the file has it
    std::string setting;  // the setting's name
};

struct ListColumns {
    std::vector<Column> columns;
    std::size_t phone = 0;
    std::vector<std::string> faults;
    std::vector<std::string> warnings;
};

// Is this a heading of the phone numbers, by its name or by the user's mapping?
[[nodiscard]] bool is_phone_heading(std::string_view cell, const ListOptions& options);
// Is this a heading of serial numbers, by its name?
[[nodiscard]] bool is_serial_heading(std::string_view cell);
[[nodiscard]] ListColumns read_columns(const std::vector<std::string>& header, const Dialect& dialect,
                                       const ListOptions& options);

}  // namespace gsmcfg::meter
