// What families of modems do differently, as data.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace gsmcfg::modem {

struct Quirks {
    std::string_view make;                           // found anywhere in +CGMI's answer, in either case; empty: any
    std::string_view model;                          // the same of +CGMM
    std::array<std::string_view, 2> quiet_commands;  // switch status chatter off; a refusal does not matter; empty: none
    std::string_view first_cnmi;                     // tried before the others; empty: none
    std::string_view iccid_command;                  // tried before the others
    bool ready_too_early;                            // +CPIN: READY comes before messages can be read: refusals are asked again
    std::string_view source;                         // the fact behind the row
    std::string_view before_storing = {};            // lets +CMGW write; a refusal does not matter; empty: none
};

// The generic row comes first.
[[nodiscard]] std::span<const Quirks> quirks_table();
// The last row that fits: the table goes from general to special.
[[nodiscard]] const Quirks& find_quirks(std::string_view make, std::string_view model);

}  // namespace gsmcfg::modem
