// What families of modems do differently, as data.
#pragma once

#include <span>
#include <string_view>

namespace gsmcfg::modem {

struct Quirks {
    std::string_view make;           // found anywhere in +CGMI's answer, in either case; empty: any
    std::string_view model;          // the same of +CGMM
    std::string_view quiet_command;  // switches status chatter off; a refusal does not matter; empty: none
    std::string_view first_cnmi;     // tried before the others; empty: none
    std::string_view iccid_command;  // tried before the others
    std::string_view source;         // the fact behind the row
};

// The generic row comes first.
[[nodiscard]] std::span<const Quirks> quirks_table();
// The last row that fits: the table goes from general to special.
[[nodiscard]] const Quirks& find_quirks(std::string_view make, std::string_view model);

}  // namespace gsmcfg::modem
